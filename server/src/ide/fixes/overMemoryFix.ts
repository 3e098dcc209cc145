// cost.over-memory: tactics of the file that wait to be used, ZeRO on the data axes, activations split further, and both together.
import type { Strategy } from '../../engine/strategies'
import { findStrategies } from '../../engine/strategies'
import { fitsAxis, printStrategy, strategyNames } from '../../engine/strategyText'
import type { AxisRoom, ZeroStage } from '../../engine/zeroStages'
import { argumentsOf, zeroActions, zeroStages } from '../../engine/zeroStages'
import { ArgumentRole } from '../../sharding/roles'
import type { ActivationSplit } from './activations'
import { splitActivations } from './activations'
import { byMemoryThenTime, cutAfter, fits, preferFirst } from './choices'
import { addToSchedule, insertTactic, freshName, tacticText } from './edits'
import type { Candidate, FixContext, ProblemFix, TextEdit } from './fix'
import type { Scene } from './scene'
import { openDims, sceneOf } from './scene'

const mostShown = 5

export const fitMemory: ProblemFix<FixContext> = {
  summary:
    'add what saves memory, that is, a tactic of the file that the schedule does not use, ZeRO-1, ZeRO-2 or ZeRO-3 on an axis that splits the inputs, another published strategy that the model has the structure for, a split of the largest activations, or two of these (what fits comes first, the fastest before the others; where nothing fits, the title says what is still missing)',
  make: (context, problem) => {
    const scene = sceneOf(context)
    return scene?.schedule?.name.span.start === problem.span.start ? saveMemory(scene) : []
  },
  choose: (rated, before) => {
    const useful = rated.filter(
      ({ after }) => after === undefined || before === undefined || after.figures.peakMemory < before.peakMemory,
    )
    return preferFirst(cutAfter(byMemoryThenTime(useful), mostShown), fits)
  },
}

/** What the active schedule could have beside what it has. */
export function saveMemory(scene: Scene): readonly Candidate[] {
  const activations = splitActivations(scene)
  const zero = zeroTactics(scene)
  return [
    ...unused(scene),
    ...zero.map(({ stage, axis, tactic }) => ({
      ...candidateOf(`Add ZeRO-${stage} on ${axis}`, scene, [tactic]),
      isAlwaysShown: true,
    })),
    ...strategies(scene),
    ...activations.map((split) =>
      candidateOf(`Shard activations ${split.target} dim ${split.dim} on ${split.axis}`, scene, [
        activationTactic(scene, split),
      ]),
    ),
    ...activations.slice(0, 2).flatMap((split) => combined(scene, split, zero[0])),
  ]
}

/** A tactic to be. Its text is without a line break at its end. */
interface NewTactic {
  readonly name: string
  readonly text: string
}

function candidateOf(title: string, scene: Scene, tactics: readonly NewTactic[]): Candidate {
  return { kind: 'quickfix', title, edits: addTactics(scene, tactics), needsSimulation: true }
}

/** Edits that add one tactic or two, in order, at the end of the schedule. */
function addTactics({ context, schedule }: Scene, tactics: readonly NewTactic[]): readonly TextEdit[] {
  const text = tactics.map((tactic) => tactic.text).join('\n')
  const names = tactics.map(({ name }) => name).join(', ')
  return [insertTactic(context, text), ...(schedule === undefined ? [] : [addToSchedule(schedule, names)])]
}

function newTactic({ context }: Scene, wanted: string, axis: string, lines: readonly string[]): NewTactic {
  const name = freshName(context.file, wanted)
  return { name, text: tacticText(name, axis, lines) }
}

const activationTactic = (scene: Scene, { axis, target, dim }: ActivationSplit): NewTactic =>
  newTactic(scene, 'Activations', axis, [`${target}: ${dim}`])

/** Axes that split an input, the largest first. */
function dataAxes({ state, model }: Scene): number[] {
  const inputs = argumentsOf(model.program, ArgumentRole.input).map((i) => model.program.arguments[i]!)
  const axes = state.mesh.axes.map((_, axis) => axis)
  return axes
    .filter((axis) => inputs.some((value) => state.valueDim[value * state.axes + axis]! >= 0))
    .sort((a, b) => state.mesh.axes[b]!.size - state.mesh.axes[a]!.size)
}

const mostDataAxes = 2

interface ZeroTactic {
  readonly stage: ZeroStage
  readonly axis: string
  readonly tactic: NewTactic
}

/** ZeRO on the data axes: stage 3 first, as it saves most. */
function zeroTactics(scene: Scene): ZeroTactic[] {
  const { program } = scene.model
  return dataAxes(scene)
    .slice(0, mostDataAxes)
    .flatMap((index) => {
      const axis = scene.state.mesh.axes[index]!.name
      const room = roomIn(scene, index)
      return zeroStages.toReversed().flatMap((stage) => {
        const actions = zeroActions(program, stage, room)
        const name = freshName(scene.context.file, `Z${stage}`)
        const text = printStrategy({ actions }, program, { name, axis })
        return actions.length === 0 ? [] : [{ stage, axis, tactic: { name, text } }]
      })
    })
}

/** What the schedule leaves open on an axis. */
function roomIn({ state, model: { program } }: Scene, axis: number): AxisRoom {
  const open = Array.from(program.arguments, (value) => openDims(state, value, axis))
  return {
    canSplit: (argument, dim) => open[argument]!.includes(dim),
    isSplit: (argument) => state.valueDim[program.arguments[argument]! * state.axes + axis]! >= 0,
  }
}

function combined(scene: Scene, split: ActivationSplit, zero: ZeroTactic | undefined): Candidate[] {
  if (zero?.stage !== 3) return []
  const title = `Add ZeRO-3 on ${zero.axis} and shard activations ${split.target} dim ${split.dim} on ${split.axis}`
  return [candidateOf(title, scene, [zero.tactic, activationTactic(scene, split)])]
}

/** Published strategies that the model has the structure for and that are not applied yet; ZeRO has its own place. */
function strategies(scene: Scene): Candidate[] {
  const { state, model } = scene
  const data = dataAxes(scene)
  const axes = state.mesh.axes.map((axis, index) => ({ ...axis, index }))
  return findStrategies(model.program, state.mesh).flatMap((strategy) => {
    if (strategy.kind.startsWith('zero')) return []
    if (strategy.kind === 'data' && data.length > 0) return []
    const { name, title } = strategyNames[strategy.kind]
    return axes
      .filter(({ index, size }) => !data.includes(index) && size > 1 && fitsAxis(strategy, size))
      .filter(({ index }) => !isApplied(scene, strategy, index))
      .map(({ name: axis }) => {
        const own = freshName(scene.context.file, name)
        const text = printStrategy(strategy, model.program, { name: own, axis })
        return candidateOf(`Add ${title} on ${axis}`, scene, [{ name: own, text }])
      })
  })
}

/** Whether the axis splits everything already that the strategy would. */
function isApplied({ state, model }: Scene, { actions }: Strategy, axis: number): boolean {
  const values = actions.flatMap((action) => action.arguments.map((i) => model.program.arguments[i]!))
  return values.every((value) => state.valueDim[value * state.axes + axis]! >= 0)
}

const mostUnused = 3

/** Tactics that the file has and the schedule leaves out. */
function unused({ context, schedule }: Scene): Candidate[] {
  if (schedule === undefined) return []
  const used = new Set(schedule.tactics.map(({ text }) => text))
  return context.file.tactics
    .filter(({ name, isAutomatic }) => !isAutomatic && !used.has(name.text))
    .slice(0, mostUnused)
    .map(({ name }) => ({
      kind: 'quickfix',
      title: `Add ${name.text} to ${schedule.name.text}`,
      edits: [addToSchedule(schedule, name.text)],
      needsSimulation: true,
    }))
}
