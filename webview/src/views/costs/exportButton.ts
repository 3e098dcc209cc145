// The button that opens a part's menu of copies and files.
import type { TemplateResult } from 'lit-html'
import { html } from 'lit-html'
import { viewIcon } from '../../widgets/marks'
import { anchorOf } from '../../widgets/popover'
import type { CostsActions } from './actions'
import type { Part } from './exports'

export function viewExport(part: Part, title: string, { update }: CostsActions): TemplateResult {
  const open = (event: Event): void => {
    const anchor = anchorOf(event.currentTarget as Element)
    update(({ menu }) => ({ menu: menu?.of === part ? undefined : { of: part, anchor } }))
  }
  return html`<button
    type="button"
    class="act"
    id="export-${part}"
    aria-haspopup="menu"
    title="Copy or save ${title}"
    aria-label="Copy or save ${title}"
    @click=${open}
  >
    ${viewIcon('export')}
  </button>`
}
