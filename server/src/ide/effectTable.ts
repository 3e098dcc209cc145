// What a tactic changed, as a table: collectives, memory, time, utilisation.
import { formatBytes, formatChange, formatCount, formatPercent, formatPoints, formatSeconds } from '../base/format'
import type { Figures } from '../cost/figures'
import type { CollectiveKind } from '../lowering/localProgram'
import { printCount } from './comparison'
import { countedKinds } from './effects'
import { markdownTable } from './markdown'

/** Before, after and their difference, one figure a row; collectives that neither has are left out. */
export function effectTable(before: Figures, after: Figures): string {
  const rows: string[][] = countedKinds.flatMap((kind) => {
    const isThere = before.collectives[kind].count > 0 || after.collectives[kind].count > 0
    return isThere ? [[kind, printCount(before, kind), printCount(after, kind), countChange(before, after, kind)]] : []
  })
  const add = (
    name: string,
    read: (figures: Figures) => number,
    format: (value: number) => string,
    formatDifference = format,
  ): void => {
    const [from, to] = [read(before), read(after)]
    rows.push([name, format(from), format(to), from === to ? '' : formatChange(to - from, formatDifference)])
  }
  add('peak memory', (figures) => figures.peakMemory, formatBytes)
  add('step time', (figures) => figures.stepTime, formatSeconds)
  add('exposed communication', (figures) => figures.exposedCommunication, formatSeconds)
  add('model flops utilisation', (figures) => figures.mfu, formatPercent, formatPoints)
  // The same where nothing is computed again.
  if (before.hfu !== before.mfu || after.hfu !== after.mfu)
    add('hardware flops utilisation', (figures) => figures.hfu, formatPercent, formatPoints)
  return markdownTable(['', 'before', 'after', 'change'], rows)
}

/** `+16`, or `+16 (+512)` where loops run some of them several times; as hints count them, then as they are executed. */
function countChange(before: Figures, after: Figures, kind: CollectiveKind): string {
  const [from, to] = [before.collectives[kind], after.collectives[kind]]
  const [written, executed] = [to.count - from.count, to.executed - from.executed]
  const text = formatChange(written, formatCount)
  return executed === written ? text : `${text} (${formatChange(executed, formatCount)})`
}
