// The four figures that come first, each against its own limit, with what it was after each tactic. They explain themselves.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import { isSameReport } from '../../../../server/src/protocol/heldReports'
import type { CostState, CostsReport } from '../../../../server/src/protocol/costs'
import { costlyKinds, memoryFamilies } from '../../../../server/src/protocol/costs'
import { formatBytes } from '../../../../server/src/base/format'
import type { Quantity } from '../../base/figures'
import { formatDifference, formatFigure, formatRound, splitFigure } from '../../base/figures'
import { kindColor, viewIcon } from '../../widgets/marks'
import { styles } from '../../widgets/styles'
import type { CostsActions } from './actions'
import { familyColor } from './families'
import type { CostsModel } from './model'
import { namePinned } from './pin'
import { pinnedBaseline } from './saved'
import { appliedOf, exposedOf, nameAfter, stateAfter } from './shown'

interface Tile {
  /** Of its explanation in the report. */
  readonly key: string
  readonly title: string
  /** Above the figure: its limit, its whole or its source. */
  readonly corner: unknown
  readonly quantity: Quantity
  readonly read: (state: CostState) => number
  /** Beside the figure: what it leaves or is a part of. */
  readonly aside: { readonly text: string; readonly more?: string; readonly tone?: 'good' | 'bad' }
  readonly gauge: readonly GaugePart[]
  readonly marks?: unknown
  readonly isBad?: (value: number) => boolean
  /** Before the figure where operations are not understood. */
  readonly bound: '≥' | '≤'
}

interface GaugePart {
  readonly color: string
  /** 0 to 1. */
  readonly share: number
  readonly isHatched?: boolean
}

/** Also announces, in `aria-live`, what is shown while a tactic is pointed at. */
export function viewTiles(model: CostsModel, report: CostsReport, actions: CostsActions): TemplateResult {
  const applied = model.preview ?? appliedOf(model, report)
  const state = stateAfter(report, applied)
  const tiles = [memoryTile, timeTile, exposedTile, mfuTile].map((make) => make(state, report))
  return html`<div class="heads${model.preview === undefined ? '' : ' preview'}" role="group" aria-label="Figures">
    ${tiles.map((tile) => viewTile(tile, state, { report, applied, actions, model }))}
  </div>`
}

interface TileContext {
  readonly report: CostsReport
  readonly applied: number
  readonly actions: CostsActions
  readonly model: CostsModel
}

function viewTile(tile: Tile, state: CostState, { report, applied, actions, model }: TileContext): TemplateResult {
  const what = report.headline[tile.key]
  const value = tile.read(state)
  const { digits, unit } = splitFigure(value, tile.quantity)
  const { explain } = actions
  const isExplained = what !== undefined && model.explained?.what === what
  return html`<button
    type="button"
    class="head t-${tile.key}"
    aria-describedby=${isExplained ? 'explanation' : nothing}
    @pointerenter=${(event: Event) => explain.enter(event.currentTarget as Element, what)}
    @pointerleave=${explain.leave}
    @focus=${(event: Event) => explain.focus(event.currentTarget as Element, what)}
    @blur=${explain.leave}
  >
    <span class="l"
      ><span>${tile.title}</span><span class="ell">${viewAgainstPin(tile, state, model) ?? tile.corner}</span></span
    >
    <span class="v"
      >${report.notUnderstood > 0 ? html`<small class="bound">${tile.bound}</small>` : nothing}<span
        class=${tile.isBad?.(value) === true ? 'bad' : ''}
        >${digits}</span
      ><small>${unit}</small
      ><em class=${tile.aside.tone ?? ''}>${tile.aside.text}<span class="lg"> ${tile.aside.more ?? ''}</span></em></span
    >
    ${viewGauge(tile)} ${viewTrail(tile, report, applied)}
  </button>`
}

/** Undefined where nothing else is pinned. */
function viewAgainstPin(
  { key, read, quantity }: Tile,
  state: CostState,
  { pinned, baseline, report }: CostsModel,
): TemplateResult | undefined {
  if (pinned === undefined || report === undefined || baseline !== pinnedBaseline) return undefined
  if (isSameReport(pinned, report)) return undefined
  const from = read(stateAfter(pinned, pinned.applied))
  const change = formatDifference(from, read(state), quantity)
  const tone = change === undefined ? '' : read(state) > from === (key === 'mfu') ? 'good' : 'bad'
  return html`<span title="against ${namePinned(pinned)}"
    >${viewIcon('pinned')}<span class=${tone}>${change ?? 'same'}</span></span
  >`
}

const viewGauge = ({ gauge, marks }: Tile): TemplateResult =>
  html`<span class="gauge"
    >${gauge
      .filter(({ share }) => share > 0)
      .map(
        ({ color, share, isHatched }) =>
          html`<b
            class=${isHatched === true ? 'hatch' : ''}
            ${styles({ '--c': color, width: `${100 * Math.min(1, Math.max(0, share))}%` })}
          ></b>`,
      )}${marks ?? nothing}</span
  >`

/** Steps of a trail that are shown at most; those in the middle give way. */
const longestTrail = 5

function viewTrail({ read, quantity, isBad }: Tile, report: CostsReport, applied: number): TemplateResult {
  const { unit } = splitFigure(read(stateAfter(report, applied)), quantity)
  const steps = report.tactics.map((_, i) => i + 1)
  const shown = steps.length > longestTrail ? pickSteps(steps, applied) : steps
  return html`<span class="trail"
    >${shown.map((step, i) => {
      const value = read(stateAfter(report, step))
      const figure = splitFigure(value, quantity)
      const classes = `${step === applied ? 'now' : ''}${isBad?.(value) === true ? ' bad' : ''}`
      const text = figure.unit === unit ? figure.digits : `${figure.digits} ${figure.unit}`
      const gap = i > 0 && step !== shown[i - 1]! + 1 ? '› …' : '›'
      return html`${i === 0 ? nothing : html`<s aria-hidden="true">${gap}</s>`}<span
          class=${classes}
          title="after ${nameAfter(report, step)}: ${formatFigure(value, quantity)}"
          >${text}</span
        >`
    })}</span
  >`
}

/** The first, and those about the one that counts. */
function pickSteps(steps: readonly number[], applied: number): readonly number[] {
  const end = Math.min(steps.length, Math.max(longestTrail, applied + 1))
  return [steps[0]!, ...steps.slice(end - longestTrail + 1, end)]
}

function memoryTile(state: CostState, { device, expectedMemory }: CostsReport): Tile {
  const { memory } = device
  const end = Math.max(memory * 1.25, state.peakMemory * 1.02)
  const left = memory - state.peakMemory
  const at = (value: number): string => `${(100 * value) / end}%`
  const expected =
    expectedMemory === undefined
      ? nothing
      : html`<i
          class="exp"
          title="expected: ${formatBytes(expectedMemory)}"
          ${styles({ left: at(expectedMemory) })}
        ></i>`
  return {
    key: 'peakMemory',
    title: 'Peak memory',
    corner: html`<span class="wide">limit</span><span class="slim">of</span> ${formatRound(memory, 'bytes')}`,
    quantity: 'bytes',
    read: ({ peakMemory }) => peakMemory,
    aside:
      left >= 0
        ? { text: `${formatBeside(left, state.peakMemory, 'bytes')} free`, tone: 'good' }
        : { text: `${formatBeside(-left, state.peakMemory, 'bytes')} over`, tone: 'bad' },
    gauge: memoryFamilies.map((family, i) => ({
      color: familyColor(family),
      share: (state.memoryByFamily[i] ?? 0) / end,
    })),
    marks: html`${expected}<i class="lim" title="limit: ${formatBytes(memory)}" ${styles({ left: at(memory) })}></i>`,
    isBad: (value) => value > memory,
    bound: '≥',
  }
}

/** Without its unit where that is the other's, which stands beside it. */
function formatBeside(value: number, other: number, quantity: Quantity): string {
  const { digits, unit } = splitFigure(value, quantity)
  return unit === splitFigure(other, quantity).unit ? digits : `${digits} ${unit}`
}

const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0)
const percent = (value: number): string => formatFigure(value, 'share')

const timeTile = (state: CostState): Tile => ({
  key: 'stepTime',
  title: 'Step time',
  corner: 'estimate',
  quantity: 'seconds',
  read: ({ stepTime }) => stepTime,
  aside: { text: percent(share(state.computeTime, state.stepTime)), more: 'compute' },
  gauge: [
    { color: 'var(--compute)', share: share(state.computeTime, state.stepTime) },
    ...costlyKinds.map((kind, i) => ({
      color: kindColor(kind),
      share: share(state.exposedByKind[i] ?? 0, state.stepTime),
    })),
  ],
  bound: '≥',
})

function exposedTile(state: CostState): Tile {
  const whole = state.communicationTime
  const parts = (values: readonly number[], isHatched: boolean): GaugePart[] =>
    costlyKinds.map((kind, i) => ({ color: kindColor(kind), share: share(values[i] ?? 0, whole), isHatched }))
  return {
    key: 'exposedCommunication',
    title: 'Exposed comm.',
    corner: `of ${formatBeside(whole, exposedOf(state), 'seconds')}`,
    quantity: 'seconds',
    read: exposedOf,
    aside: { text: percent(share(exposedOf(state), state.stepTime)), more: 'of step' },
    gauge: [...parts(state.exposedByKind, false), ...parts(state.hiddenByKind, true)],
    bound: '≥',
  }
}

function mfuTile(state: CostState, { device }: CostsReport): Tile {
  // `275 TFLOP/s f32`: the type stands where there is room.
  const [digits = '', unit = '', ...type] = device.peak.split(' ')
  return {
    key: 'mfu',
    title: 'Model flops util.',
    corner: device.name,
    quantity: 'share',
    read: ({ mfu }) => mfu,
    aside: { text: `of ${digits} ${unit}`, more: type.join(' ') },
    gauge: [{ color: 'var(--compute)', share: state.mfu }],
    bound: '≤',
  }
}
