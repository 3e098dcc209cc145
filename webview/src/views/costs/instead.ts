// What could be done instead of the schedule as it is, with what each comes to; a click writes it into the file, where it can be undone.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import { formatBytes, formatSeconds } from '../../../../server/src/base/format'
import type { Alternatives, CostsReport } from '../../../../server/src/protocol/costs'
import { formatRound } from '../../base/figures'
import { viewIcon } from '../../widgets/marks'
import { viewChange, viewName } from '../../widgets/text'
import type { CostsActions } from './actions'
import type { CostsModel } from './model'

type Alternative = Alternatives['items'][number]

/** Those of the schedule that is shown; undefined while they are not known. */
export function findAlternatives({ alternatives }: CostsModel, report: CostsReport): Alternatives | undefined {
  const isSame = alternatives?.basis === report.basis && alternatives.schedule === report.schedule
  return isSame ? alternatives : undefined
}

export function viewInstead(model: CostsModel, report: CostsReport, actions: CostsActions): TemplateResult {
  if (report.isWhatIf) return html`<p class="note">For the file as it is: not for a what-if question.</p>`
  const found = findAlternatives(model, report)
  if (found === undefined) return html`<p class="note" role="status">Trying alternatives…</p>`
  if (found.isTooLarge) return html`<p class="note">The program is too large to try alternatives in passing.</p>`
  if (found.items.length === 0) {
    return html`<p class="note">No strategy or tactic that is known here changes memory or time.</p>`
  }
  return html`<ul class="instead" aria-label="Alternatives">
      ${found.items.map((one) => html`<li>${viewAlternative(one, found, report, actions)}</li>`)}
    </ul>
    <p class="note">
      Against all of <b>${viewName(report.schedule)}</b>. A click writes it into the file; undo takes it back.
    </p>`
}

function viewAlternative(
  { title, peakMemory, stepTime, fits }: Alternative,
  { peakMemory: fromMemory, stepTime: fromTime, basis }: Alternatives,
  { device }: CostsReport,
  { post }: CostsActions,
): TemplateResult {
  const limit = formatRound(device.memory, 'bytes')
  return html`<button
    type="button"
    class="alt"
    title="${title.slice(0, 300)}: ${formatBytes(peakMemory)}, ${fits ? 'fits' : 'over'} ${limit}, ${formatSeconds(stepTime)}"
    @click=${() => post({ kind: 'writeAlternative', basis, title })}
  >
    <span class="ell">${title.slice(0, 300)}</span>
    ${fits ? nothing : html`<span class="flag">${viewIcon('warning')}<span class="wide">over ${limit}</span></span>`}
    <span class="num">${viewChange(fromMemory, peakMemory, { quantity: 'bytes', isGood: false })}</span>
    <span class="num">${viewChange(fromTime, stepTime, { quantity: 'seconds', isGood: false })}</span>
  </button>`
}
