// What could be done instead, a row each with what it comes to; a click has it written.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import type { Alternatives } from '../../../server/src/protocol/costs'
import { formatFigure } from '../base/figures'
import { viewIcon } from './marks'
import { viewChange } from './text'

type Alternative = Alternatives['items'][number]

interface AlternativesOptions {
  /** Memory of a device, as text. */
  readonly limit?: string
  readonly write: (title: string) => void
}

export const viewAlternatives = (found: Alternatives, options: AlternativesOptions): TemplateResult =>
  html`<ul class="instead" aria-label="Alternatives">
    ${found.items.map((one) => html`<li>${viewAlternative(one, found, options)}</li>`)}
  </ul>`

const longestTitle = 300

function viewAlternative(
  { title, peakMemory, stepTime, fits }: Alternative,
  from: Alternatives,
  { limit = 'memory', write }: AlternativesOptions,
): TemplateResult {
  const name = title.slice(0, longestTitle)
  return html`<button
    type="button"
    class="alt"
    title="${name}: ${formatFigure(peakMemory, 'bytes')}, ${fits ? 'fits' : 'over'} ${limit}, ${formatFigure(stepTime, 'seconds')}"
    @click=${() => write(title)}
  >
    <span class="ell">${name}</span>
    ${fits ? nothing : html`<span class="flag">${viewIcon('warning')}<span class="wide">over ${limit}</span></span>`}
    <span class="num">${viewChange(from.peakMemory, peakMemory, { quantity: 'bytes', isGood: false })}</span>
    <span class="num">${viewChange(from.stepTime, stepTime, { quantity: 'seconds', isGood: false })}</span>
  </button>`
}
