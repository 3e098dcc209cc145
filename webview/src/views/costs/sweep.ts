// Schedules by mesh shapes, memory against step time. A point is tried out as a what-if question.
import type { TemplateResult } from 'lit-html'
import { html, nothing, svg } from 'lit-html'
import { live } from 'lit-html/directives/live.js'
import { formatBytes, formatSeconds } from '../../../../server/src/base/format'
import type { CostsReport, SweepPoint, SweepResult } from '../../../../server/src/protocol/costs'
import { memoizeLast } from '../../base/memo'
import { styles } from '../../widgets/styles'
import { viewName } from '../../widgets/text'
import type { CostsActions } from './actions'
import type { CostsModel } from './model'
import { isWide } from './model'
import { chooseSchedule } from './schedules'
import type { PlacedPoint, SweepLayout } from './sweepLayout'
import { layOutSweep } from './sweepLayout'

const layOut = memoizeLast(layOutSweep)

/** Beside the schedules where the panel is wide. */
export const sweepWidth = 452

export function viewSweep(model: CostsModel, report: CostsReport, actions: CostsActions): TemplateResult {
  const { sweep } = model
  return html`${viewRun(model, report, actions)}
  ${
    sweep === undefined
      ? html`<p class="note">Every schedule on every mesh shape of so many devices: memory against step time.</p>`
      : sweep.points.length === 0
        ? html`<p class="note">No mesh of ${sweep.devices} devices goes with these schedules.</p>`
        : viewChart(sweep, { model, report, actions })
  }`
}

function viewRun(
  { devices, sweepProgress }: CostsModel,
  report: CostsReport,
  { post, update }: CostsActions,
): TemplateResult {
  const own = report.mesh.reduce((product, { size }) => product * size, 1)
  const wanted = Number(devices === '' ? own : devices)
  const isNumber = Number.isInteger(wanted) && wanted >= 1 && wanted <= 1_000_000
  if (sweepProgress !== undefined) {
    const { done, total } = sweepProgress
    return html`<div class="run">
      <progress aria-label="Sweep" value=${done} max=${Math.max(1, total)}></progress>
      <span class="f2 tn grow">${done} of ${total}</span>
      <vscode-button appearance="secondary" @click=${() => post({ kind: 'cancelSweep' })}>Cancel</vscode-button>
    </div>`
  }
  const run = (): void => {
    update(() => ({ sweepProgress: { done: 0, total: 0 } }))
    post({ kind: 'sweep', devices: wanted })
  }
  return html`<form class="run" @submit=${(event: Event) => event.preventDefault()}>
    <vscode-text-field
      class="inp${isNumber ? '' : ' wrong'}"
      aria-label="Devices"
      .value=${live(devices === '' ? String(own) : devices)}
      @input=${(event: Event) => {
        const { value } = event.currentTarget as HTMLInputElement
        update(() => ({ devices: value }))
      }}
      @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && isNumber && run()}
    ></vscode-text-field>
    <span class="f2">devices</span>
    <vscode-button appearance="secondary" ?disabled=${!isNumber} @click=${run}>Sweep</vscode-button>
  </form>`
}

interface SweepContext {
  readonly model: CostsModel
  readonly report: CostsReport
  readonly actions: CostsActions
}

function viewChart(result: SweepResult, context: SweepContext): TemplateResult {
  const { model, report, actions } = context
  const width = isWide(model) ? sweepWidth - 28 : Math.max(200, model.width - 24)
  const now = result.points.findIndex((point) => isCurrent(point, report))
  const layout = layOut(result, now, width, isWide(model) ? 220 : 200)
  const active = model.point === undefined ? undefined : layout.points[model.point]
  return html`<div
      class="sweep"
      id="sweep"
      role="listbox"
      tabindex="0"
      aria-label="Memory against step time. Arrows go along memory, Enter tries the mesh."
      aria-activedescendant=${active === undefined ? nothing : `point-${active.index}`}
      @keydown=${(event: KeyboardEvent) => pressKey(event, layout, context)}
      @pointerleave=${() => actions.update(() => ({ point: undefined }))}
    >
      ${viewFrame(layout, result, context)}
    </div>
    <p class="note pointed">${active === undefined ? describeBest(result) : describePoint(active.point)}</p>
    <div class="legend">
      ${layout.schedules.map((name, i) => viewShapeLegend(name, i))}<span
        ><i class="sw lin" ${styles({ '--c': 'var(--vscode-charts-blue)' })}></i>best for its memory</span
      >
    </div>
    ${report.mesh.length === 0 ? html`<p class="note">The file has no mesh.</p>` : nothing}`
}

const viewShapeLegend = (name: string, i: number): TemplateResult =>
  html`<span
    ><svg width="12" height="12" aria-hidden="true">${viewShape(i % 4, 6, 6, 'mark')}</svg>${viewName(name)}</span
  >`

const describePoint = ({ schedule, mesh, peakMemory, stepTime, fits }: SweepPoint): string =>
  `${schedule.slice(0, 60)} on ${mesh.join('×')}: ${formatBytes(peakMemory)}, ${formatSeconds(stepTime)}${fits ? '' : ', does not fit'}`

function describeBest({ points }: SweepResult): string {
  const fitting = points.filter(({ fits }) => fits)
  if (fitting.length === 0) return 'None of them fits the device.'
  return `Fastest that fits: ${describePoint(fitting.reduce((a, b) => (b.stepTime < a.stepTime ? b : a)))}`
}

function viewFrame(layout: SweepLayout, result: SweepResult, context: SweepContext): TemplateResult {
  const { width, height, plot, xTicks, yTicks, limit, front, labels, points } = layout
  return html`<svg width=${width} height=${height} role="presentation">
    <defs>
      <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="hatch" width="1" height="6" />
      </pattern>
    </defs>
    ${
      limit < plot.right
        ? svg`<rect x=${limit} y=${plot.top} width=${plot.right - limit} height=${plot.bottom - plot.top} fill="url(#hatch)" />`
        : nothing
    }
    ${xTicks.map(({ x, text }) => svg`<line class="gridline" x1=${x} x2=${x} y1=${plot.top} y2=${plot.bottom} /><text x=${x} y=${plot.bottom + 14} text-anchor="middle">${text}</text>`)}
    ${yTicks.map(({ y, text }) => svg`<line class="gridline" x1=${plot.left} x2=${plot.right} y1=${y} y2=${y} /><text x=${plot.left - 5} y=${y + 4} text-anchor="end">${text}</text>`)}
    <line class="limit" x1=${limit} x2=${limit} y1=${plot.top} y2=${plot.bottom} />
    <path class="front" d=${front} />
    ${points.map((point) => viewPoint(point, context))}
    ${labels.map(({ x, y, isEnd, text }) => svg`<text class="label" x=${x} y=${y} text-anchor=${isEnd ? 'end' : 'start'}>${text}</text>`)}
    <text x=${plot.right} y=${height - 4} text-anchor="end">peak memory, ${layout.units.x}</text>
    <text x=${plot.left} y=${height - 4}>step time, ${layout.units.y}</text>
    <text
      class="over"
      x=${Math.min(limit + 4, plot.right)}
      y=${plot.top + 11}
      text-anchor=${limit + 60 > plot.right ? 'end' : 'start'}
    >
      ${result.device.slice(0, 20)}
    </text>
  </svg>`
}

function viewPoint(placed: PlacedPoint, context: SweepContext): TemplateResult {
  const { index, x, y, point, shape } = placed
  const { model, report, actions } = context
  const isNow = isCurrent(point, report)
  const tone = point.fits ? (point.isPareto ? 'best' : 'mark') : 'over'
  return svg`<g
    role="option"
    id="point-${index}"
    aria-selected=${String(isNow)}
    aria-label=${describePoint(point)}
    class="point ${tone}${model.point === index ? ' at' : ''}"
    @click=${() => apply(point, context)}
    @pointerenter=${() => actions.update(() => ({ point: index }))}
  >
    <circle class="reach" cx=${x} cy=${y} r="9" />
    ${viewShape(shape, x, y, 'shape')}
    ${isNow ? svg`<circle class="now" cx=${x} cy=${y} r="7" />` : nothing}
  </g>`
}

const isCurrent = ({ schedule, mesh }: SweepPoint, report: CostsReport): boolean =>
  schedule === report.schedule && mesh.join() === report.mesh.map(({ size }) => size).join()

function viewShape(shape: number, x: number, y: number, name: string): TemplateResult {
  if (shape === 0) return svg`<circle class=${name} cx=${x} cy=${y} r="3.6" />`
  if (shape === 1) return svg`<rect class=${name} x=${x - 3.3} y=${y - 3.3} width="6.6" height="6.6" />`
  if (shape === 2) return svg`<path class=${name} d="M${x} ${y - 4.4}L${x + 4.2} ${y + 3.2}H${x - 4.2}Z" />`
  return svg`<path class=${name} d="M${x} ${y - 4.8}L${x + 4.8} ${y}L${x} ${y + 4.8}L${x - 4.8} ${y}Z" />`
}

/** The mesh becomes what-if sizes, and its schedule the active one. */
function apply({ schedule, mesh }: SweepPoint, { report, actions }: SweepContext): void {
  const sizes = report.mesh.flatMap(({ name }, i) => (mesh[i] === undefined ? [] : [[name, String(mesh[i])] as const]))
  actions.update(({ draft }) => ({ draft: { ...draft, mesh: Object.fromEntries(sizes) } }))
  if (schedule !== report.schedule) chooseSchedule(actions, schedule)
}

function pressKey(event: KeyboardEvent, { points }: SweepLayout, context: SweepContext): void {
  const { model, actions } = context
  const order = [...points].sort((a, b) => a.x - b.x || a.y - b.y)
  const at = order.findIndex(({ index }) => index === model.point)
  const moves: Readonly<Record<string, number>> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: order.length - 1,
  }
  const to = moves[event.key]
  if (event.key === 'Enter' && at >= 0) apply(order[at]!.point, context)
  else if (to === undefined) return
  else actions.update(() => ({ point: order[Math.max(0, Math.min(order.length - 1, to))]?.index }))
  event.preventDefault()
}
