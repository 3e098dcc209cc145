// The graph as a tree of texts for screen readers: the same nodes, open groups with what is in them, what each reads and costs.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import type { GraphNode, GraphState, GraphStructure } from '../../../../server/src/protocol/graph'
import { nameSharding } from '../../widgets/marks'
import { amountText } from './draw/drawTexts'
import type { SizeFigure } from './draw/scene'
import { amountOf } from './draw/placeNodes'
import { linksOf } from './focus'

/** Beyond this the tree lists the first only: whoever reads it folds groups, or searches. */
const mostListed = 500

export interface Mirror {
  readonly structure: GraphStructure
  readonly figures: GraphState | undefined
  readonly selected: string | undefined
  readonly size: SizeFigure
}

export function viewMirror(mirror: Mirror): TemplateResult {
  const { structure } = mirror
  const children = new Map<number | undefined, number[]>()
  structure.nodes.slice(0, mostListed).forEach(({ parent }, index) => {
    const list = children.get(parent)
    if (list === undefined) children.set(parent, [index])
    else list.push(index)
  })
  const view = (parent: number | undefined): TemplateResult[] =>
    (children.get(parent) ?? []).map((index) => {
      const node = structure.nodes[index]!
      const inner = node.isOpen ? view(index) : []
      return html`<li
        role="treeitem"
        id="node-${index}"
        aria-label=${describe(mirror, index)}
        aria-selected=${String(node.id === mirror.selected)}
        aria-expanded=${node.canOpen ? String(node.isOpen) : nothing}
      >
        ${
          inner.length === 0
            ? nothing
            : html`<ul role="group">
                ${inner}
              </ul>`
        }
      </li>`
    })
  const items = view(undefined)
  return html`<ul class="mirror" role="tree" id="mirror" aria-label="Program">
    ${items}
  </ul>`
}

/** `scope layer_0 … layer_31, 32 times, 510 ms; reads embed; split batch, whole`. */
export function describe({ structure, figures, size }: Mirror, index: number): string {
  const node = structure.nodes[index]!
  const state = figures?.nodes[index]
  const makers = (linksOf(structure).before.get(index) ?? []).slice(0, 6).map((one) => structure.nodes[one]!.label)
  const conflicts = state === undefined || state.conflicts === 0 ? '' : `${state.conflicts} conflicts`
  const whole = (state?.whole ?? []).map((axis) => figures?.mesh[axis]?.name ?? '')
  return [
    `${kindName(node)} ${node.label}`,
    node.count > 1 ? `${node.count} times` : '',
    amountText(amountOf(node, state, size), size),
    state?.sharding === undefined || figures === undefined ? '' : `split ${nameSharding(state.sharding, figures.mesh)}`,
    whole.length === 0 ? '' : `large and whole on ${whole.join(', ')}`,
    conflicts,
    makers.length === 0 ? '' : `reads ${makers.join(', ')}`,
  ]
    .filter((part) => part !== '')
    .join('; ')
}

const kindName = ({ kind, isStack }: GraphNode): string => (isStack ? 'equal groups' : kind)
