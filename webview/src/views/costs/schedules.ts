// Schedules side by side against a baseline, and what differs between it and the active one.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import type { CostsReport, CostState, ScheduleSummary } from '../../../../server/src/protocol/costs'
import { costlyKinds } from '../../../../server/src/protocol/costs'
import type { Quantity } from '../../base/figures'
import { formatIn, splitFigure } from '../../base/figures'
import { viewIcon, viewKind } from '../../widgets/marks'
import { viewChange, viewName } from '../../widgets/text'
import type { CostsActions } from './actions'
import { findBaseline } from './baseline'
import { viewDifference } from './differences'
import type { CostsModel } from './model'
import { choose } from './model'
import { namePinned } from './pin'
import { pinnedBaseline } from './saved'
import { exposedOf } from './shown'

interface Figure {
  readonly key: string
  readonly title: string
  readonly quantity: Quantity
  readonly read: (state: CostState) => number
  /** More of it is better. */
  readonly isGood?: boolean
  readonly isWide?: boolean
  readonly hasNoChange?: boolean
}

const figures: readonly Figure[] = [
  { key: 'peak', title: 'peak', quantity: 'bytes', read: ({ peakMemory }) => peakMemory },
  { key: 'step', title: 'step', quantity: 'seconds', read: ({ stepTime }) => stepTime },
  { key: 'exposed', title: 'exposed', quantity: 'seconds', read: exposedOf, isWide: true },
  { key: 'mfu', title: 'mfu', quantity: 'share', read: ({ mfu }) => mfu, isWide: true, hasNoChange: true },
]

export function viewSchedules(model: CostsModel, report: CostsReport, actions: CostsActions): TemplateResult {
  const baseline = findBaseline(model, report)
  const kinds = costlyKinds.flatMap((kind, i) =>
    report.schedules.some(({ state }) => (state.counts[i] ?? 0) > 0) ? [{ kind, i }] : [],
  )
  const columns = figures.map((figure) => ({ ...figure, unit: sharedUnit(figure, report) }))
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Figures of the schedules">
      <table class="t schedules">
        <thead>
          <tr>
            <th scope="col">schedule</th>
            ${columns.map(viewTitle)}
            ${kinds.map(({ kind }) => html`<th scope="col" class="num count wide">${viewKind(kind)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${report.schedules.map((one) =>
            viewRow(one, { report, baseline: baseline?.state, columns, kinds, actions, model }),
          )}
        </tbody>
      </table>
    </div>
    ${viewDifference(model, report, actions)}`
}

const viewTitle = ({ title, unit, isWide, hasNoChange }: Column): TemplateResult =>
  html`<th scope="col" class="num ${isWide === true ? 'wide' : ''}">
    ${title}, ${unit}${hasNoChange === true ? nothing : html`<span class="dlt"></span>`}
  </th>`

interface Column extends Figure {
  /** Of all schedules: the largest's. */
  readonly unit: string
}

const sharedUnit = ({ read, quantity }: Figure, { schedules }: CostsReport): string =>
  splitFigure(Math.max(0, ...schedules.map(({ state }) => read(state))), quantity).unit

interface RowContext {
  readonly model: CostsModel
  readonly report: CostsReport
  readonly baseline: CostState | undefined
  readonly columns: readonly Column[]
  readonly kinds: readonly { readonly i: number }[]
  readonly actions: CostsActions
}

export function chooseSchedule({ update, post }: CostsActions, name: string): void {
  update((model) => choose(model, name))
  post({ kind: 'setSchedule', name })
}

function viewRow(
  schedule: ScheduleSummary,
  { model, report, baseline, columns, kinds, actions }: RowContext,
): TemplateResult {
  const { name, tactics, state } = schedule
  const isActive = name === (model.wanted.schedule ?? report.schedule)
  return html`<tr class=${isActive ? 'cur' : ''}>
    <th scope="row">
      <button type="button" class="pick" aria-pressed=${String(isActive)} @click=${() => chooseSchedule(actions, name)}>
        ${isActive ? viewIcon('check') : html`<i class="codicon"></i>`}
        <span class="b-${isActive}">${viewName(name)}</span>
        <span class="f2 xs wide ell">${tactics.join(', ').slice(0, 300)}</span>
      </button>
    </th>
    ${columns.map((column) => viewCell(column, state, baseline, report))}
    ${kinds.map(({ i }) => html`<td class="num count wide">${(state.counts[i] ?? 0) || '\u2013'}</td>`)}
  </tr>`
}

function viewCell(
  column: Column,
  state: CostState,
  baseline: CostState | undefined,
  report: CostsReport,
): TemplateResult {
  const { key, read, quantity, isGood, isWide, unit, hasNoChange } = column
  const value = read(state)
  const isOver = key === 'peak' && value > report.device.memory
  const from = baseline === undefined ? undefined : read(baseline)
  const change = hasNoChange === true ? '' : viewChange(from, value, { quantity, isGood: isGood === true, unit })
  return html`<td class="num ${isWide === true ? 'wide' : ''}">
    <span class=${isOver ? 'bad' : ''}>${formatIn(value, unit)}</span>${change}
  </td>`
}

/** A pickable baseline. */
export function viewAgainst(
  { baseline, saved, pinned }: CostsModel,
  report: CostsReport,
  { update }: CostsActions,
): TemplateResult {
  const names = report.schedules.map(({ name }) => name)
  const isPinned = pinned !== undefined && baseline === pinnedBaseline
  const chosen = isPinned || names.includes(baseline) ? baseline : ''
  const text = saved === undefined ? 'no save yet' : 'last save'
  return html`<label class="against"
    ><span class="f2 xs">against</span>
    <select
      class="drop"
      aria-label="Compare with"
      @change=${(event: Event) => {
        const { value } = event.currentTarget as HTMLSelectElement
        update(() => ({ baseline: value }))
      }}
    >
      <option value="" ?selected=${chosen === ''}>${text}</option>
      ${
        pinned === undefined
          ? nothing
          : html`<option value=${pinnedBaseline} ?selected=${isPinned}>
              pinned: ${namePinned(pinned).slice(0, 80)}
            </option>`
      }
      ${names.map((name) => html`<option value=${name} ?selected=${chosen === name}>${name.slice(0, 80)}</option>`)}
    </select>
  </label>`
}
