// `shardlens analyze --breakdown KIND`: where a schedule's step time goes, as a table.
import { formatBytes, formatCount, formatFlops, formatPercent, formatSeconds } from '../base/format'
import type { BreakdownKind, BreakdownRow } from '../cost/breakdown'
import { breakDown } from '../cost/breakdown'
import type { Evaluation } from '../engine/analysis'
import { rollUpScopes, rowName } from '../engine/breakdowns'
import { printTable } from './tables'

/** What `--breakdown` takes, and what it counts by. */
export const breakdownFlags = {
  phase: 'phase',
  scope: 'scope',
  op: 'opClass',
  tactic: 'tactic',
  line: 'source',
  axis: 'axis',
  collective: 'collective',
  bound: 'bound',
} as const satisfies Record<string, BreakdownKind>
export type BreakdownFlag = keyof typeof breakdownFlags

const mostRows = 24

/** Rows with something in them, largest first; `tactics` are the schedule's. */
export function printBreakdown(evaluation: Evaluation, flag: BreakdownFlag, tactics: readonly string[]): string {
  const by = breakdownFlags[flag]
  const rows = nameRows(by, breakDown(evaluation, by, tactics)).filter(([, row]) => isWorthARow(row))
  const shown = rows.slice(0, mostRows)
  const columns = columnsFor(shown.map(([, row]) => row))
  const head = [flag, ...columns.map(({ name }) => name)]
  const table = printTable([head, ...shown.map(([name, row]) => [name, ...columns.map(({ print }) => print(row))])])
  const rest = rows.length - shown.length
  return rest === 0 ? table : `${table}\n${formatCount(rest)} more`
}

/** Scopes as a tree, everything else as it is. */
function nameRows(by: BreakdownKind, rows: readonly BreakdownRow[]): (readonly [string, BreakdownRow])[] {
  if (by !== 'scope') return rows.map((row) => [rowName(by, row.key), row])
  return rollUpScopes(rows).map((row) => [`${'  '.repeat(row.depth)}${rowName(by, row.key)}`, row])
}

const isWorthARow = ({ share, communication, flops }: BreakdownRow): boolean =>
  share > 0 || communication > 0 || flops > 0

interface Column {
  readonly name: string
  readonly print: (row: BreakdownRow) => string
}

const orDash = (value: number, format: (value: number) => string): string => (value === 0 ? '–' : format(value))

/** Communication has a column of its own where some of it is hidden: what is exposed is time. */
function columnsFor(rows: readonly BreakdownRow[]): Column[] {
  const isHidden = rows.some(({ communication, exposed }) => exposed < communication)
  return [
    { name: 'share', print: ({ share }) => formatPercent(share) },
    { name: 'time', print: ({ compute, exposed }) => orDash(compute + exposed, formatSeconds) },
    { name: 'compute', print: ({ compute }) => orDash(compute, formatSeconds) },
    ...(isHidden
      ? [{ name: 'communication', print: ({ communication }: BreakdownRow) => orDash(communication, formatSeconds) }]
      : []),
    { name: isHidden ? 'exposed' : 'communication', print: ({ exposed }) => orDash(exposed, formatSeconds) },
    { name: 'flops', print: ({ flops }) => orDash(flops, formatFlops) },
    { name: 'memory traffic', print: ({ bytes }) => orDash(bytes, formatBytes) },
    { name: 'in collectives', print: ({ communicationBytes }) => orDash(communicationBytes, formatBytes) },
  ]
}
