// What differs between the baseline and the active schedule: collectives by kind and axes, and each tensor that is split otherwise.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import { formatBytes } from '../../../../server/src/base/format'
import type { CostsReport, ScheduleDifference } from '../../../../server/src/protocol/costs'
import { formatDifference } from '../../base/figures'
import type { FilterFields } from '../../base/filter'
import { parseFilter } from '../../base/filter'
import { memoizeLast } from '../../base/memo'
import type { RowColumn } from '../../base/rows'
import { listRows } from '../../base/rows'
import type { GridColumn } from '../../widgets/grid'
import { viewGrid } from '../../widgets/grid'
import type { Mesh } from '../../widgets/marks'
import { nameSharding, viewAxis, viewIcon, viewKind, viewRibbon } from '../../widgets/marks'
import { viewChange, viewFigure, viewFitted, viewName } from '../../widgets/text'
import type { CostsActions } from './actions'
import { findBaseline, findDifference, wantedDifference } from './baseline'
import { viewExport } from './exportButton'
import type { CostsModel } from './model'
import { isWide } from './model'
import { gridActions, viewPlaces, viewTools } from './tools'

type Changed = ScheduleDifference['tensors'][number]
type ChangedKind = ScheduleDifference['collectives'][number]

export function viewDifference(model: CostsModel, report: CostsReport, actions: CostsActions): unknown {
  const baseline = findBaseline(model, report)
  if (baseline === undefined) {
    return html`<p class="note">Differences show once the file has been saved, or against another schedule.</p>`
  }
  const difference = findDifference(model, report)
  if (difference === undefined) {
    const isAsked = wantedDifference(model) !== undefined
    return html`<p class="note" role="status">
      ${isAsked ? 'Comparing…' : html`Differences are against <b>${viewName(baseline.name)}</b>.`}
    </p>`
  }
  const { tensors, collectives, more } = difference
  if (tensors.length + collectives.length === 0) {
    return html`<p class="note">Nothing differs from <b>${viewName(baseline.name)}</b>.</p>`
  }
  return html`<p class="note what">
      What <b>${viewName(report.schedule)}</b> does otherwise than <b>${viewName(baseline.name)}</b>${
        more > 0 ? `; ${more} smaller tensors are left out` : ''
      }:
      ${viewExport('differences', 'what differs', actions)}
    </p>
    ${collectives.length === 0 ? nothing : viewKinds(collectives, report.mesh)}
    ${tensors.length === 0 ? nothing : viewTensors(tensors, { model, report, actions })}`
}

const viewKinds = (rows: readonly ChangedKind[], mesh: Mesh): TemplateResult =>
  html`<ul class="kinds" aria-label="Collectives that differ">
    ${rows.map(
      ({ kind, axes, from, to, fromSeconds, toSeconds }) =>
        html`<li>
          <span class="kc"
            >${viewKind(kind, false)}<span>${kind}</span>${axes.map((axis) => viewAxis(mesh, axis))}</span
          >
          <span class="num">${from} ${viewIcon('arrow-right')} ${to}</span>
          ${viewChange(fromSeconds, toSeconds, { quantity: 'seconds', isGood: false })}
        </li>`,
    )}
  </ul>`

export const changedColumns = (mesh: Mesh): readonly RowColumn<Changed>[] => [
  { key: 'from', title: 'was', value: ({ from }) => nameSharding(from, mesh) },
  { key: 'to', title: 'is', value: ({ to }) => nameSharding(to, mesh) },
  { key: 'path', title: 'tensor', value: ({ path }) => path },
  { key: 'bytes', title: 'per device', isNumber: true, value: ({ toBytes }) => toBytes },
  { key: 'change', title: 'change', isNumber: true, value: ({ fromBytes, toBytes }) => Math.abs(toBytes - fromBytes) },
]

const filterFields = (mesh: Mesh): FilterFields<Changed> => ({
  numbers: { bytes: ({ toBytes }) => toBytes, change: ({ fromBytes, toBytes }) => Math.abs(toBytes - fromBytes) },
  words: { axis: ({ from, to }) => [...from.flat(), ...to.flat()].map((axis) => mesh[axis]?.name ?? '?') },
  names: ({ path }) => [path],
})

export const listChanged = memoizeLast(
  (rows: readonly Changed[], mesh: Mesh, filter: string, sort: string, isDescending: boolean) => {
    const { test, problem } = parseFilter(filter, filterFields(mesh))
    const none = { grouping: undefined, open: new Set<string>() }
    return { listed: listRows(rows.filter(test), changedColumns(mesh), { sort, isDescending }, none), problem }
  },
)

interface Shown {
  readonly model: CostsModel
  readonly report: CostsReport
  readonly actions: CostsActions
}

function viewTensors(rows: readonly Changed[], { model, report, actions }: Shown): TemplateResult {
  const table = model.tables.differences
  const { mesh } = report
  const { listed, problem } = listChanged(rows, mesh, table.filter, table.sort, table.isDescending)
  const placeholder = 'filter, e.g. params.** change > 1 MiB'
  return html`<div class="tbar">
      ${viewTools({ table: 'differences', filter: table.filter, problem, placeholder }, undefined, actions)}
    </div>
    ${viewGrid({
      name: 'differences',
      label: 'Tensors that are split otherwise',
      columns: viewColumns(mesh, (isWide(model) ? (model.width - 482) * 0.5 : model.width - 220) / 6.6),
      rows: listed,
      state: table,
      actions: gridActions<Changed>('differences', actions, ({ place }) => place),
      rowActions: ({ place }) => viewPlaces(place, actions),
      empty: 'No tensor matches the filter.',
    })}`
}

const viewColumns = memoizeLast((mesh: Mesh, room: number): readonly GridColumn<Changed>[] => {
  const views: Readonly<Record<string, (row: Changed) => unknown>> = {
    from: ({ from }) => viewRibbon(from, mesh),
    to: ({ to }) => viewRibbon(to, mesh),
    path: ({ path }) => viewFitted(path, room),
    bytes: ({ toBytes }) => viewFigure(toBytes, 'bytes'),
    change: ({ fromBytes, toBytes }) =>
      html`<span class=${toBytes > fromBytes ? 'bad' : 'good'} title="was ${formatBytes(fromBytes)}"
        >${formatDifference(fromBytes, toBytes, 'bytes') ?? ''}</span
      >`,
  }
  return changedColumns(mesh).map((column) => ({ ...column, isWide: column.key === 'bytes', view: views[column.key]! })) // one for each key
})
