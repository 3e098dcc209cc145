// Where a schedule's step time goes, in a line or two: phases, what bounds it, and what one tactic costs.
import { formatPercent, formatSeconds } from '../base/format'
import { breakDown } from '../cost/breakdown'
import type { Evaluation } from '../engine/analysis'
import { describeBounds, rowName } from '../engine/breakdowns'

/** `forward 34 %, backward 66 % · bound by memory traffic 40 %, all_reduce on model 24 %`; empty when it takes no time. */
export function describeTime(evaluation: Evaluation): string {
  const phases = breakDown(evaluation, 'phase')
    .filter(({ share }) => share > 0)
    .sort((a, b) => phaseOrder.indexOf(a.key) - phaseOrder.indexOf(b.key))
    .map(({ key, share }) => `${rowName('phase', key)} ${formatPercent(share)}`)
  const bounds = describeBounds(evaluation)
  return [...(phases.length > 1 ? [phases.join(', ')] : []), ...(bounds === '' ? [] : [`bound by ${bounds}`])].join(
    ' · ',
  )
}

const phaseOrder: readonly string[] = ['forward', 'backward', 'update', 'none']

/**
 * `15 % of the step: 2.49 ms compute, 42.8 ms all_gather, 36.1 ms reduce_scatter`, of what tactic `index` brought about;
 * undefined when that is nothing.
 */
export function describeTacticTime(evaluation: Evaluation, index: number): string | undefined {
  const { local, simulation } = evaluation
  const { timeline } = simulation
  const names: string[] = []
  names[index] = 'own'
  const row = breakDown(evaluation, 'tactic', names).find(({ key }) => key === 'own')
  if (row === undefined || row.share === 0) return undefined
  const exposed = new Map<string, number>()
  local.collectives.forEach(({ kind, tactic, step }, i) => {
    const time = timeline.exposed[i]! * timeline.executions[local.steps.region[step]!]!
    if (tactic === index && time > 0) exposed.set(kind, (exposed.get(kind) ?? 0) + time)
  })
  const collectives = [...exposed].sort(([, a], [, b]) => b - a).map(([kind, time]) => `${formatSeconds(time)} ${kind}`)
  const compute = row.compute > 0 ? [`${formatSeconds(row.compute)} compute`] : []
  return `${formatPercent(row.share)} of the step: ${[...compute, ...collectives].join(', ')}`
}
