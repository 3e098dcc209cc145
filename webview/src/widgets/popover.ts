// Something that floats beside what it explains. Its place is computed from that one's box, within the page.
import type { TemplateResult } from 'lit-html'
import { html } from 'lit-html'
import { styles } from './styles'

/** In pixels of the page's window. */
export interface Anchor {
  readonly left: number
  readonly top: number
  readonly bottom: number
  readonly page: { readonly width: number; readonly height: number }
}

export function anchorOf(element: Element): Anchor {
  const { left, top, bottom } = element.getBoundingClientRect()
  return { left, top, bottom, page: { width: window.innerWidth, height: window.innerHeight } }
}

const width = 380
const margin = 8
/** Below unless there is less room than this, and more above. */
const roomWanted = 300

export function viewPopover(anchor: Anchor, options: PopoverOptions, content: unknown): TemplateResult {
  const { page } = anchor
  const left = Math.max(margin, Math.min(anchor.left, page.width - width - margin))
  const below = page.height - anchor.bottom
  const isBelow = below >= roomWanted || below >= anchor.top
  return html`<div
    class="popover ${options.name}"
    role=${options.role}
    id=${options.name}
    @pointerenter=${options.enter}
    @pointerleave=${options.leave}
    ${styles({
      left: `${left}px`,
      'max-width': `${Math.min(width, page.width - 2 * margin)}px`,
      top: isBelow ? `${anchor.bottom + 4}px` : 'auto',
      bottom: isBelow ? 'auto' : `${page.height - anchor.top + 4}px`,
      'max-height': `${Math.max(80, (isBelow ? below : anchor.top) - 2 * margin)}px`,
    })}
  >
    ${content}
  </div>`
}

interface PopoverOptions {
  readonly name: string
  readonly role: 'tooltip' | 'menu'
  readonly enter: () => void
  readonly leave: () => void
}
