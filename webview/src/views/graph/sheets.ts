// A collective as a picture: how its value lies on the devices before and after. Two sheets stand for partial sums.
import type { TemplateResult } from 'lit-html'
import { html, nothing, svg } from 'lit-html'
import type { CostlyKind } from '../../../../server/src/protocol/costs'
import type { GraphDetails, GraphState } from '../../../../server/src/protocol/graph'
import { isOutlined } from '../../base/axes'
import type { Mesh } from '../../widgets/marks'
import { axisColor, kindColor, nameSharding } from '../../widgets/marks'
import { glyphs } from './draw/glyphs'

type Change = NonNullable<GraphDetails['change']>

const [width, height] = [58, 49]

export const viewSheets = (
  { before, after, partial }: Change,
  kind: CostlyKind,
  mesh: GraphState['mesh'],
): TemplateResult =>
  html`<figure class="sheets">
    <svg
      width="276"
      height="70"
      role="img"
      aria-label=${`${nameSharding(before, mesh)}, then ${nameSharding(after, mesh)}`}
    >
      ${partial.length > 0 ? viewSheet(before, mesh, { x: 18, y: 16, partial: partial[0] }) : nothing}
      ${viewSheet(before, mesh, { x: 10, y: 8, partial: partial[0] })}
      <path class="way" d="M92 33h56" />
      <path class="head" d="M152 33l-6-4v8z" />
      <rect x="110" y="22" width="22" height="22" rx="3" fill=${kindColor(kind)} />
      <path class="glyph" transform="translate(110 22) scale(1.375)" d=${glyphs[kind]} />
      ${viewSheet(after, mesh, { x: 164, y: 8, partial: kind === 'all_reduce' ? undefined : undefined })}
    </svg>
    <figcaption class="xs f2">
      <span>${partial.length > 0 ? `partial, 1 of ${sizeOf(partial, mesh)} sums` : nameSharding(before, mesh)}</span>
      <span>${nameSharding(after, mesh)}</span>
    </figcaption>
  </figure>`

const sizeOf = (axes: readonly number[], mesh: Mesh): number =>
  axes.reduce((size, axis) => size * (mesh[axis]?.size ?? 1), 1)

interface Sheet {
  readonly x: number
  readonly y: number
  readonly partial: number | undefined
}

/** Rows are the first dim that is split, columns the second; what one device holds is filled. */
function viewSheet(sharding: readonly (readonly number[])[], mesh: Mesh, { x, y, partial }: Sheet): TemplateResult {
  const split = sharding.filter((axes) => axes.length > 0)
  const [rows, columns] = [split[0] ?? [], split[1] ?? []]
  const [down, across] = [Math.min(16, sizeOf(rows, mesh)), Math.min(16, sizeOf(columns, mesh))]
  const [first] = rows
  const color = first === undefined ? 'var(--fg3)' : axisColor(first)
  const part = { width: width / across, height: height / down }
  const lines = [
    ...Array.from({ length: down - 1 }, (_, i) => `M${x} ${y + part.height * (i + 1)}h${width}`),
    ...Array.from({ length: across - 1 }, (_, i) => `M${x + part.width * (i + 1)} ${y}v${height}`),
  ]
  const at = { row: Math.min(down - 1, 4), column: 0 }
  const isWhole = split.length === 0
  const mark = first !== undefined && isOutlined(first) ? 'again' : ''
  return svg`<rect class="sheet" x=${x} y=${y} width=${width} height=${height} />
    <rect class=${mark} x=${x + at.column * part.width} y=${y + (isWhole ? 0 : at.row * part.height)} width=${isWhole ? width : part.width}
      height=${isWhole ? height : part.height} fill=${color} fill-opacity=${isWhole ? 0.3 : 1} />
    <path class="cuts" d=${lines.join('')} />
    <rect class=${partial === undefined ? 'edge' : 'edge part'} x=${x} y=${y} width=${width} height=${height}
      stroke=${partial === undefined ? 'var(--fg2)' : axisColor(partial)} />`
}
