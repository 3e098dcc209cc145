// What of the panel outlives a reload of its page, and how it is read back: nothing in it is trusted to be well formed.
import * as v from 'valibot'
import type { GridState } from '../../widgets/grid'

export const tableNames = ['collectives', 'tensors', 'differences'] as const
export type TableName = (typeof tableNames)[number]

export interface TableModel extends GridState {
  readonly filter: string
  /** Name of a grouping; empty for none. */
  readonly group: string
  /** Keys of groups that are open. */
  readonly open: readonly string[]
}

/** Stands for the pinned state where names of schedules stand; no schedule can have it. */
export const pinnedBaseline = '(pinned)'

export interface SavedModel {
  /** Names of sections that are folded. */
  readonly folded: readonly string[]
  readonly tables: Readonly<Record<TableName, TableModel>>
  /** Schedule that others are compared with; empty for what was last saved. */
  readonly baseline: string
  /** Bucket of the timeline that was chosen; the peak while there is none. */
  readonly cursor: number | undefined
  /** Of the sweep, as typed; empty for as many as the mesh has. */
  readonly devices: string
  readonly draft: Draft
}

/** What-if fields as typed; empty for what is as in the file. */
export interface Draft {
  readonly mesh: Readonly<Record<string, string>>
  readonly device: string
  readonly topology: string
}

export const emptyDraft: Draft = { mesh: {}, device: '', topology: '' }

const startTable = { first: 0, at: { row: 0, column: 0 }, filter: '', open: [], isDescending: true }

const startTables: SavedModel['tables'] = {
  collectives: { ...startTable, sort: 'exposed', group: 'kind' },
  tensors: { ...startTable, sort: 'together', group: '' },
  differences: { ...startTable, sort: 'change', group: '' },
}

const index = v.pipe(v.number(), v.integer())

const table = v.object({
  sort: v.string(),
  isDescending: v.boolean(),
  first: v.pipe(index, v.minValue(0)),
  at: v.object({ row: index, column: index }),
  filter: v.string(),
  group: v.string(),
  open: v.array(v.string()),
})

const savedModel = v.object({
  folded: v.fallback(v.array(v.string()), []),
  tables: v.object({
    collectives: v.fallback(table, () => ({ ...startTables.collectives, open: [] })),
    tensors: v.fallback(table, () => ({ ...startTables.tensors, open: [] })),
    differences: v.fallback(table, () => ({ ...startTables.differences, open: [] })),
  }),
  baseline: v.fallback(v.string(), ''),
  cursor: v.fallback(v.optional(v.pipe(index, v.minValue(0))), undefined),
  devices: v.fallback(v.string(), ''),
  draft: v.fallback(
    v.object({ mesh: v.record(v.string(), v.string()), device: v.string(), topology: v.string() }),
    emptyDraft,
  ),
})

/** Most keys of open groups that are kept: names may be long. */
const mostOpen = 50

export const toSaved = ({ folded, tables, baseline, cursor, devices, draft }: SavedModel): SavedModel => ({
  folded,
  tables: {
    collectives: cutTable(tables.collectives),
    tensors: cutTable(tables.tensors),
    differences: cutTable(tables.differences),
  },
  baseline,
  cursor,
  devices,
  draft,
})

const cutTable = (one: TableModel): TableModel => ({
  ...one,
  open: one.open.filter((key) => key.length < 500).slice(-mostOpen),
})

/** What an earlier page has saved, as far as it is well formed. */
export function readSaved(saved: unknown): SavedModel {
  const fields = typeof saved === 'object' && saved !== null ? saved : {}
  const tables = 'tables' in fields && typeof fields.tables === 'object' ? fields.tables : {}
  const { cursor, ...rest } = v.parse(savedModel, { ...fields, tables: tables ?? {} })
  return { ...rest, cursor }
}
