// When an explanation comes and goes, and what it says: formula, the numbers put in, each input and its source.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import type { PanelExplanation } from '../../../../server/src/protocol/costs'
import { anchorOf, viewPopover } from '../../widgets/popover'
import type { CostsActions, Explain } from './actions'
import type { CostsModel } from './model'

const delayIn = 350
/** Long enough to move the pointer onto the explanation. */
const delayOut = 200

export function createExplain(update: CostsActions['update']): Explain {
  let timer: ReturnType<typeof setTimeout> | undefined
  const later = (act: () => void, delay: number): void => {
    clearTimeout(timer)
    timer = setTimeout(act, delay)
  }
  const show = (element: Element, what: PanelExplanation): void => {
    if (element.isConnected) update(() => ({ explained: { what, anchor: anchorOf(element) } }))
  }
  return {
    enter: (element, what) => what && later(() => show(element, what), delayIn),
    focus: (element, what) => what && element.matches(':focus-visible') && later(() => show(element, what), 0),
    leave: () => later(() => update(() => ({ explained: undefined })), delayOut),
    keep: () => clearTimeout(timer),
  }
}

export function viewExplained({ explained }: CostsModel, { explain }: CostsActions): unknown {
  if (explained === undefined) return nothing
  const options = { name: 'explanation', role: 'tooltip', enter: explain.keep, leave: explain.leave } as const
  return viewPopover(explained.anchor, options, viewExplanation(explained.what))
}

const viewExplanation = (one: PanelExplanation): TemplateResult => html`
  <div class="xh"><b class="ell">${one.title}</b><span class="tn">${one.value}</span></div>
  <div class="formula">${one.formula}</div>
  ${one.substituted === '' ? nothing : html`<div class="formula f2">= ${one.substituted}</div>`}
  ${one.terms.length === 0 ? nothing : viewTerms(one)}
  ${one.regime === undefined ? nothing : html`<p>${one.regime}</p>`}
  ${one.assumptions.map((text) => html`<p class="f2">${text}</p>`)}
  ${one.source === '' ? nothing : html`<p class="f2 xs">Source: ${one.source}</p>`}
`

const viewTerms = ({ terms }: PanelExplanation): TemplateResult =>
  html`<dl class="terms">
    ${terms.map(
      ({ name, symbol, value, source }) =>
        html`<dt><span class="mono">${symbol}</span> ${name}</dt>
          <dd class="tn">${value}</dd>
          <dd class="f2 xs">${source}</dd>`,
    )}
  </dl>`
