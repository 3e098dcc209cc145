// Reshards that cost much: what is gathered, exchanged or permuted because a value lies otherwise than a use needs it.
// Sums are no reshards: they are the price of splitting a product. Nor are gathered arguments: they save memory (ZeRO-3).
import { formatCount, formatPercent, formatSeconds } from '../base/format'
import { indexed } from '../base/indexed'
import type { Problem, RelatedPlace } from '../base/problems'
import type { Collective, CollectiveKind, LocalProgram } from '../lowering/localProgram'
import { viewsOf } from '../lowering/lowering'
import { getScopeTable } from '../sharding/scopes'
import type { Program } from '../sharding/program'
import type { Schedule } from '../tactics/syntaxTree'
import type { Evaluation, Figured, StepAnalysis } from './analysis'
import { numberedSteps } from './analysis'
import { scopeText, spanOfNode } from './names'
import { describeCollective } from './reasons'

/** Share of the step's time from which like reshards together are worth a word. Source: docs/COSTS.md, Large reshards. */
export const largeReshardShare = 0.05

/** Operations that a problem leads to. */
const mostLinked = 5

/** Like reshards: of one kind and type, on the same axes, in one scope but for numbers, brought about by one tactic. */
export interface ReshardGroup {
  /** Indices in the local program's `collectives`, in program order. */
  readonly members: readonly number[]
  /** Index in the schedule of the tactic to blame, or -1. */
  readonly tactic: number
  /** That no compute hides, over all executions. */
  readonly seconds: number
  /** Of the step. */
  readonly share: number
}

const isReshard = ({ cause, kind }: Collective): boolean =>
  cause.kind !== 'partialSum' && cause.kind !== 'model' && kind !== 'all_slice'

/** Groups that take at least `largeReshardShare` of the step, the dearest first. Made once an evaluation, linear in collectives. */
export const findLargeReshards = indexed(
  ({ local, simulation }: Pick<Evaluation, 'local' | 'simulation'>): readonly ReshardGroup[] => {
    const { exposed, total } = simulation.timeline
    const reshards = findReshards(local)
    const seconds = reshards.reduce((sum, i) => sum + exposed[i]! * local.collectives[i]!.executions, 0)
    // Most schedules have none, and are not grouped at all.
    if (seconds < largeReshardShare * total) return []
    return groupReshards(local, reshards, exposed)
      .map((group) => ({ ...group, share: total === 0 ? 0 : group.seconds / total }))
      .filter(({ share }) => share >= largeReshardShare)
      .sort((a, b) => b.seconds - a.seconds)
  },
)

/** Indices of collectives. */
function findReshards({ program, collectives }: LocalProgram): number[] {
  const isView = viewsOf(program)
  return collectives.flatMap((one, i) => (isReshard(one) && isView[one.value] !== 1 ? [i] : []))
}

function groupReshards(
  { program, collectives }: LocalProgram,
  reshards: readonly number[],
  exposed: Float64Array,
): Omit<ReshardGroup, 'share'>[] {
  const { texts, scope } = getScopeTable(program)
  const groups = new Map<string, { members: number[]; tactic: number; seconds: number }>()
  for (const i of reshards) {
    const { kind, axes, dims, tactic, value, node, executions } = collectives[i]!
    const place = (texts[scope[node]!] ?? '').replaceAll(/\d+/g, '*')
    const key = [tactic, kind, axes.join('.'), dims.join('.'), program.values.type[value]!, place].join(' ')
    const group = groups.get(key) ?? { members: [], tactic, seconds: 0 }
    group.members.push(i)
    group.seconds += exposed[i]! * executions
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** A group as it is kept of schedules whose program is not. */
export interface ReshardSummary {
  readonly tactic: number
  readonly kind: CollectiveKind
  readonly count: number
  /** Of the first. */
  readonly executions: number
  readonly seconds: number
  readonly share: number
  /** What the first few are inserted for, in program order. */
  readonly nodes: readonly number[]
}

/** Of each tactic its dearest group, the dearest first. */
export function summarizeReshards(local: LocalProgram, groups: readonly ReshardGroup[]): readonly ReshardSummary[] {
  const { collectives } = local
  return dearestOfEach(groups).map(({ members, tactic, seconds, share }) => {
    const { kind, executions } = collectives[members[0]!]!
    const nodes = placesOf(local, members)
    return { tactic, kind, count: members.length, executions, seconds, share, nodes }
  })
}

/** The first few operations of the text that a group is inserted for: calls of one function and layers share theirs. */
function placesOf({ program, collectives }: LocalProgram, members: readonly number[]): number[] {
  const nodes = new Map<number, number>()
  for (const member of members) {
    if (nodes.size === mostLinked) break
    const { node } = collectives[member]!
    const operation = program.nodes.operation[node]!
    if (!nodes.has(operation)) nodes.set(operation, node)
  }
  return [...nodes.values()]
}

function dearestOfEach<T extends { readonly tactic: number }>(groups: readonly T[]): T[] {
  const seen = new Set<number>()
  return groups.filter(({ tactic }) => !seen.has(tactic) && seen.add(tactic).size > 0)
}

/** `2 all_gather that are alike take 12 ms, 8 % of the step: …`, with the reason of the first. `names` are the schedule's tactics. */
export function describeReshards(evaluation: Evaluation, group: ReshardGroup, names: readonly string[]): string {
  const [first = 0] = group.members
  const { local } = evaluation
  const { kind, node, executions } = local.collectives[first]!
  const { seconds, share, tactic, members } = group
  const summary = { tactic, kind, count: members.length, executions, seconds, share, nodes: [node] }
  return `${describeSummary(summary, local.program)}: ${describeCollective(evaluation, first, names)}`
}

/** `2 all_gather that are alike take 12 ms, 8 % of the step, the first in layer_0`. */
function describeSummary({ kind, count, executions, seconds, share, nodes }: ReshardSummary, program: Program): string {
  const often = executions === 1 ? '' : ` in each of ${formatCount(executions)} iterations`
  const who = count === 1 ? `one ${kind}${often} takes` : `${count} ${kind} that are alike${often} take`
  return `${who} ${formatSeconds(seconds)}, ${formatPercent(share)} of the step${count === 1 ? '' : ', the first'}${scopeText(program, nodes[0] ?? -1)}`
}

/** At the name of the tactic that brought them about; one problem a tactic, of its dearest group. */
export function reshardProblems(evaluation: Evaluation, applied: readonly StepAnalysis[]): Problem[] {
  const steps = numberedSteps(applied)
  const names = steps.map(({ tactic }) => tactic.name.text)
  const { program, collectives } = evaluation.local
  return dearestOfEach(findLargeReshards(evaluation)).flatMap((group): Problem[] => {
    const tactic = steps[group.tactic]?.tactic
    if (tactic === undefined || tactic.axes.length === 0) return []
    const message = describeReshards(evaluation, group, names)
    const { kind } = collectives[group.members[0]!]!
    const related = placesOf(evaluation.local, group.members).flatMap((node) => placeOf(program, kind, node))
    return [{ code: 'cost.large-reshard', span: tactic.name.span, message, related }]
  })
}

/**
 * Of a schedule that is not shown: one problem at its name, with links to the tactics. Those of tactics whose reshards are told of
 * already (by the offsets of their names) are left out: nobody needs to read the same of each schedule.
 */
export function otherReshardProblems(
  { name }: Schedule,
  { reshards, state: { program } }: Figured,
  applied: readonly StepAnalysis[],
  told: ReadonlySet<number>,
): Problem[] {
  const steps = numberedSteps(applied)
  const groups = reshards.flatMap((one) => {
    const tactic = steps[one.tactic]?.tactic
    const isNew = tactic !== undefined && tactic.axes.length > 0 && !told.has(tactic.name.span.start)
    return isNew ? [{ ...one, by: tactic.name }] : []
  })
  const [first] = groups
  if (first === undefined) return []
  const others = groups.slice(1).map(({ by }) => `\`${by.text}\``)
  const more = others.length === 0 ? '' : `; so do others by ${others.join(', ')}`
  const message = `${describeSummary(first, program)}, because of \`${first.by.text}\`${more}`
  const related = groups.flatMap((group): RelatedPlace[] => [
    { span: group.by.span, message: `${group.by.text} brought about ${group.count} ${group.kind}` },
    ...group.nodes.flatMap((node) => placeOf(program, group.kind, node)),
  ])
  return [{ code: 'cost.large-reshard', span: name.span, message, related }]
}

function placeOf(program: Program, kind: CollectiveKind, node: number): RelatedPlace[] {
  const span = spanOfNode(program, node)
  return span === undefined ? [] : [{ span, message: `${kind}${scopeText(program, node)}`, file: 'model' }]
}
