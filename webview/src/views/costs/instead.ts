// What could be done instead of the schedule as it is, with what each comes to; a click writes it into the file, where it can be undone.
import type { TemplateResult } from 'lit-html'
import { html } from 'lit-html'
import type { Alternatives, CostsReport } from '../../../../server/src/protocol/costs'
import { formatRound } from '../../base/figures'
import { viewAlternatives } from '../../widgets/alternatives'
import { viewName } from '../../widgets/text'
import type { CostsActions } from './actions'
import type { CostsModel } from './model'

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
  const { basis } = found
  const write = (title: string): void => actions.post({ kind: 'writeAlternative', basis, title })
  return html`${viewAlternatives(found, { limit: formatRound(report.device.memory, 'bytes'), write })}
    <p class="note">
      Against all of <b>${viewName(report.schedule)}</b>. A click writes it into the file; undo takes it back.
    </p>`
}
