// The table of tensors.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import { formatBytes } from '../../../../server/src/base/format'
import type { CostsReport } from '../../../../server/src/protocol/costs'
import { parseFilter } from '../../base/filter'
import { memoizeLast } from '../../base/memo'
import type { ListedRow } from '../../base/rows'
import { listRows } from '../../base/rows'
import type { GridColumn } from '../../widgets/grid'
import { viewGrid } from '../../widgets/grid'
import { viewIcon, viewRibbon } from '../../widgets/marks'
import { viewFigure, viewFitted } from '../../widgets/text'
import type { CostsActions } from './actions'
import type { CostsModel } from './model'
import { changeTable, isWide, narrowTo, roomyFrom } from './model'
import type { TableModel } from './saved'
import type { TensorRow } from './tensorRows'
import { isOfView, tensorColumns, tensorFilter, tensorViews, toTensorRows } from './tensorRows'
import { gridActions, viewPlaces, viewTools } from './tools'

const rowsOf = memoizeLast(toTensorRows)

const filterTensors = memoizeLast((report: CostsReport, filter: string, view: string) => {
  const { test, problem } = parseFilter(filter, tensorFilter)
  const rows = rowsOf(report).filter((row) => isOfView(row, view) && test(row))
  return { rows, problem }
})

const listTensors = memoizeLast((rows: readonly TensorRow[], sort: string, isDescending: boolean) =>
  listRows(rows, tensorColumns, { sort, isDescending }, { grouping: undefined, open: new Set() }),
)

/** Rows as they stand: what is shown, and what is exported. */
export function shownTensors(report: CostsReport, table: TableModel): readonly ListedRow<TensorRow>[] {
  const { rows } = filterTensors(report, table.filter, table.group)
  return listTensors(rows, table.sort, table.isDescending)
}

export function viewTensorTools(model: CostsModel, report: CostsReport, actions: CostsActions): TemplateResult {
  const table = model.tables.tensors
  const { problem } = filterTensors(report, table.filter, table.group)
  const choose = (group: string): void =>
    actions.update((now) => changeTable(now, 'tensors', { group, first: 0, at: { row: 0, column: 0 } }))
  return viewTools(
    { table: 'tensors', filter: table.filter, problem, placeholder: 'filter, e.g. params.** bytes > 1 MiB' },
    { label: 'Tensors shown', title: '', choices: tensorViews, chosen: table.group, choose },
    actions,
  )
}

/** In the section's header: what deserves a look. */
export function viewTensorSummary(report: CostsReport): TemplateResult {
  const large = report.tensors.filter(({ isLarge }) => isLarge)
  if (large.length === 0) return html`<span>${report.tensors.length} rows</span>`
  return html`<span class="flag">${viewIcon('warning')}${large.length} large whole</span>`
}

export function viewTensors(model: CostsModel, report: CostsReport, actions: CostsActions): TemplateResult {
  const table = model.tables.tensors
  return viewGrid({
    name: 'tensors',
    label: 'Tensors. Enter goes to the text, Shift and Enter to what decided it, slash to the filter.',
    columns: columnsOf(report, nameRoom(model)),
    rows: shownTensors(report, table),
    state: table,
    actions: gridActions<TensorRow>('tensors', actions, ({ tensor }) => tensor.place),
    rowActions: ({ tensor }) => viewPlaces(tensor.place, actions),
    empty: table.filter === '' && table.group === '' ? 'The program has no tensors.' : 'No tensor matches.',
  })
}

const letterWidth = 6.6

/** As the style sheet divides the width. */
function nameRoom(model: CostsModel): number {
  const { width } = model
  if (isWide(model)) return (width < roomyFrom ? (width - 354) * 0.4 : (width - 432) * 0.3) / letterWidth
  return (width - (width < narrowTo ? 172 : 224)) / letterWidth
}

const columnsOf = memoizeLast((report: CostsReport, room: number): readonly GridColumn<TensorRow>[] => {
  const views: Readonly<Record<string, Omit<GridColumn<TensorRow>, keyof (typeof tensorColumns)[number]>>> = {
    tiling: { view: ({ tensor }) => viewRibbon(tensor.sharding, report.mesh) },
    path: {
      view: ({ tensor }) =>
        html`${viewFitted(tensor.path, tensor.members > 1 ? room - 4 : room)}${tensor.members > 1 ? html`<span class="f2 xs">×${tensor.members}</span>` : nothing}`,
    },
    shape: { isWide: true, view: ({ shape }) => html`<span class="f2 tn">${shape}</span>` },
    local: { isWide: true, view: ({ localShape }) => html`<span class="tn">${localShape}</span>` },
    by: {
      isWide: true,
      view: ({ tensor }) => html`<span class="f2" title=${tensor.decidedBy}>${tensor.decidedBy}</span>`,
    },
    whole: { view: viewWhole },
    each: { isWide: true, view: ({ tensor }) => viewFigure(tensor.localBytes, 'bytes') },
    together: {
      view: ({ together, tensor }) =>
        html`<span title=${titleOf(tensor.bytes)}>${viewFigure(together, 'bytes')}</span>`,
    },
  }
  return tensorColumns.flatMap((column) => {
    const view = views[column.key]
    return view === undefined ? [] : [{ ...column, ...view }]
  })
})

const titleOf = (bytes: number): string => `each is ${formatBytes(bytes)} before it is split`

/** Named where there is room; a warning where it is large. */
function viewWhole({ tensor, whole }: TensorRow): unknown {
  if (whole.length === 0) return nothing
  const text = `whole on ${whole.join(', ')}`
  return tensor.isLarge
    ? html`<span class="flag" title=${text}>${viewIcon('warning')}<span class="wide">${text}</span></span>`
    : html`<span class="f2 xs wide" title=${text}>${text}</span>`
}
