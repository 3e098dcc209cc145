// One state is pinned, and all others are seen against it.
import type { TemplateResult } from 'lit-html'
import { html } from 'lit-html'
import type { CostsReport } from '../../../../server/src/protocol/costs'
import { isSameReport } from '../../../../server/src/protocol/heldReports'
import { keyOfReport } from '../../../../server/src/protocol/panelRequests'
import { viewIcon } from '../../widgets/marks'
import type { CostsActions } from './actions'
import type { CostsModel } from './model'
import { pinnedBaseline } from './saved'
import { nameAfter } from './shown'

/** Pins what is shown; a pin that is there is taken out, or moved here if it is of another state. */
export function viewPin({ pinned }: CostsModel, report: CostsReport, { update, post }: CostsActions): TemplateResult {
  const isHere = pinned !== undefined && isSameReport(pinned, report)
  const text = isHere ? 'Unpin: compare with the last save again' : 'Pin this state, and compare others with it'
  return html`<button
    type="button"
    class="act${isHere ? ' on' : ''}"
    aria-pressed=${String(isHere)}
    title=${text}
    aria-label=${text}
    @click=${() => {
      update(() => (isHere ? { pinned: undefined, baseline: '' } : { pinned: report, baseline: pinnedBaseline }))
      post(isHere ? { kind: 'pin' } : { kind: 'pin', key: keyOfReport(report) })
    }}
  >
    ${viewIcon(isHere ? 'pinned' : 'pin')}
  </button>`
}

/** `after BP, default`. */
export const namePinned = (pinned: CostsReport): string =>
  `${pinned.applied === 0 ? 'before' : 'after'} ${nameAfter(pinned, pinned.applied)}, ${pinned.schedule}`
