// cost.large-reshard: the value split as its use needs it, the tile that makes it lie otherwise left out, or the tactics in another order.
import type { Figures } from '../../cost/figures'
import { findOrigin } from '../../engine/origin'
import type { ReshardGroup } from '../../engine/reshards'
import { findLargeReshards } from '../../engine/reshards'
import type { Collective } from '../../lowering/localProgram'
import { appendAction, prependAction, removeFromSchedule, swapNames } from './edits'
import type { Candidate, FixContext, ModelFixContext, ProblemFix, Rated } from './fix'
import type { Scene } from './scene'
import { sceneOf, sourceOfTile, tacticOfStep } from './scene'
import { nameValue } from './targets'

const summary =
  'name the dim that the use needs, leave out the tile that it comes from, apply the tactics in the other order, or leave the tactic out (of these, what makes the step shorter)'

const mostShown = 4

/** At the tactic that brought the reshards about, or at the name of a schedule, whose problem leads to the tactic. */
export const avoidReshard: ProblemFix<FixContext> = {
  summary,
  make: (context, problem) => {
    const scene = sceneOf(context)
    if (scene === undefined) return []
    const places = [problem, ...(problem.related ?? []).filter(({ file }) => file === undefined)]
    const isBlamed = ({ tactic }: ReshardGroup): boolean =>
      places.some(({ span }) => span.start === tacticOfStep(scene, tactic)?.name.span.start)
    const group = findLargeReshards(scene.evaluation).find(isBlamed)
    return group === undefined ? [] : candidatesFor(scene, group.members[0] ?? -1)
  },
  choose,
}

/** At the operation in a model. */
export const avoidReshardThere: ProblemFix<ModelFixContext> = {
  summary,
  make: ({ tactics, model }, problem) => {
    const scene = tactics === undefined ? undefined : sceneOf(tactics)
    if (scene === undefined) return []
    const { collectives } = scene.evaluation.local
    const { nameStart } = model.module.columns.operations
    const isHere = (member: number): boolean =>
      nameStart[model.program.nodes.operation[collectives[member]!.node]!] === problem.span.start
    const member = findLargeReshards(scene.evaluation)
      .flatMap(({ members }) => members)
      .find(isHere)
    return member === undefined ? [] : candidatesFor(scene, member)
  },
  choose,
}

function choose(rated: readonly Rated[], before: Figures | undefined): Rated[] {
  return rated
    .filter(({ after }) => after === undefined || before === undefined || after.figures.stepTime < before.stepTime)
    .sort((a, b) => (a.after?.figures.stepTime ?? Infinity) - (b.after?.figures.stepTime ?? Infinity))
    .slice(0, mostShown)
}

function candidatesFor(scene: Scene, member: number): Candidate[] {
  const collective = scene.evaluation.local.collectives[member]
  if (collective === undefined) return []
  const made = [
    ...asNeeded(scene, collective),
    ...collective.axes.flatMap((axis) => [
      ...leaveWhole(scene, collective, axis),
      ...otherOrder(scene, collective, axis),
    ]),
    ...leaveOut(scene, collective),
  ]
  const titles = new Set<string>()
  return made.filter(({ title }) => !titles.has(title) && titles.add(title).size > 0)
}

const candidate = (title: string, edits: Candidate['edits']): Candidate => ({
  kind: 'quickfix',
  title,
  edits,
  needsSimulation: true,
})

/** An exchange: the value gets the dim that the use needs from the start. */
function asNeeded(scene: Scene, { kind, value, dims, axes, tactic: index }: Collective): Candidate[] {
  const [needed] = dims
  const axis = scene.state.mesh.axes[axes[0] ?? -1]
  const tactic = tacticOfStep(scene, index)
  const target = nameValue(scene.model.program, value)
  if (kind !== 'all_to_all' || needed === undefined || axis === undefined) return []
  if (tactic === undefined || target === undefined || tactic.axes[0]?.text !== axis.name) return []
  const title = `Shard ${target} dim ${needed} on ${axis.name} in ${tactic.name.text}`
  return [candidate(title, [prependAction(scene.context, tactic, `${target}: ${needed}`)])]
}

/** The value that an action names and whose tile comes as far as here, kept whole; or the value itself; or, where that has no name in every layer, what it is made of. */
function leaveWhole(scene: Scene, { value }: Collective, axis: number): Candidate[] {
  const source = sourceOfTile(scene, value, axis)
  if (source === undefined) return []
  const { name } = scene.state.mesh.axes[axis]!
  const { program } = scene.model
  return [...new Set([source.value, value, ...namedBefore(scene, value, axis)])].flatMap((one) => {
    const target = nameValue(program, one)
    if (target === undefined) return []
    const action = `${target}: replicated`
    const edit =
      one === value
        ? appendAction(scene.context, source.tactic, action)
        : prependAction(scene.context, source.tactic, action)
    return [candidate(`Keep ${target} whole on ${name} in ${source.tactic.name.text}`, [edit])]
  })
}

/** Steps back from a value, such as the stack that a loop takes apart, to one that a scope names. */
const mostStepsBack = 4

function namedBefore({ state, model }: Scene, value: number, axis: number): number[] {
  const { nodes } = model.program
  const through = findOrigin(state, value, axis)?.through ?? []
  const isNamed = (one: number): boolean => nameValue(model.program, one)?.startsWith('at "') === true
  if (isNamed(value)) return []
  const results = through.slice(0, mostStepsBack).flatMap((node) => {
    const first = nodes.portStart[node]! + nodes.operandCount[node]!
    return [...nodes.ports.subarray(first, nodes.portStart[node + 1])]
  })
  return results.filter(isNamed).slice(0, 1)
}

/** The tactic that splits the operation, before the one that splits the value; or the other way round. */
function otherOrder(scene: Scene, { value, node }: Collective, axis: number): Candidate[] {
  const { state, schedule } = scene
  const [ofValue, ofNode] = [
    tacticOfStep(scene, state.valueTactic[value * state.axes + axis]!),
    tacticOfStep(scene, state.nodeTactic[node * state.axes + axis]!),
  ]
  const first = schedule?.tactics.find(({ text }) => text === ofValue?.name.text || text === ofNode?.name.text)
  const second = schedule?.tactics.findLast(({ text }) => text === ofValue?.name.text || text === ofNode?.name.text)
  if (first === undefined || second === undefined || first === second) return []
  return [candidate(`Apply ${second.text} before ${first.text}`, swapNames(first, second))]
}

function leaveOut(scene: Scene, { tactic: index }: Collective): Candidate[] {
  const name = tacticOfStep(scene, index)?.name.text
  const edit = name === undefined || scene.schedule === undefined ? undefined : removeFromSchedule(scene.schedule, name)
  if (name === undefined || edit === undefined || scene.schedule === undefined) return []
  return [candidate(`Remove ${name} from ${scene.schedule.name.text}`, [edit])]
}
