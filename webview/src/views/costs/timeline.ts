// Memory over the program, and what is alive where its cursor stands.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import { ref } from 'lit-html/directives/ref.js'
import { formatBytes, formatCount } from '../../../../server/src/base/format'
import type { CostsReport } from '../../../../server/src/protocol/costs'
import { memoryFamilies } from '../../../../server/src/protocol/costs'
import { viewRibbon } from '../../widgets/marks'
import { styles } from '../../widgets/styles'
import { viewFigure, viewFitted, viewName } from '../../widgets/text'
import type { CostsActions } from './actions'
import type { AliveRow } from './alive'
import { bucketOf, findAlive, labelAt, moveCursor, phaseAt, totalAt } from './alive'
import { familyColor, familyTitle } from './families'
import type { CostsModel } from './model'
import { isWide, narrowTo } from './model'
import { nameAfter } from './shown'
import { drawTimeline } from './timelineChart'

const aliveWidth = 336
const gap = 16

export function viewTimeline(model: CostsModel, report: CostsReport, actions: CostsActions): TemplateResult {
  const { timeline } = report
  if (timeline.buckets === 0) return html`<p class="none">The program does nothing that takes memory.</p>`
  const cursor = cursorOf(model, report)
  return html`<div class="split">
    ${viewChart(model, report, actions, cursor)}
    <div class="alive">${viewAlive(report, actions, cursor, model)}</div>
  </div>`
}

/** Under the pointer, else where it was put, else at the peak. */
export function cursorOf({ hover, cursor }: CostsModel, { timeline }: CostsReport): number {
  const wanted = hover ?? cursor ?? bucketOf(timeline, timeline.peakStep)
  return Math.min(wanted, Math.max(0, timeline.buckets - 1))
}

function viewChart(model: CostsModel, report: CostsReport, actions: CostsActions, cursor: number): TemplateResult {
  const { timeline, device } = report
  const wide = isWide(model)
  const chart = {
    timeline,
    limit: device.memory,
    before: report.applied > 0 ? nameAfter(report, report.applied) : '',
    cursor,
    width: Math.max(120, wide ? model.width - 28 - aliveWidth - gap : model.width - 24),
    height: wide ? 218 : 150,
    isCompact: !wide,
    theme: model.theme,
    hover: (hover: number | undefined) => actions.update((now) => (now.hover === hover ? {} : { hover })),
  }
  return html`<div
    class="tl"
    role="slider"
    tabindex="0"
    aria-label="Memory over program order: peak ${formatBytes(totalAt(timeline, bucketOf(timeline, timeline.peakStep)))} at
      operation ${formatCount(timeline.peakStep)}, limit ${formatBytes(device.memory)}"
    aria-valuemin="0"
    aria-valuemax=${Math.max(0, timeline.buckets - 1)}
    aria-valuenow=${cursor}
    aria-valuetext=${describeCursor(report, cursor)}
    @keydown=${(event: KeyboardEvent) => pressKey(event, report, actions, cursor)}
    @click=${() => actions.update(({ hover }) => (hover === undefined ? {} : { cursor: hover }))}
    @pointerleave=${() => actions.update(() => ({ hover: undefined }))}
    ${ref((element) => element && drawTimeline(element, chart))}
  ></div>`
}

const describeCursor = ({ timeline }: CostsReport, bucket: number): string =>
  `operation ${formatCount(timeline.at[bucket] ?? 0)}, ${phaseAt(timeline, bucket)}: ${formatBytes(totalAt(timeline, bucket))}, ${labelAt(timeline, bucket).text.slice(0, 200)}`

function pressKey(event: KeyboardEvent, { timeline }: CostsReport, actions: CostsActions, cursor: number): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return
  const { line } = labelAt(timeline, cursor)
  const to = moveCursor(timeline, cursor, event)
  if (event.key === 'Enter' && line !== undefined) actions.post({ kind: 'reveal', line, isOpened: true })
  else if (to === undefined) return
  else actions.update(() => ({ cursor: to, hover: undefined }))
  event.preventDefault()
}

const letterWidth = 6.1

function viewAlive(report: CostsReport, actions: CostsActions, cursor: number, model: CostsModel): TemplateResult {
  const { timeline } = report
  const { text, line } = labelAt(timeline, cursor)
  const rows = findAlive(timeline, cursor, isWide(model) ? 7 : 5)
  const room = (isWide(model) ? aliveWidth - 166 : model.width - (model.width < narrowTo ? 168 : 190)) / letterWidth
  const rest = totalAt(timeline, cursor) - rows.reduce((total, { bytes }) => total + bytes, 0)
  return html`<div class="ahd">
      <span class="at">alive at op ${formatCount(timeline.at[cursor] ?? 0)}</span>
      ${
        line === undefined
          ? html`<b>${viewName(text)}</b>`
          : html`<button type="button" class="link" @click=${() => actions.post({ kind: 'reveal', line })}>
              ${viewName(text)}
            </button>`
      }
    </div>
    <ul>
      ${rows.map((row) => viewAliveRow(row, report, actions, room))}
      ${rest > totalAt(timeline, cursor) * 1e-6 ? viewRest(rest) : nothing}
    </ul>`
}

function viewAliveRow(row: AliveRow, { mesh }: CostsReport, { post }: CostsActions, room: number): TemplateResult {
  const { name, members, family, bytes, sharding, place } = row
  const kind = memoryFamilies[family] ?? 'other'
  return html`<li>
    <button type="button" class="ar" @click=${() => post({ kind: 'reveal', ...place })}>
      <i class="sw" title=${familyTitle(kind)} ${styles({ '--c': familyColor(kind) })}></i>
      <span>${viewRibbon(sharding, mesh)}</span>
      <span class="an"
        >${viewFitted(name, members > 1 ? room - 4 : room)}${members > 1 ? html`<span class="f2 xs">×${members}</span>` : nothing}</span
      >
      <span class="num">${viewFigure(bytes, 'bytes')}</span>
    </button>
  </li>`
}

const viewRest = (bytes: number): TemplateResult =>
  html`<li class="ar">
    <i></i><span></span><span class="f2">all smaller ones</span><span class="num">${viewFigure(bytes, 'bytes')}</span>
  </li>`
