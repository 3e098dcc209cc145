// Parts of the panel as text to copy and files to save.
import { formatBytes, formatSeconds } from '../../../../server/src/base/format'
import type { CostsReport, CostTactic, ScheduleSummary, SweepPoint } from '../../../../server/src/protocol/costs'
import { memoryFamilies } from '../../../../server/src/protocol/costs'
import type { Palette } from '../../base/pictures'
import { printTablePicture } from '../../base/pictures'
import type { RowColumn } from '../../base/rows'
import { printCsv, printMarkdown } from '../../base/tableText'
import { findDifference } from './baseline'
import type { CollectiveRow } from './collectiveRows'
import { collectiveColumns } from './collectiveRows'
import { shownCollectives } from './collectives'
import { changedColumns } from './differences'
import { familyTitle } from './families'
import type { CostsModel } from './model'
import { exposedOf, hiddenOf } from './shown'
import { tensorColumns } from './tensorRows'
import { shownTensors } from './tensors'
import { totalAt } from './alive'

/** A part as text; pictures of charts are made of what is drawn, those of tables of their rows. */
export interface Sheet {
  readonly csv: () => string
  readonly markdown: () => string
  readonly picture: (palette: Palette) => string
}

const sheet = <Row>(rows: readonly Row[], columns: readonly RowColumn<Row>[]): Sheet => ({
  csv: () => printCsv(rows, columns),
  markdown: () => printMarkdown(rows, columns),
  picture: (palette) => printTablePicture(rows, columns, palette),
})

export const parts = ['tactics', 'memory', 'collectives', 'tensors', 'schedules', 'differences', 'sweep'] as const
export type Part = (typeof parts)[number]

/** Each part's rows as they are shown: sorted, filtered, groups as they are open. */
const sheets: Readonly<Record<Part, (model: CostsModel, report: CostsReport) => Sheet>> = {
  tactics: (_, { tactics }) => sheet(tactics, tacticColumns),
  memory: (_, { timeline }) =>
    sheet(
      Array.from({ length: timeline.buckets }, (__, i) => i),
      bucketColumns(timeline),
    ),
  collectives: ({ tables }, report) =>
    sheet<CollectiveRow>(
      shownCollectives(report, tables.collectives).map(({ row }) => row),
      collectiveColumns,
    ),
  tensors: ({ tables }, report) =>
    sheet(
      shownTensors(report, tables.tensors).map(({ row }) => row),
      tensorColumns,
    ),
  schedules: (_, { schedules }) => sheet(schedules, scheduleColumns),
  differences: (model, report) => sheet(findDifference(model, report)?.tensors ?? [], changedColumns(report.mesh)),
  sweep: ({ sweep }) => sheet(sweep?.points ?? [], sweepColumns),
}

export const sheetOf = (part: Part, model: CostsModel, report: CostsReport): Sheet => sheets[part](model, report)

const bytes = <Row>(key: string, value: (row: Row) => number): RowColumn<Row> => ({
  key,
  title: key,
  isNumber: true,
  value,
  text: (row) => formatBytes(value(row)),
})

const seconds = <Row>(key: string, value: (row: Row) => number): RowColumn<Row> => ({
  key,
  title: key,
  isNumber: true,
  value,
  text: (row) => formatSeconds(value(row)),
})

const tacticColumns: readonly RowColumn<CostTactic>[] = [
  { key: 'tactic', title: 'tactic', value: ({ name }) => name },
  seconds('step', ({ state }) => state.stepTime),
  seconds('compute', ({ state }) => state.computeTime),
  seconds('exposed', ({ state }) => exposedOf(state)),
  seconds('hidden', ({ state }) => hiddenOf(state)),
  bytes('peak', ({ state }) => state.peakMemory),
  ...memoryFamilies.map((family, i) =>
    bytes(familyTitle(family), ({ state }: CostTactic) => state.memoryByFamily[i] ?? 0),
  ),
]

const scheduleColumns: readonly RowColumn<ScheduleSummary>[] = [
  { key: 'schedule', title: 'schedule', value: ({ name }) => name },
  { key: 'tactics', title: 'tactics', value: ({ tactics }) => tactics.join(', ') },
  bytes('peak', ({ state }) => state.peakMemory),
  seconds('step', ({ state }) => state.stepTime),
  seconds('exposed', ({ state }) => exposedOf(state)),
  { key: 'mfu', title: 'mfu', isNumber: true, value: ({ state }) => state.mfu },
]

const sweepColumns: readonly RowColumn<SweepPoint>[] = [
  { key: 'schedule', title: 'schedule', value: ({ schedule }) => schedule },
  { key: 'mesh', title: 'mesh', value: ({ mesh }) => mesh.join('×') },
  bytes('peak', ({ peakMemory }) => peakMemory),
  seconds('step', ({ stepTime }) => stepTime),
  { key: 'fits', title: 'fits', value: ({ fits }) => (fits ? 'yes' : 'no') },
  { key: 'pareto', title: 'best for its memory', value: ({ isPareto }) => (isPareto ? 'yes' : 'no') },
]

const bucketColumns = (timeline: CostsReport['timeline']): readonly RowColumn<number>[] => [
  { key: 'operation', title: 'operation', isNumber: true, value: (i) => timeline.at[i] ?? 0 },
  bytes('total', (i) => totalAt(timeline, i)),
  ...memoryFamilies.map((family, f) =>
    bytes(familyTitle(family), (i: number) => timeline.byFamily[f * timeline.buckets + i] ?? 0),
  ),
]
