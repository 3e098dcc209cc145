// What a search has found, as Markdown for hovers: known strategies by name, what each decision is worth, the tactics as text.
import { formatBytes, formatChange, formatCountOf, formatSeconds } from '../base/format'
import type { Decision, FoundCost, FoundStrategy } from '../engine/search/autoTactic'
import { bulletTable, codeBlock } from './markdown'

export function foundText(strategy: FoundStrategy): string {
  const { decisions, after, tactics } = strategy
  if (decisions.length === 0)
    return `nothing that makes the step faster or smaller was found\n\n${describeSearching(strategy)}`
  const rows = decisions.map((decision) => describeDecision(decision, after))
  return [
    `found: **${decisions.map(({ title }) => title).join('; ')}**`,
    bulletTable(['decision', 'step without it', 'memory without it'], rows),
    codeBlock(tactics.flatMap(({ text }) => text.split('\n'))),
    describeSearching(strategy),
  ].join('\n\n')
}

/** What would be without it, against what is; nothing where it cannot be left out alone. */
export function describeDecision({ title, without }: Decision, after: FoundCost): string[] {
  if (without === undefined) return [title, '', '']
  return [
    title,
    formatChange(difference(without.stepTime, after.stepTime), formatSeconds),
    formatChange(difference(without.peakMemory, after.peakMemory), formatBytes),
  ]
}

/** Sums in another order differ in their last digits: that is no difference. */
const sameShare = 1e-9
const difference = (a: number, b: number): number => (Math.abs(a - b) <= sameShare * Math.abs(b) ? 0 : a - b)

function describeSearching({ evaluations, actions, isWhole, after, memory }: FoundStrategy): string {
  const over = after.peakMemory - memory
  const parts = [
    `${formatCountOf(evaluations, 'evaluation')} over ${formatCountOf(actions, 'action')}`,
    over > 0
      ? `${formatBytes(over)} over the ${formatBytes(memory)} that it should fit`
      : `fits ${formatBytes(memory)}`,
    ...(isWhole ? [] : ['ended early: the best so far']),
  ]
  return parts.join(' · ')
}
