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

/** Collectives or kernels that are alike, explained once. */
export interface Alike {
  readonly explanation: Explanation
  readonly members: number
  /** Of all of them in one step of the program. */
  readonly executions: number
  /** Of all executions, hidden or not. */
  readonly seconds: number
}

/** Each different collective, the one that takes most of the step first. */
export function explainCollectives(evaluation: Evaluation, basis: Basis): Alike[] {
  const { collectives, ofCollective } = explainSchedule(evaluation, basis)
  const { local, simulation } = evaluation
  const sums = sumAlike(local.collectives.keys(), (index) => ({
    key: ofCollective[index],
    seconds: simulation.collectiveSeconds[index]!,
    executions: local.collectives[index]!.executions,
  }))
  return sums.flatMap(({ first, ...sum }) => {
    const explanation = collectives[ofCollective[first] ?? -1]
    return explanation === undefined ? [] : [{ explanation, ...sum }]
  })
}

/** The kernels that take most of the step; alike are those of one operation, one type and one time. */
export function explainLongest(simulated: Simulated, most: number): Alike[] {
  const { kernels, timeline } = simulated.simulation
  const { program, steps, values } = simulated.local
  const sums = sumAlike(Array(steps.count).keys(), (step) => {
    const result = steps.resultCount[step] === 0 ? -1 : steps.resultStart[step]!
    const type = result < 0 ? -1 : program.values.type[values.source[result]!]
    const seconds = kernels.seconds[step]!
    const key = `${operationName(program, steps.node[step]!)} ${type} ${seconds}`
    return { key, seconds, executions: timeline.executions[steps.region[step]!]! }
  })
  return sums
    .filter(({ seconds }) => seconds > 0)
    .slice(0, most)
    .flatMap(({ first, ...sum }) => {
      const explanation = explainStep(simulated, first)
      return explanation === undefined ? [] : [{ explanation, ...sum }]
    })
}

interface Sum extends Omit<Alike, 'explanation'> {
  readonly first: number
}

/** Sums over what has one key, the largest first. */
function sumAlike(
  indices: Iterable<number>,
  read: (index: number) => { readonly key: unknown; readonly seconds: number; readonly executions: number },
): Sum[] {
  const sums = new Map<unknown, Sum>()
  for (const index of indices) {
    const { key, seconds, executions } = read(index)
    const sum = sums.get(key) ?? { first: index, members: 0, executions: 0, seconds: 0 }
    const more = { executions: sum.executions + executions, seconds: sum.seconds + seconds * executions }
    sums.set(key, { first: sum.first, members: sum.members + 1, ...more })
  }
  return [...sums.values()].sort((a, b) => b.seconds - a.seconds)
}
