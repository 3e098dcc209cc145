// Figures and names as they are set.
import type { TemplateResult } from 'lit-html'
import { html } from 'lit-html'
import type { Quantity } from '../base/figures'
import { formatDifference, formatDifferenceIn, splitFigure } from '../base/figures'
import { clipTitle, fitName, splitName } from '../base/names'

/** Digits, and the unit in a box of fixed width, so that both line up below one another. */
export function viewFigure(value: number, quantity: Quantity): TemplateResult {
  const { digits, unit } = splitFigure(value, quantity)
  return html`${digits}<span class="u">${unit}</span>`
}

/** A name of any length on one line: its middle is given up first. */
export function viewName(name: string): TemplateResult {
  const { head, middle, tail } = splitName(name)
  return html`<span class="name" title=${clipTitle(name)}
    ><span class="nh">${head}</span><span class="nm">${middle}</span><span class="nt">${tail}</span></span
  >`
}

/** The same for a column in which about so many characters have room. */
export const viewFitted = (name: string, room: number): TemplateResult =>
  html`<span class="ell" title=${clipTitle(name)}>${fitName(name, Math.max(4, Math.floor(room)))}</span>`

/** Green only for better, with its sign. In the unit that is given, which stands elsewhere. */
export function viewChange(from: number | undefined, to: number, options: ChangeOptions): TemplateResult {
  const { quantity, isGood, unit } = options
  if (from === undefined) return html`<span class="dlt"></span>`
  const text = unit === undefined ? formatDifference(from, to, quantity) : formatDifferenceIn(from, to, unit)
  const tone = text === undefined ? '' : to > from === isGood ? 'good' : 'bad'
  return html`<span class="dlt ${tone}">${text ?? ''}</span>`
}

interface ChangeOptions {
  readonly quantity: Quantity
  /** More of it is better. */
  readonly isGood: boolean
  readonly unit?: string
}
