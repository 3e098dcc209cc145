// What views can do: ask the host for something, and change what is shown.
import type { PanelExplanation } from '../../../../server/src/protocol/costs'
import type { CostsIntent } from '../../../../server/src/protocol/panels'
import type { Channel } from '../../base/channel'
import type { CostsModel } from './model'
import { toggled } from './model'
import type { Section } from '../../widgets/section'

export interface CostsActions extends Channel<CostsIntent> {
  /** Draws once a frame, whatever number of changes there were. */
  readonly update: (change: (model: CostsModel) => Partial<CostsModel>) => void
  readonly explain: Explain
}

/** Explanations come after a while to a pointer, at once to the keyboard, and go when they are left. */
export interface Explain {
  readonly enter: (element: Element, what: PanelExplanation | undefined) => void
  readonly focus: (element: Element, what: PanelExplanation | undefined) => void
  readonly leave: () => void
  /** The pointer is on the explanation itself: it stays. */
  readonly keep: () => void
}

/** Fields that every section has. */
export const sectionOf = (
  model: CostsModel,
  { update }: CostsActions,
  name: string,
): Pick<Section, 'name' | 'isOpen' | 'toggle'> => ({
  name,
  isOpen: !model.folded.includes(name),
  toggle: () => update(({ folded }) => ({ folded: toggled(folded, name) })),
})
