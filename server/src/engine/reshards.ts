// Reshards that cost much: what is gathered, exchanged or permuted because a value lies otherwise than a use needs it.
// Sums are no reshards: they are the price of splitting a product. Nor are gathered arguments: they save memory (ZeRO-3).
import { formatCount, formatPercent, formatSeconds } from '../base/format'
import { indexed } from '../base/indexed'
import type { Problem, RelatedPlace } from '../base/problems'
import type { Collective } from '../lowering/localProgram'
import { viewsOf } from '../lowering/lowering'
import { getScopeTable } from '../sharding/scopes'
import type { Tactic } from '../tactics/syntaxTree'
import type { Evaluation, StepAnalysis } from './analysis'
import { numberedSteps } from './analysis'
import { scopeText, spanOfNode } from './names'
import { describeCollective } from './reasons'

/** Share of the step's time from which like reshards together are worth a word. Source: docs/COSTS.md, Large reshards. */
export const largeReshardShare = 0.05

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
export const findLargeReshards = indexed(({ local, simulation }: Evaluation): readonly ReshardGroup[] => {
  const isView = viewsOf(local.program)
  const { texts, scope } = getScopeTable(local.program)
  const { exposed, total } = simulation.timeline
  const groups = new Map<string, { members: number[]; tactic: number; seconds: number }>()
  local.collectives.forEach((collective, i) => {
    const { kind, axes, dims, tactic, value, node, executions } = collective
    if (!isReshard(collective) || isView[value] === 1) return
    const place = (texts[scope[node]!] ?? '').replaceAll(/\d+/g, '*')
    const key = [tactic, kind, axes.join('.'), dims.join('.'), local.program.values.type[value]!, place].join(' ')
    const group = groups.get(key) ?? { members: [], tactic, seconds: 0 }
    group.members.push(i)
    group.seconds += exposed[i]! * executions
    groups.set(key, group)
  })
  return [...groups.values()]
    .map((group) => ({ ...group, share: total === 0 ? 0 : group.seconds / total }))
    .filter(({ share }) => share >= largeReshardShare)
    .sort((a, b) => b.seconds - a.seconds)
})

/** `2 all_gather that are alike take 12 ms, 8 % of the step: …`, with the reason of the first. `names` are the schedule's tactics. */
export function describeReshards(evaluation: Evaluation, group: ReshardGroup, names: readonly string[]): string {
  const [first = 0] = group.members
  const { local } = evaluation
  const { kind, node, executions } = local.collectives[first]!
  const count = group.members.length
  const often = executions === 1 ? '' : ` in each of ${formatCount(executions)} iterations`
  const who = count === 1 ? `one ${kind}${often} takes` : `${count} ${kind} that are alike${often} take`
  return `${who} ${formatSeconds(group.seconds)}, ${formatPercent(group.share)} of the step${count === 1 ? '' : ', the first'}${scopeText(local.program, node)}: ${describeCollective(evaluation, first, names)}`
}

/** Operations that a problem leads to. */
const mostLinked = 5

function reshardProblem(
  evaluation: Evaluation,
  group: ReshardGroup,
  { tactic, names }: { readonly tactic: Tactic; readonly names: readonly string[] },
): Problem {
  const { program, collectives } = evaluation.local
  const related = group.members.slice(0, mostLinked).flatMap((member): RelatedPlace[] => {
    const { kind, node } = collectives[member]!
    const span = spanOfNode(program, node)
    return span === undefined ? [] : [{ span, message: `${kind}${scopeText(program, node)}`, file: 'model' }]
  })
  const message = describeReshards(evaluation, group, names)
  return { code: 'cost.large-reshard', span: tactic.name.span, message, related }
}

/** At the name of the tactic that brought them about; one problem a tactic, of its dearest group. */
export function reshardProblems(evaluation: Evaluation, applied: readonly StepAnalysis[]): Problem[] {
  const steps = numberedSteps(applied)
  const names = steps.map(({ tactic }) => tactic.name.text)
  const seen = new Set<number>()
  return findLargeReshards(evaluation).flatMap((group) => {
    const tactic = steps[group.tactic]?.tactic
    if (tactic === undefined || tactic.axes.length === 0 || seen.has(group.tactic)) return []
    seen.add(group.tactic)
    return [reshardProblem(evaluation, group, { tactic, names })]
  })
}
