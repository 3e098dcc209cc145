// A part of a panel under a header that folds it; folded, its sum stays in sight.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import { viewIcon } from './marks'

export interface Section {
  readonly name: string
  readonly title: string
  readonly isOpen: boolean
  readonly toggle: () => void
  /** At the end of the header. */
  readonly summary?: unknown
  /** Fields beside the title where there is room, else below it; gone when folded. */
  readonly tools?: unknown
  readonly body: () => unknown
}

export const viewSection = ({ name, title, isOpen, toggle, summary, tools, body }: Section): TemplateResult =>
  html`<section class="sec s-${name}" data-part=${name} aria-labelledby="title-${name}">
    <header>
      <h2 id="title-${name}">
        <button type="button" aria-expanded=${String(isOpen)} @click=${toggle}>
          ${viewIcon(isOpen ? 'chevron-down' : 'chevron-right')}<span class="ttl">${title}</span>
        </button>
      </h2>
      <div class="sum">${summary ?? nothing}</div>
    </header>
    ${isOpen && tools !== undefined ? html`<div class="tbar">${tools}</div>` : nothing}
    ${isOpen ? html`<div class="body">${body()}</div>` : nothing}
  </section>`
