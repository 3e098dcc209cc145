// shard.conflict: the tactics in another order, one side kept whole, or the dim of a value that two operations want differently.
import type { Figures } from '../../cost/figures'
import type { Conflict } from '../../sharding/propagate'
import type { Tactic } from '../../tactics/syntaxTree'
import { prependAction, swapNames } from './edits'
import type { Candidate, FixContext, ModelFixContext, ProblemFix, Rated } from './fix'
import type { Scene } from './scene'
import { sceneOf, tacticOfStep } from './scene'
import { nameValue } from './targets'

const summary =
  'apply the tactics in the other order, keep one side whole on the axis, or name the dim of a value that two operations want differently (of these, what leaves fewer conflicts, the fastest first)'

/** Conflicts looked at in one tactic. */
const mostConflicts = 3
const mostShown = 5

/** At the tactic that met conflicts. */
export const resolveConflicts: ProblemFix<FixContext> = {
  summary,
  make: (context, problem) => {
    const scene = sceneOf(context)
    const tactic = scene?.tactics.find(({ name }) => name.span.start === problem.span.start)
    if (scene === undefined || tactic === undefined) return []
    return candidatesFor(scene, conflictsOf(scene, tactic).slice(0, mostConflicts), tactic)
  },
  choose,
}

/** At the operation in a model. */
export const resolveConflictThere: ProblemFix<ModelFixContext> = {
  summary,
  make: ({ tactics, model }, problem) => {
    const scene = tactics === undefined ? undefined : sceneOf(tactics)
    if (scene === undefined) return []
    const { operations } = model.module.columns
    const isHere = ({ node }: Conflict): boolean =>
      operations.nameStart[model.program.nodes.operation[node]!] === problem.span.start
    const conflicts = scene.evaluation.conflicts.filter(isHere).slice(0, 1)
    const tactic = scene.tactics.find((one) => conflictsOf(scene, one).some((conflict) => conflicts.includes(conflict)))
    return tactic === undefined ? [] : candidatesFor(scene, conflicts, tactic)
  },
  choose,
}

function choose(rated: readonly Rated[], before: Figures | undefined): Rated[] {
  return rated
    .filter(({ after }) => after === undefined || before === undefined || after.figures.conflicts < before.conflicts)
    .sort((a, b) => (a.after?.figures.stepTime ?? Infinity) - (b.after?.figures.stepTime ?? Infinity))
    .slice(0, mostShown)
}

/** The conflicts that a tactic of the schedule met first: figures count those of all tactics so far. */
function conflictsOf({ snapshot, evaluation }: Scene, { name }: Tactic): readonly Conflict[] {
  const { active } = snapshot
  const index = active?.steps.findIndex(({ tactic }) => tactic === name.text) ?? -1
  const step = active?.steps[index]
  if (active === undefined || step === undefined) return []
  const before = (active.steps[index - 1]?.figures ?? active.initial).conflicts
  return evaluation.conflicts.slice(before, step.figures.conflicts)
}

function candidatesFor(scene: Scene, conflicts: readonly Conflict[], tactic: Tactic): Candidate[] {
  const made = conflicts.flatMap((conflict) => [
    ...otherOrders(scene, conflict, tactic),
    ...(conflict.kind === 'value' ? namedDims(scene, conflict, tactic) : keptWhole(scene, conflict)),
  ])
  const titles = new Set<string>()
  return made.filter(({ title }) => !titles.has(title) && titles.add(title).size > 0)
}

/** The other tactics whose tiles meet here, after this one. */
function otherOrders(scene: Scene, { evidence }: Conflict, tactic: Tactic): Candidate[] {
  const { schedule } = scene
  const own = schedule?.tactics.find(({ text }) => text === tactic.name.text)
  if (schedule === undefined || own === undefined) return []
  const others = new Set(evidence.map((one) => tacticOfStep(scene, one.tactic)?.name.text))
  return schedule.tactics
    .filter(({ text, span }) => others.has(text) && span.start < own.span.start)
    .map((other) => ({
      kind: 'quickfix',
      title: `Apply ${own.text} before ${other.text}`,
      edits: swapNames(other, own),
      needsSimulation: true,
    }))
}

/** Each value whose tile contradicts the others, kept whole by the tactic that brought the tile. */
function keptWhole(scene: Scene, { evidence, axis }: Conflict): Candidate[] {
  const axisName = scene.state.mesh.axes[axis]!.name
  return evidence.flatMap(({ value, tactic: index }) => {
    const tactic = tacticOfStep(scene, index)
    const target = tactic === undefined ? undefined : nameValue(scene.model.program, value)
    if (tactic === undefined || target === undefined) return []
    return [
      {
        kind: 'quickfix',
        title: `Keep ${target} whole on ${axisName} in ${tactic.name.text}`,
        edits: [prependAction(scene.context, tactic, `${target}: replicated`)],
        needsSimulation: true,
      },
    ]
  })
}

/** The value that stays whole because two operations want different dims of it: each of these dims, by name. */
function namedDims(scene: Scene, { evidence, axis }: Conflict, tactic: Tactic): Candidate[] {
  const axisName = scene.state.mesh.axes[axis]!.name
  return evidence.flatMap(({ value, dim }) => {
    const target = nameValue(scene.model.program, value)
    if (target === undefined) return []
    return [
      {
        kind: 'quickfix',
        title: `Shard ${target} dim ${dim} on ${axisName} in ${tactic.name.text}`,
        edits: [prependAction(scene.context, tactic, `${target}: ${dim}`)],
        needsSimulation: true,
      },
    ]
  })
}
