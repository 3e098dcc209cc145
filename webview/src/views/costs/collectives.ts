// The table of collectives.
import type { TemplateResult } from 'lit-html'
import { html } from 'lit-html'
import { formatCount } from '../../../../server/src/base/format'
import type { CostsReport } from '../../../../server/src/protocol/costs'
import { parseFilter } from '../../base/filter'
import { memoizeLast } from '../../base/memo'
import type { ListedRow } from '../../base/rows'
import { listRows } from '../../base/rows'
import type { GridColumn } from '../../widgets/grid'
import { viewGrid } from '../../widgets/grid'
import { kindColor, viewAxis, viewKind } from '../../widgets/marks'
import { styles } from '../../widgets/styles'
import { viewFigure, viewFitted, viewName } from '../../widgets/text'
import type { CostsActions } from './actions'
import type { CollectiveRow } from './collectiveRows'
import {
  collectiveColumns,
  collectiveFilter,
  collectiveGroups,
  groupCollectives,
  toCollectiveRows,
} from './collectiveRows'
import type { CostsModel } from './model'
import { changeTable, isWide, narrowTo, roomyFrom } from './model'
import type { TableModel } from './saved'
import { sum } from './shown'
import { gridActions, viewPlaces, viewTools } from './tools'

export const filterCollectives = memoizeLast((report: CostsReport, filter: string) => {
  const rows = toCollectiveRows(report)
  const { test, problem } = parseFilter(filter, collectiveFilter)
  return { rows: problem === undefined && filter.trim() !== '' ? rows.filter(test) : rows, problem }
})

export const listCollectives = memoizeLast(
  (rows: readonly CollectiveRow[], sort: string, isDescending: boolean, group: string, open: readonly string[]) =>
    listRows(
      rows,
      collectiveColumns,
      { sort, isDescending },
      { grouping: groupCollectives(group), open: new Set(open) },
    ),
)

/** Rows as they stand, groups open or not: what is shown, and what is exported. */
export function shownCollectives(report: CostsReport, table: TableModel): readonly ListedRow<CollectiveRow>[] {
  const { rows } = filterCollectives(report, table.filter)
  return listCollectives(rows, table.sort, table.isDescending, table.group, table.open)
}

export function viewCollectiveTools(model: CostsModel, report: CostsReport, actions: CostsActions): TemplateResult {
  const table = model.tables.collectives
  const { problem } = filterCollectives(report, table.filter)
  const choose = (group: string): void =>
    actions.update((now) => changeTable(now, 'collectives', { group, first: 0, at: { row: 0, column: 0 } }))
  return viewTools(
    {
      table: 'collectives',
      filter: table.filter,
      problem,
      placeholder: 'filter, e.g. kind == all_reduce and time > 1 ms',
    },
    { label: 'Group by', title: 'group by', choices: collectiveGroups, chosen: table.group, choose },
    actions,
  )
}

export function viewCollectives(model: CostsModel, report: CostsReport, actions: CostsActions): TemplateResult {
  const table = model.tables.collectives
  const { rows } = filterCollectives(report, table.filter)
  const listed = shownCollectives(report, table)
  const longest = listed.reduce((most, { row }) => Math.max(most, row.seconds), 1e-12)
  return viewGrid({
    name: 'collectives',
    label: 'Collectives. Enter goes to the model, Shift and Enter to the tactic, slash to the filter.',
    columns: columnsOf(report, actions, longest, nameRoom(model)),
    rows: listed,
    isGrouped: table.group !== '',
    state: table,
    actions: gridActions<CollectiveRow>('collectives', actions, ({ place }) => place),
    rowActions: ({ place }) => viewPlaces(place, actions),
    empty:
      table.filter === ''
        ? 'No device waits for another: there are no collectives.'
        : 'No collective matches the filter.',
    totals: {
      kind: table.group === '' ? 'together' : `${listed.filter(({ level }) => level === 1).length} groups`,
      count: formatCount(sum(rows.map(({ count }) => count))),
      bytes: viewFigure(sum(rows.map(({ bytes }) => bytes)), 'bytes'),
      time: viewFigure(sum(rows.map(({ seconds }) => seconds)), 'seconds'),
      exposed: viewFigure(sum(rows.map(({ exposed }) => exposed)), 'seconds'),
    },
  })
}

/** `longest` is the longest row's seconds, `room` the characters that a name has room for. */
const columnsOf = memoizeLast(makeColumns)

function makeColumns({ mesh }: CostsReport, { explain }: CostsActions, longest: number, room: number): Columns {
  const viewAxes = ({ axes }: CollectiveRow, isShort = false): unknown =>
    axes.map((axis) => viewAxis(mesh, axis, { isShort }))
  const viewTime = (value: number, { explanation }: CollectiveRow): TemplateResult =>
    html`<span
      @pointerenter=${(event: Event) => explain.enter(event.currentTarget as Element, explanation)}
      @pointerleave=${explain.leave}
      >${viewFigure(value, 'seconds')}</span
    >`
  const views: Readonly<Record<string, Omit<GridColumn<CollectiveRow>, keyof (typeof collectiveColumns)[number]>>> = {
    kind: {
      view: (row, listed) =>
        viewKindCell(row, viewAxes(row, true), viewWhere(row, listed.members, room - (listed.level - 1) * 2)),
    },
    axis: { isWide: true, view: (row) => viewAxes(row) },
    where: { isWide: true, view: (row, { members }) => viewWhere(row, members, room) },
    why: { isWide: true, view: ({ why, phase }) => html`<span class="f2" title=${why}>${whyText(why, phase)}</span>` },
    tactic: { isWide: true, view: ({ tactic }) => html`<span class="f2">${viewName(tactic)}</span>` },
    scope: { isWide: true, view: ({ scope }) => html`<span class="f2">${viewName(scope)}</span>` },
    count: { view: ({ count }) => formatCount(count) },
    bytes: { view: ({ bytes }) => viewFigure(bytes, 'bytes') },
    time: { isWide: true, view: (row) => viewTime(row.seconds, row) },
    exposed: { view: (row) => html`${viewTime(row.exposed, row)}${viewCellBar(row, longest)}` },
  }
  const bar: GridColumn<CollectiveRow> = {
    key: 'bar',
    title: 'exposed, hidden',
    isWide: true,
    value: ({ exposed }) => exposed,
    view: (row) => viewBar(row, longest),
  }
  return [...collectiveColumns.map((column) => ({ ...column, ...views[column.key]! })), bar]
}

type Columns = readonly GridColumn<CollectiveRow>[]

const letterWidth = 6.6

/** As the style sheet divides the width. */
function nameRoom(model: CostsModel): number {
  const { width } = model
  if (isWide(model)) return (width < roomyFrom ? width - 570 : (width - 690) * 0.36) / letterWidth
  return (width - (width < narrowTo ? 198 : 274)) / letterWidth
}

const whyText = (why: string, phase: string): string =>
  phase === 'none' || phase === '' ? why : why === '' ? phase : `${why}, ${phase}`

/** Where there is little room the kind is its glyph, and the row is called by its value. */
/** Several names are cut at their end, one in its middle. */
const viewWhere = ({ where }: CollectiveRow, members: number, room: number): TemplateResult =>
  members > 1 ? html`<span class="ell" title=${where}>${where}</span>` : viewFitted(where, room)

const viewKindCell = ({ kind }: CollectiveRow, axes: unknown, where: TemplateResult): TemplateResult =>
  html`<span class="kc"
    >${viewKind(kind)}<span class="wide">${kind}</span><span class="slim">${axes}</span
    ><span class="slim ell">${where}</span></span
  >`

const percent = (part: number, whole: number): string => `${(100 * part) / whole}%`

const viewCellBar = ({ kind, exposed }: CollectiveRow, longest: number): TemplateResult =>
  html`<span class="cellbar slim"
    ><b ${styles({ '--c': kindColor(kind), width: percent(exposed, longest) })}></b
  ></span>`

const viewBar = ({ kind, exposed, seconds }: CollectiveRow, longest: number): TemplateResult =>
  html`<span
    class="hbar part"
    ${styles({ '--c': kindColor(kind), '--w': percent(exposed, longest), '--w2': percent(seconds > exposed * 1.01 ? seconds : 0, longest) })}
  ></span>`
