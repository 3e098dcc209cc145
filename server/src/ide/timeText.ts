// Where a schedule's step time goes, in a line or two: phases, what bounds it, and what one tactic costs.
import { formatPercent, formatSeconds } from '../base/format'
import type { ActiveSummary, TacticTime } from '../engine/activeSummary'
import { describeBounds, rowName } from '../engine/breakdowns'

/** `forward 34 %, backward 66 % · bound by memory traffic 40 %, all_reduce on model 24 %`; empty when it takes no time. */
export function describeTime(summary: ActiveSummary): string {
  const phases = summary.phases
    .filter(({ share }) => share > 0)
    .sort((a, b) => phaseOrder.indexOf(a.key) - phaseOrder.indexOf(b.key))
    .map(({ key, share }) => `${rowName('phase', key)} ${formatPercent(share)}`)
  const bounds = describeBounds(summary.bounds)
  return [...(phases.length > 1 ? [phases.join(', ')] : []), ...(bounds === '' ? [] : [`bound by ${bounds}`])].join(
    ' · ',
  )
}

const phaseOrder: readonly string[] = ['forward', 'backward', 'update', 'none']

/**
 * `15 % of the step: 2.49 ms compute, 42.8 ms all_gather, 36.1 ms reduce_scatter`, of what a tactic brought about; undefined when that
 * is nothing.
 */
export function describeTacticTime({ row, exposed }: TacticTime): string | undefined {
  if (row === undefined || row.share === 0) return undefined
  const collectives = [...exposed].sort(([, a], [, b]) => b - a).map(([kind, time]) => `${formatSeconds(time)} ${kind}`)
  const compute = row.compute > 0 ? [`${formatSeconds(row.compute)} compute`] : []
  return `${formatPercent(row.share)} of the step: ${[...compute, ...collectives].join(', ')}`
}
