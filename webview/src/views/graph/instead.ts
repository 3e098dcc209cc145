// What could be done instead of the collective that is marked, asked for once it has stayed marked for a while.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import type { CollectivePlace } from '../../../../server/src/protocol/graph'
import { viewAlternatives } from '../../widgets/alternatives'
import type { GraphActions } from './actions'
import type { GraphModel } from './model'

/** Undefined where something else is marked, or a collective whose place in the text is not known. */
export const wantedPlace = ({ details, selectedTile }: GraphModel): CollectivePlace | undefined =>
  details !== undefined && details.tile === selectedTile ? details.at : undefined

export const isSamePlace = (a: CollectivePlace | undefined, b: CollectivePlace | undefined): boolean =>
  a?.line === b?.line && a?.kind === b?.kind && a?.axes.join() === b?.axes.join()

export function viewInstead(
  { instead, refusal }: GraphModel,
  place: CollectivePlace,
  { post }: GraphActions,
): TemplateResult {
  if (instead === undefined || !isSamePlace(instead.collective, place)) {
    return html`<p class="hint f2" role="status">Trying alternatives…</p>`
  }
  const { alternatives } = instead
  if (alternatives.isTooLarge) return html`<p class="hint f2">The program is too large to try alternatives.</p>`
  if (alternatives.items.length === 0) {
    return html`<p class="hint f2">Nothing that is known here changes memory or time.</p>`
  }
  const { basis } = alternatives
  return html`${viewAlternatives(alternatives, {
      write: (title) => post({ kind: 'writeAlternative', collective: place, basis, title }),
    })}
    ${refusal === undefined ? nothing : html`<p class="hint err" role="alert">${refusal}</p>`}
    <p class="hint f2">Against all of ${alternatives.schedule}. A click writes it into the file.</p>`
}

const restMilliseconds = 400

/** Returns what is to be called with every model. */
export function createAsking({ post }: Pick<GraphActions, 'post'>): (model: GraphModel) => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let waitingFor: CollectivePlace | undefined
  return (model) => {
    const place = wantedPlace(model)
    const isKnown = place === undefined || isSamePlace(model.instead?.collective, place)
    if (!isKnown && isSamePlace(place, waitingFor)) return
    clearTimeout(timer)
    waitingFor = isKnown ? undefined : place
    if (place !== undefined && !isKnown) {
      timer = setTimeout(() => post({ kind: 'askAlternatives', collective: place }), restMilliseconds)
    }
  }
}
