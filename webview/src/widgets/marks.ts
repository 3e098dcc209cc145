// Small marks that stand for figures and things, the same in every place: icons, collectives, mesh axes, tilings.
import type { TemplateResult } from 'lit-html'
import { html, nothing, svg } from 'lit-html'
import type { CostlyKind, CostsReport } from '../../../server/src/protocol/costs'
import { axisColours, isOutlined } from '../base/axes'
import { styles } from './styles'

export type Mesh = CostsReport['mesh']

/** Stroke of the glyph in a tile of 16 by 16, and colour. */
const kinds: Readonly<Record<CostlyKind, { readonly color: string; readonly path: string }>> = {
  all_reduce: { color: 'var(--c-ar)', path: 'M8 4.2v7.6M4.2 8h7.6' },
  all_gather: {
    color: 'var(--c-ag)',
    path: 'M8 3.8v8.4M2.8 8h2.6M4 6.4 5.6 8 4 9.6M13.2 8h-2.6M12 6.4 10.4 8l1.6 1.6',
  },
  reduce_scatter: {
    color: 'var(--c-rs)',
    path: 'M8 5.9v4.2M5.9 8h4.2M4 6.2 2.6 8 4 9.8M12 6.2 13.4 8 12 9.8',
  },
  all_to_all: { color: 'var(--c-aa)', path: 'M4 4.5 12 11.5M4 11.5 12 4.5' },
  collective_permute: { color: 'var(--c-cp)', path: 'M4 6.2h8L10 4.2M12 9.8H4l2 2' },
}

export const kindColor = (kind: CostlyKind): string => kinds[kind].color

/** A collective: a tile with its glyph. Decorative where its name stands beside it. */
export const viewKind = (kind: CostlyKind, isNamed = true): TemplateResult =>
  html`<svg
    class="kind"
    viewBox="0 0 16 16"
    role=${isNamed ? 'img' : nothing}
    aria-label=${isNamed ? kind : nothing}
    aria-hidden=${isNamed ? nothing : 'true'}
    ${styles({ '--c': kinds[kind].color })}
  >
    <rect x="1" y="1" width="14" height="14" rx="2" />
    <path d=${kinds[kind].path} />
  </svg>`

export const viewIcon = (name: string): TemplateResult =>
  html`<i class="codicon codicon-${name}" aria-hidden="true"></i>`

/** A button that is an icon alone. */
export const viewAction = (icon: string, label: string, act: (event: Event) => void): TemplateResult =>
  html`<button class="act" type="button" title=${label} aria-label=${label} @click=${act}>${viewIcon(icon)}</button>`

export const axisColor = (axis: number): string => `var(--ax${(axis % axisColours) + 1})`

/** A mesh axis: its colour and name. One that does not exist is said to be unknown. */
export function viewAxis(mesh: Mesh, axis: number | undefined, options: AxisOptions = {}): TemplateResult {
  const named = axis === undefined ? undefined : mesh[axis]
  if (named === undefined || axis === undefined) return html`<span class="ax f2">no axis</span>`
  return html`<span class="ax ${isOutlined(axis) ? 'again' : ''}" title="${named.name}: ${named.size}"
    ><i ${styles({ '--c': axisColor(axis) })}></i>${
      options.isShort === true
        ? html`<span class="unseen">${named.name}</span>`
        : html`<span class="ell">${named.name}</span>`
    }${options.hasSize === true ? ` ${named.size}` : ''}</span
  >`
}

interface AxisOptions {
  readonly hasSize?: boolean
  readonly isShort?: boolean
}

const cell = 11
const mostCells = 6

/** A cell a dim. Hollow: whole. Filled: split by that axis, cut as often as log2 of its size, three times at most. Halves: two axes. */
export function viewRibbon(sharding: readonly (readonly number[])[], mesh: Mesh): TemplateResult {
  const shown = sharding.slice(0, mostCells)
  const width = Math.max(1, shown.length * (cell + 2) - 2)
  return html`<svg class="rib" width=${width} height=${cell} role="img" aria-label=${nameSharding(sharding, mesh)}>
    ${shown.map((axes, i) => viewCell(axes, i * (cell + 2), mesh))}
  </svg>`
}

/** `batch, model, whole`: a word a dim. */
export const nameSharding = (sharding: readonly (readonly number[])[], mesh: Mesh): string =>
  sharding.length === 0
    ? 'scalar'
    : sharding
        .map((axes) => (axes.length === 0 ? 'whole' : axes.map((axis) => mesh[axis]?.name ?? '?').join('+')))
        .join(', ')

function viewCell(axes: readonly number[], x: number, mesh: Mesh): TemplateResult {
  if (axes.length === 0) {
    return svg`<rect class="whole" x=${x + 0.5} y="0.5" width=${cell - 1} height=${cell - 1} />`
  }
  const width = cell / axes.length
  return svg`${axes.map((axis, j) => {
    const left = x + j * width
    const inner = width - (j < axes.length - 1 ? 0.75 : 0)
    const cuts = Math.min(3, Math.round(Math.log2(mesh[axis]?.size ?? 1)))
    return svg`<rect x=${left} y="0" width=${inner} height=${cell} fill=${axisColor(axis)} />
      ${isOutlined(axis) ? svg`<rect class="again" x=${left + 0.5} y="0.5" width=${inner - 1} height=${cell - 1} />` : ''}
      ${Array.from({ length: cuts }, (_, k) => svg`<rect class="cut" x=${left} y=${(cell * (k + 1)) / (cuts + 1) - 0.5} width=${width} height="1" />`)}`
  })}`
}
