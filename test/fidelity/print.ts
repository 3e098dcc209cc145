// The report as tables of cells, for a terminal and for Markdown.
import { formatBytes, formatFlops, formatSeconds } from '../../server/src/base/format'
import { printTable } from '../../server/src/cli/tables'
import type { CollectiveComparison } from './collectiveRows'
import { printCounts } from './collectiveRows'
import type { CollectiveGroup } from './collectives'
import { totalRingBytes } from './collectives'
import type { FigureRows, Report } from './report'
import { groupRows } from './report'
import type { Row } from './rows'
import { comparePairs, familyOf, figureUnits, families, ratioOf, summarize } from './rows'

export type Cells = readonly (readonly string[])[]

export const titleOf = ({ backend, figure }: Pick<Row, 'backend' | 'figure'>): string =>
  `${figure}, XLA for ${{ cpu: 'CPU', gpu: 'GPU', tpu: 'TPU' }[backend]}`

const printers = { bytes: formatBytes, flops: formatFlops, seconds: formatSeconds }

/** One line a case. */
export const figureCells = ({ figure, rows }: FigureRows): Cells => [
  ['case', 'ours', 'XLA', 'ratio', ''],
  ...rows.map((row) => {
    const print = printers[figureUnits[figure]]
    return [row.case, print(row.ours), print(row.theirs), printRatio(ratioOf(row)), row.note ?? '']
  }),
]

/** One line a figure: errors over all its cases. */
export const summaryCells = (rows: readonly Row[]): Cells => [
  ['figure', 'cases', 'median error', '90th', 'worst', 'ours / XLA', 'pairs in order'],
  ...groupRows(rows).map((group) => [titleOf(group), ...errorCells(group.rows)]),
]

/** The errors that a reader asks for first. */
export const measuredCells = (rows: readonly Row[]): Cells => [
  ['figure', 'cases', 'median', '90th percentile', 'worst'],
  ...groupRows(rows)
    .filter(({ figure }) => figure !== 'output bytes' && figure !== 'aliased bytes' && figure !== 'ring bytes')
    .map((group) => [titleOf(group), ...errorCells(group.rows).slice(0, 4)]),
]

/** One line a figure and family of models, of figures that are not equal throughout. */
export const familyCells = (rows: readonly Row[]): Cells => [
  ['figure', 'models', 'cases', 'median error', '90th', 'worst', 'ours / XLA', 'pairs in order'],
  ...groupRows(rows.filter(({ figure }) => !isExact(figure))).flatMap((group) =>
    families.flatMap((family) => {
      const own = group.rows.filter((row) => familyOf(row.case) === family)
      return own.every(({ note }) => note !== undefined) ? [] : [[titleOf(group), family, ...errorCells(own)]]
    }),
  ),
]

const isExact = (figure: Row['figure']): boolean => /^(argument|output|aliased) bytes$/.test(figure)

function errorCells(rows: readonly Row[]): string[] {
  const { count, median, p90, worst, ratios } = summarize(rows)
  const pairs = comparePairs(rows)
  const percent = (error: number): string => `${error.toFixed(1)} %`
  return [
    String(count),
    percent(median),
    percent(p90),
    percent(worst),
    ratios.map(printRatio).join(' – '),
    pairs.count === 0 ? '–' : `${pairs.inOrder} of ${pairs.count}`,
  ]
}

const printRatio = (ratio: number): string => (Number.isFinite(ratio) ? ratio.toFixed(3) : '–')

/** Collectives of each case: ours, ours without what the partitioner has no counterpart of, and XLA's. */
export const collectiveCells = (comparisons: readonly CollectiveComparison[]): Cells => [
  ['case', 'ours', 'plain', 'XLA', 'ring bytes: ours', 'plain', 'XLA', 'ours / XLA', 'plain / XLA'],
  ...comparisons.map(({ case: name, ours, oursPlain, theirs }) => {
    const sides = [ours, oursPlain, theirs]
    const [own, plain, xla] = sides.map(totalRingBytes) as [number, number, number] // as many as sides
    const ratio = (value: number): string => printRatio(ratioOf({ ours: value, theirs: xla }))
    return [name, ...sides.map(printCounts), ...[own, plain, xla].map(formatBytes), ratio(own), ratio(plain)]
  }),
]

/** What one side has and the other has not. */
export const unmatchedCells = (comparisons: readonly CollectiveComparison[]): Cells => [
  ['case', 'side', 'collective', 'axes', 'type', 'executed', 'ring bytes'],
  ...comparisons.flatMap(({ case: name, unmatched }) =>
    unmatched.map(({ side, kind, axes, type, executed, ringBytes }) => [
      name,
      side === 'ours' ? 'ours only' : 'XLA only',
      kind,
      axes,
      type,
      String(executed),
      formatBytes(ringBytes),
    ]),
  ),
]

/** What our own two switches save or add, by place in the model. */
export const switchedCells = (comparisons: readonly CollectiveComparison[]): Cells => [
  ['case', 'place', 'collective', 'axes', 'type', 'ours', 'plain', 'ring bytes saved'],
  ...comparisons.flatMap(({ case: name, switched }) =>
    switched.map(({ place, group, executed, ringBytes }) => [
      name,
      place,
      group.kind,
      group.axes,
      group.type,
      ...executed.map(String),
      `${ringBytes < 0 ? '−' : ''}${formatBytes(Math.abs(ringBytes))}`,
    ]),
  ),
]

/** Collectives of one program, one line a kind, axes and type. */
export const groupCells = (groups: readonly CollectiveGroup[]): Cells => [
  ['collective', 'axes', 'type', 'written', 'executed', 'ring bytes'],
  ...groups.map(({ kind, axes, type, count, executed, ringBytes }) => [
    kind,
    axes,
    type,
    String(count),
    String(executed),
    formatBytes(ringBytes),
  ]),
]

/** One case: a line a figure. */
const caseCells = (rows: readonly Row[]): Cells => [
  ['figure', 'ours', 'XLA', 'ratio'],
  ...rows.map((row) => {
    const print = printers[figureUnits[row.figure]]
    return [titleOf(row), print(row.ours), print(row.theirs), printRatio(ratioOf(row))]
  }),
]

/** One case in full, each collective included. */
export function printFresh({ rows, collectives, notes }: Report & { readonly notes: readonly string[] }): string {
  const sections: Section[] = [
    [rows[0]?.case ?? '', caseCells(rows), [0]],
    ...collectives.flatMap(({ ours, theirs }): Section[] => [
      ['Ours', groupCells(ours), [0, 1, 2]],
      ['XLA', groupCells(theirs), [0, 1, 2]],
    ]),
    ['Of one side alone, by the plain lowering', unmatchedCells(collectives), [0, 1, 2, 3, 4]],
    ['Beside the plain lowering', switchedCells(collectives), [0, 1, 2, 3, 4]],
  ]
  return [printSections(sections), ...notes].join('\n\n')
}

/** Title, cells, and the columns that are left-aligned. */
type Section = readonly [string, Cells, readonly number[]]

const printSections = (sections: readonly Section[]): string =>
  sections
    .filter(([, cells]) => cells.length > 1)
    .map(([title, cells, left]) => `${title}\n\n${printTable(cells, left)}`)
    .join('\n\n')

/** All of it for a terminal. */
export function printReport(report: Report): string {
  return printSections([
    ...groupRows(report.rows).map((group): Section => [titleOf(group), figureCells(group), [0, 4]]),
    ['Collectives', collectiveCells(report.collectives), [0, 1, 2, 3]],
    ['Of one side alone, by the plain lowering', unmatchedCells(report.collectives), [0, 1, 2, 3, 4]],
    ['By kind of model', familyCells(report.rows), [0, 1]],
    ['Summary', summaryCells(report.rows), [0]],
  ])
}
