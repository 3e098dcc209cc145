// The tactics of the schedule, each with the step and the memory as they are after it. The chosen one rules the whole panel.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import type { CostState, CostsReport, CostTactic } from '../../../../server/src/protocol/costs'
import { costlyKinds, memoryFamilies } from '../../../../server/src/protocol/costs'
import type { Quantity } from '../../base/figures'
import { findTicks, formatRound, splitFigure } from '../../base/figures'
import { kindColor, viewAxis, viewIcon, viewKind } from '../../widgets/marks'
import { styles } from '../../widgets/styles'
import { viewFigure, viewName } from '../../widgets/text'
import type { CostsActions } from './actions'
import { familyColor, familyTitle } from './families'
import type { CostsModel } from './model'
import { appliedOf, hiddenOf, stateAfter, sum } from './shown'

/** Ends of the bars: what is longer, before any tactic, is cut off. */
interface Scales {
  readonly seconds: number
  readonly bytes: number
  readonly limit: number
}

interface TacticContext {
  readonly model: CostsModel
  readonly report: CostsReport
  readonly actions: CostsActions
  readonly scales: Scales
}

export function viewTactics(model: CostsModel, report: CostsReport, actions: CostsActions): TemplateResult {
  if (report.tactics.length === 0) {
    return html`<p class="none">This schedule has no tactics: every device does the whole step.</p>`
  }
  const scales = findScales(report)
  const context = { model, report, actions, scales }
  const applied = appliedOf(model, report)
  return html`${viewHeads(scales)}
    <div
      class="taclist"
      role="listbox"
      tabindex="0"
      aria-label="State after a tactic"
      aria-activedescendant="tactic-${applied}"
      @keydown=${(event: KeyboardEvent) => pressKey(event, context)}
      @pointerleave=${() => actions.update(() => ({ preview: undefined }))}
    >
      ${viewStart(context, applied)} ${report.tactics.map((tactic, i) => viewTactic(context, tactic, i + 1))}
    </div>
    ${viewLegend(report)}`
}

function findScales({ tactics, device }: CostsReport): Scales {
  const seconds = Math.max(...tactics.map(({ state }) => state.stepTime)) * 1.08 || 1
  const largest = Math.max(1, ...tactics.map(({ state }) => state.peakMemory))
  // A limit that is far off would leave nothing to be seen of the bars.
  const end = device.memory <= 4 * largest ? Math.max(device.memory, largest) : largest
  return { seconds, bytes: end * 1.06, limit: device.memory }
}

/** Steps to another state; also from anywhere in the panel, with Alt. */
export function stepTactic(model: CostsModel, report: CostsReport, by: number): number {
  return Math.max(0, Math.min(report.tactics.length, appliedOf(model, report) + by))
}

export function applyTactic({ post, update }: CostsActions, applied: number): void {
  update(({ wanted }) => ({ wanted: { ...wanted, applied }, preview: undefined }))
  post({ kind: 'setApplied', applied })
}

function pressKey(event: KeyboardEvent, { model, report, actions }: TacticContext): void {
  const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }
  const by = steps[event.key]
  if (event.key === 'Enter') {
    const tactic = appliedOf(model, report) - 1
    if (tactic >= 0) actions.post({ kind: 'reveal', tactic, isOpened: true })
  } else if (by === undefined) return
  else applyTactic(actions, stepTactic(model, report, by))
  event.preventDefault()
  event.stopPropagation()
}

const place = (share: number): string => `${Math.min(100, Math.max(0, 100 * share))}%`

/** Outside of the bar, and so of sight, where it is further off. */
const placeLimit = ({ limit, bytes }: Scales): string => (limit > bytes ? '-100vw' : place(limit / bytes))

function viewHeads(scales: Scales): TemplateResult {
  const { seconds, bytes } = scales
  return html`<div class="tac hd" aria-hidden="true">
    <span class="c-index"></span><span class="c-name">tactic</span><span class="c-deltas">what it changed</span>
    <span class="c-time">${viewTicks(findTicks(seconds, 4, 10), seconds, 'seconds')}</span>
    <span class="c-step num">step</span>
    <span class="c-memory limcol" ${styles({ '--limit': placeLimit(scales) })}
      >${viewTicks(findTicks(bytes, 4, 2), bytes, 'bytes')}</span
    >
    <span class="c-peak num">peak</span>
  </div>`
}

/** The unit stands once, at the last one. */
function viewTicks(ticks: readonly number[], max: number, quantity: Quantity): TemplateResult {
  const last = ticks.length - 1
  const unitOf = (value: number): string => splitFigure(value, quantity).unit
  const text = (value: number, i: number): string => {
    const [short = '', unit = ''] = formatRound(value, quantity).split(' ')
    return i === last || (i > 0 && unit !== unitOf(ticks[last]!)) ? `${short} ${unit}` : short
  }
  return html`<span class="axis"
    >${ticks.map(
      (tick, i) =>
        html`<span
          class=${i > 0 && i < last ? 'between' : tick / max > 0.9 ? 'end' : ''}
          ${styles({ left: place(tick / max) })}
          >${text(tick, i)}</span
        >`,
    )}</span
  >`
}

/** What the program costs before the first tactic: figures alone, since its bars would dwarf all others. */
function viewStart({ report, model, actions }: TacticContext, applied: number): TemplateResult {
  const { initial, device } = report
  const isSelected = applied === 0
  return html`<div
    class="tac start${isSelected ? ' sel' : ''}${model.preview === 0 ? ' pre' : ''}"
    role="option"
    id="tactic-0"
    aria-selected=${String(isSelected)}
    @click=${() => applyTactic(actions, 0)}
    @pointerenter=${() => actions.update(() => ({ preview: 0 }))}
  >
    <span class="c-index f2 tn">0</span><span class="c-name f2">before any tactic</span>
    <span class="c-step num">${viewFigure(initial.stepTime, 'seconds')}</span>
    <span class="c-peak num">${viewPeak(initial, device.memory)}</span>
  </div>`
}

const viewPeak = ({ peakMemory }: CostState, limit: number): TemplateResult =>
  html`<span class=${peakMemory > limit ? 'bad' : ''}
    >${viewFigure(peakMemory, 'bytes')}${peakMemory > limit ? html`<span class="unseen">over the limit</span>` : nothing}</span
  >`

function viewTactic(context: TacticContext, tactic: CostTactic, applied: number): TemplateResult {
  const { model, report, actions, scales } = context
  const { state, axis, name } = tactic
  const isSelected = appliedOf(model, report) === applied
  const isLater = applied > appliedOf(model, report)
  return html`<div
    class="tac${isSelected ? ' sel' : ''}${isLater ? ' later' : ''}${model.preview === applied ? ' pre' : ''}"
    role="option"
    id="tactic-${applied}"
    aria-selected=${String(isSelected)}
    @click=${() => applyTactic(actions, applied)}
    @dblclick=${() => actions.post({ kind: 'reveal', tactic: applied - 1 })}
    @pointerenter=${() => actions.update(() => ({ preview: isSelected ? undefined : applied }))}
  >
    <span class="c-index f2 tn">${applied}</span>
    <span class="c-name"
      ><span class="b">${viewName(name)}</span>${
        axis === undefined ? nothing : html`<span class="f2 on"> on </span>${viewAxis(report.mesh, axis)}`
      }</span
    >
    <span class="c-deltas">${viewChanges(tactic, stateAfter(report, applied - 1))}</span>
    <span class="c-time">${viewTimeBar(state, scales.seconds)}</span>
    <span class="c-step num">${viewFigure(state.stepTime, 'seconds')}</span>
    <span class="c-memory limcol" ${styles({ '--limit': placeLimit(scales) })}
      >${viewMemoryBar(state, scales.bytes)}</span
    >
    <span class="c-peak num">${viewPeak(state, scales.limit)}</span>
  </div>`
}

const signed = (value: number): string => `${value > 0 ? '+' : '\u2212'}${Math.abs(value).toLocaleString('en-US')}`

/** Collectives that came and went, and what of the tactic had no effect. */
function viewChanges({ state, isIdle, isOpen, refused }: CostTactic, before: CostState): TemplateResult {
  const changes = costlyKinds.flatMap((kind, i) => {
    const change = (state.counts[i] ?? 0) - (before.counts[i] ?? 0)
    return change === 0 ? [] : [{ kind, change }]
  })
  return html`${changes.map(
    ({ kind, change }) =>
      html`<span class="delta" title="${kind}: ${signed(change)}">${viewKind(kind)}${signed(change)}</span>`,
  )}${
    isOpen === true
      ? html`<span class="flag" title="An automatic tactic: figures are without it until its search has an answer"
          >${viewIcon('warning')}not searched</span
        >`
      : isIdle
        ? html`<span class="flag">${viewIcon('warning')}no effect</span>`
        : refused > 0
          ? html`<span class="flag" title="Tensors that it could not split"
              >${viewIcon('warning')}${refused} refused</span
            >`
          : changes.length === 0
            ? html`<span class="f2">no collectives</span>`
            : nothing
  }`
}

function viewTimeBar(state: CostState, max: number): TemplateResult {
  let at = Math.max(0, state.computeTime - hiddenOf(state))
  const lanes = costlyKinds.map((kind, i) => {
    const [left, width] = [at, state.hiddenByKind[i] ?? 0]
    at += width
    return width > 0
      ? html`<i
          class="hid"
          ${styles({ '--c': kindColor(kind), left: place(left / max), width: `max(2px, ${place(width / max)})` })}
        ></i>`
      : nothing
  })
  return html`<span class="bar time"
    ><b ${styles({ '--c': 'var(--compute)', width: place(state.computeTime / max) })}></b>${costlyKinds.map(
      (kind, i) =>
        (state.exposedByKind[i] ?? 0) > 0
          ? html`<b ${styles({ '--c': kindColor(kind), width: place((state.exposedByKind[i] ?? 0) / max) })}></b>`
          : nothing,
    )}${lanes}</span
  >`
}

const viewMemoryBar = (state: CostState, max: number): TemplateResult =>
  html`<span class="bar"
    >${memoryFamilies.map((family, i) =>
      (state.memoryByFamily[i] ?? 0) > 0
        ? html`<b
            ${styles({
              '--c': familyColor(family),
              width: `calc(${place((state.memoryByFamily[i] ?? 0) / max)} - 1px)`,
            })}
          ></b>`
        : nothing,
    )}</span
  >`

/** Names what stands in some bar, and no more. */
function viewLegend({ tactics }: CostsReport): TemplateResult {
  const inUse = (read: (state: CostState) => readonly number[], i: number): boolean =>
    sum(tactics.map(({ state }) => read(state)[i] ?? 0)) > 0
  const kinds = costlyKinds.filter((_, i) => inUse(({ exposedByKind }) => exposedByKind, i))
  const families = memoryFamilies.filter((_, i) => inUse(({ memoryByFamily }) => memoryByFamily, i))
  const swatch = (color: string, title: string, hatch = ''): TemplateResult =>
    html`<span><i class="sw ${hatch}" ${styles({ '--c': color })}></i>${title}</span>`
  return html`<div class="legends">
    <div class="legend">
      ${swatch('var(--compute)', 'compute')}${kinds.map((kind) => swatch(kindColor(kind), kind))}${swatch(
        'var(--fg2)',
        'hidden',
        'hatch',
      )}
    </div>
    <div class="legend">${families.map((family) => swatch(familyColor(family), familyTitle(family)))}</div>
  </div>`
}
