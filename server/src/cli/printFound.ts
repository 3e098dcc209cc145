// What a search has found, for a terminal: figures, each decision with what it is worth, the tactics as text.
import { formatBytes, formatCountOf, formatSeconds } from '../base/format'
import type { Analysis } from '../engine/analysis'
import type { FoundHere } from '../engine/search/foundHere'
import { describeDecision } from '../ide/foundText'
import { printTable } from './tables'

export function printFound({ schedule, automatic, strategy }: FoundHere, { device }: Pick<Analysis, 'device'>): string {
  const { before, after, decisions, tactics, evaluations, memory, isWhole } = strategy
  const over = after.peakMemory - memory
  const fit = over <= 0 ? `fits ${formatBytes(memory)}` : `${formatBytes(over)} over ${formatBytes(memory)}`
  const head = [
    `${automatic} in schedule ${schedule}, ${formatCountOf(evaluations, 'evaluation')}${isWhole ? '' : '; ended early: the best so far'}`,
    `  step time    ${formatSeconds(before.stepTime)} → ${formatSeconds(after.stepTime)}`,
    `  peak memory  ${formatBytes(before.peakMemory)} → ${formatBytes(after.peakMemory)}: ${fit}, ${device.name}`,
  ].join('\n')
  if (decisions.length === 0) return `${head}\n  nothing that makes the step faster or smaller was found`
  const rows = decisions.map((decision) =>
    isWhole && decision.without === undefined
      ? [decision.title, 'ZeRO needs it', '']
      : describeDecision(decision, after),
  )
  const table = printTable([['decision', 'step without it', 'memory without it'], ...rows]).replaceAll(/^/gm, '  ')
  return [head, table, tactics.map(({ text }) => text).join('\n')].join('\n\n')
}
