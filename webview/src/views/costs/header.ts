// The line at the top: the schedule, the mesh or the what-if fields, and how fresh the figures are.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import type { CostsReport } from '../../../../server/src/protocol/costs'
import { formatAge } from '../../base/figures'
import { viewAction, viewAxis, viewIcon } from '../../widgets/marks'
import type { CostsActions } from './actions'
import type { CostsModel } from './model'
import { isWide } from './model'
import { chooseSchedule, viewAgainst } from './schedules'
import { viewWhatIf } from './whatIf'

export function viewHeader(model: CostsModel, report: CostsReport, actions: CostsActions): TemplateResult {
  const wide = isWide(model)
  return html`<div class="ctx">
    ${wide ? html`<span class="f2 xs">Schedule</span>` : nothing} ${viewSchedulePicker(model, report, actions)}
    ${
      wide
        ? html`<span class="sep"></span
            ><span class="ask"><span class="f2 xs">What if</span>${viewWhatIf(model, report, actions)}</span>`
        : viewMesh(report)
    }
    ${wide ? html`<span class="grow"></span>` : nothing} ${viewFreshness(model, report)}
    ${
      wide
        ? html`<span class="sep"></span
            ><span class="ask"
              >${viewAgainst(model, report, actions)}${viewAction('type-hierarchy-sub', 'Show the graph', () =>
                actions.post({ kind: 'command', command: 'showGraph' }),
              )}</span
            >`
        : nothing
    }
  </div>`
}

function viewSchedulePicker({ wanted }: CostsModel, report: CostsReport, actions: CostsActions): TemplateResult {
  const chosen = wanted.schedule ?? report.schedule
  const names = [...new Set([...report.schedules.map(({ name }) => name), report.schedule])].filter(
    (name) => name !== '',
  )
  if (names.length === 0) return html`<span class="f2">no schedule</span>`
  return html`<select
    class="drop b"
    aria-label="Schedule"
    @change=${(event: Event) => chooseSchedule(actions, (event.currentTarget as HTMLSelectElement).value)}
  >
    ${names.map((name) => html`<option value=${name} ?selected=${name === chosen}>${name.slice(0, 80)}</option>`)}
  </select>`
}

const viewMesh = ({ mesh, device }: CostsReport): TemplateResult =>
  html`<span class="mesh xs f2"
    >${mesh.map(
      (_, i) =>
        html`${i > 0 ? html`<span aria-hidden="true">×</span>` : nothing}${viewAxis(mesh, i, { hasSize: true })}`,
    )}<span aria-hidden="true">·</span><span class="ell">${device.name}</span></span
  >`

/** Never says fresh of what is older than the text. */
function viewFreshness({ state, now }: CostsModel, report: CostsReport): TemplateResult {
  switch (state.kind) {
    case 'computing':
      return html`<span class="fresh" role="status"
        ><i class="codicon codicon-loading codicon-modifier-spin" aria-hidden="true"></i
        ><span class="ell">${state.stage ?? 'computing'}</span></span
      >`
    case 'stopped':
      return html`<span class="fresh old" role="status">${viewIcon('debug-pause')}stopped</span>`
    case 'error':
      return html`<span class="fresh err" role="status">${viewIcon('error')}error</span>`
    case 'gone':
      return html`<span class="fresh old" role="status">${viewIcon('trash')}gone</span>`
    default:
      return viewFresh(state.kind === 'fresh' ? state.milliseconds : report.milliseconds, report, now)
  }
}

function viewFresh(milliseconds: number, report: CostsReport, _now: number): TemplateResult {
  const errors = report.problems.filter(({ severity }) => severity === 'error').length
  if (errors > 0) {
    return html`<span class="fresh err" role="status"
      >${viewIcon('error')}${errors} ${errors === 1 ? 'error' : 'errors'}</span
    >`
  }
  if (report.notUnderstood > 0) {
    return html`<span class="fresh part" role="status">${viewIcon('warning')}partial</span>`
  }
  return html`<span class="fresh" role="status" title="Analysed in ${Math.round(milliseconds)} ms"
    >${viewIcon('pass')}<span>fresh<span class="wide"> · ${Math.round(milliseconds)} ms</span></span></span
  >`
}

export const ageOf = ({ state, now }: CostsModel): string | undefined =>
  state.kind === 'computing' ? formatAge(now - state.since) : undefined
