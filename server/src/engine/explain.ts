// An evaluated schedule -> how its figures come about, and what they take for granted.
import type { Assumption, Basis } from '../cost/assumptions'
import { findAssumptions, totalFigures } from '../cost/assumptions'
import { explainCollective } from '../cost/explain/explainCollective'
import { explainKind } from '../cost/explain/explainKind'
import { explainKernel } from '../cost/explain/explainKernel'
import type { Explanation } from '../cost/explain/explanation'
import type { Simulated } from '../cost/explain/explainTotals'
import { explainTotal, explainTotals, totalEntries } from '../cost/explain/explainTotals'
import { collectiveKinds } from '../lowering/localProgram'
import type { Evaluation } from './analysis'
import { operationName, valueName } from './names'

export interface ScheduleExplanations {
  readonly totals: readonly Explanation[]
  /** Each different collective once. */
  readonly collectives: readonly Explanation[]
  /** By collective of the local program: index in `collectives`. */
  readonly ofCollective: readonly number[]
  readonly assumptions: readonly Assumption[]
}

/** What explanations of an evaluation are made from. */
export function simulatedOf({ local, simulation, figures }: Evaluation, basis: Basis): Simulated {
  return { local, simulation, figures, basis, assumptions: findAssumptions(local.program, figures, basis) }
}

/** Its totals and collectives, explained. */
export function explainSchedule(evaluation: Evaluation, basis: Basis): ScheduleExplanations {
  const simulated = simulatedOf(evaluation, basis)
  const known = new Map<string, number>()
  const collectives: Explanation[] = []
  const ofCollective = evaluation.local.collectives.map(({ kind, axes, bytes }, index) => {
    const key = `${kind} ${bytes} ${axes.join()}`
    const id = known.get(key) ?? collectives.push(explainCollective(simulated, index)) - 1
    known.set(key, id)
    return id
  })
  return { totals: explainTotals(simulated), collectives, ofCollective, assumptions: simulated.assumptions }
}

/** Names of figures that have explanations: those that `expect` takes, but `conflicts` and `devices`. */
export const explainedNames: readonly string[] = [
  ...totalFigures.map((figure) => totalEntries[figure].name),
  ...(['count', 'executed', 'bytes', 'seconds'] as const).flatMap((field) =>
    collectiveKinds.map((kind) => (field === 'count' ? kind : `${field}.${kind}`)),
  ),
]

/** The figure of that name, explained; undefined where there is nothing to explain. */
export function explainNamed(simulated: Simulated, name: string): Explanation | undefined {
  const total = totalFigures.find((figure) => totalEntries[figure].name === name)
  if (total !== undefined) return explainTotal(simulated, total)
  const [first = '', second] = name.split('.')
  const kind = collectiveKinds.find((one) => one === (second ?? first))
  if (kind === undefined) return undefined
  if (second === undefined) return explainKind(simulated, kind, 'count')
  return first === 'executed' || first === 'bytes' || first === 'seconds'
    ? explainKind(simulated, kind, first)
    : undefined
}

/** Step `step` as a kernel; undefined for what takes no time of its own. */
export function explainStep(simulated: Simulated, step: number): Explanation | undefined {
  const { program, steps, values } = simulated.local
  const name = operationName(program, steps.node[step]!)
  const result = steps.resultCount[step] === 0 ? -1 : values.source[steps.resultStart[step]!]!
  return explainKernel(simulated, step, result < 0 ? name : `${name} ${valueName(program, result)}`)
}

/** The kernels that take most of the step, explained. */
export function explainLongest(simulated: Simulated, most: number): Explanation[] {
  const { local, simulation } = simulated
  const { kernels, timeline } = simulation
  const total = (step: number): number => kernels.seconds[step]! * timeline.executions[local.steps.region[step]!]!
  const steps = Array.from({ length: local.steps.count }, (_, step) => step).filter((step) => total(step) > 0)
  return steps
    .sort((a, b) => total(b) - total(a))
    .slice(0, most)
    .flatMap((step) => explainStep(simulated, step) ?? [])
}
