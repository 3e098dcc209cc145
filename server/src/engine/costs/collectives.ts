// Rows of the collectives table: equal collectives of layers are one row, which goes to the first of them.
import type { Simulated } from '../../cost/explain/explainTotals'
import { explainCollective } from '../../cost/explain/explainCollective'
import type { Explanation } from '../../cost/explain/explanation'
import { nodeOfStep } from '../../cost/stepPlaces'
import type { Collective } from '../../lowering/localProgram'
import { printTensorType } from '../../model/tensorTypes'
import type { CostCollective, CostlyKind } from '../../protocol/costs'
import { phaseNames, phaseOf } from '../../sharding/phases'
import { placeOf } from '../../sharding/places'
import type { Evaluation } from '../analysis'
import { describeCollective } from '../reasons'
import type { Labels } from './labels'
import type { Beat } from './pulse'
import { finite } from './states'
import type { AppliedTactics } from './tactics'

export interface CollectiveRows {
  /** The dearest first. */
  readonly rows: readonly CostCollective[]
  readonly explanations: readonly Explanation[]
  /** Rows left out. */
  readonly more: number
}

const mostRows = 5000

interface Group {
  readonly first: number
  members: number
  executions: number
  bytes: number
  seconds: number
  exposed: number
  isCritical: boolean
}

interface ListOptions {
  readonly tactics: AppliedTactics
  readonly simulated: Simulated
  readonly beat: Beat
}

export function listCollectives(
  evaluation: Evaluation,
  labels: Labels,
  { tactics, simulated, beat }: ListOptions,
): CollectiveRows {
  const groups = groupCollectives(evaluation, labels, beat)
  const order = [...groups.values()].sort((a, b) => b.seconds - a.seconds || a.first - b.first)
  const explanations: Explanation[] = []
  const known = new Map<string, number>()
  const rows = order.slice(0, mostRows).map((group) => {
    const collective = evaluation.local.collectives[group.first]!
    const key = `${collective.kind} ${collective.bytes} ${collective.axes.join()}`
    const explanation = known.get(key) ?? explanations.push(explainCollective(simulated, group.first)) - 1
    known.set(key, explanation)
    return { ...rowOf(evaluation, labels, group, tactics), explanation }
  })
  return { rows, explanations, more: order.length - rows.length }
}

/** Slices cost nothing and are none. Linear in collectives. */
function groupCollectives({ local, simulation }: Evaluation, labels: Labels, beat: Beat): ReadonlyMap<string, Group> {
  const { timeline, collectiveSeconds } = simulation
  const phases = phaseOf(local.program)
  const groups = new Map<string, Group>()
  local.collectives.forEach((collective, i) => {
    beat()
    if (collective.kind === 'all_slice') return
    const executions = timeline.executions[local.steps.region[collective.step]!]!
    const key = [
      keyOf(collective),
      phases[nodeOfStep(local, collective.step)]!,
      labels.general(labels.value(collective.value)),
      labels.general(labels.node(collective.node)),
    ].join(' ')
    const group = groups.get(key) ?? emptyGroup(i)
    groups.set(key, group)
    group.members++
    group.executions += executions
    group.bytes += collective.bytes * executions
    group.seconds += collectiveSeconds[i]! * executions
    group.exposed += timeline.exposed[i]! * executions
    group.isCritical ||= timeline.isCritical[collective.step] === 1
  })
  return groups
}

const emptyGroup = (first: number): Group => ({
  first,
  members: 0,
  executions: 0,
  bytes: 0,
  seconds: 0,
  exposed: 0,
  isCritical: false,
})

const keyOf = ({ kind, axes, combiner, bytes, tactic, cause, dims }: Collective): string =>
  `${kind} ${axes.join()} ${combiner ?? ''} ${bytes} ${tactic} ${cause.kind} ${dims.join()}`

function rowOf(
  evaluation: Evaluation,
  labels: Labels,
  { first, members, executions, bytes, seconds, exposed, isCritical }: Group,
  { names, indices }: AppliedTactics,
): Omit<CostCollective, 'explanation'> {
  const { local } = evaluation
  const collective = local.collectives[first]!
  const { kind, axes, step, node, tactic, value, operandType } = collective
  const name = (text: string): string => (members > 1 ? labels.general(text) : text)
  const index = indices[tactic]
  const reason = describeCollective(evaluation, first, names)
  return {
    kind: kind as CostlyKind, // slices are in no group
    axes: [...axes],
    members,
    count: Math.round(executions),
    bytes: finite(bytes),
    seconds: finite(seconds),
    exposed: finite(exposed),
    isCritical,
    phase: phaseNames[phaseOf(local.program)[nodeOfStep(local, step)]!]!,
    reason: members > 1 ? labels.general(reason) : reason,
    value: name(labels.value(value)),
    type: printTensorType(operandType),
    scope: name(placeOf(local.program, node).scope),
    place: { ...labels.placeOfNode(node), ...(index === undefined ? {} : { tactic: index }) },
  }
}
