// Kinds of memory: what they are called and their colours.
import type { MemoryFamily } from '../../../../server/src/protocol/costs'

const families: Readonly<Record<MemoryFamily, { readonly title: string; readonly token: string }>> = {
  parameter: { title: 'parameters', token: '--m-par' },
  optimizer: { title: 'optimizer state', token: '--m-opt' },
  gradient: { title: 'gradients', token: '--m-gra' },
  activation: { title: 'activations', token: '--m-act' },
  collective: { title: 'collective buffers', token: '--m-col' },
  constant: { title: 'constants', token: '--m-con' },
  other: { title: 'other', token: '--m-oth' },
}

export const familyTitle = (family: MemoryFamily): string => families[family].title
/** Name of the custom property, for drawing on a canvas. */
export const familyToken = (family: MemoryFamily): string => families[family].token
export const familyColor = (family: MemoryFamily): string => `var(${families[family].token})`
