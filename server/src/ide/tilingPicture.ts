// A small picture of how a tensor is tiled: its first dims as a box, cut along the tiled ones, one device's part filled.
// Hovers show SVG as an image, which cannot read the editor's theme; the colours hold on dark and light.
import type { Mesh } from '../sharding/mesh'

const axisColours = ['#397BEC', '#D97A1E', '#1FA37D', '#A2457F', '#B08A1F', '#6C8CA8']
const line = '#8A8A8A'
const mostCuts = 16

/** Data URI of an SVG, or undefined for scalars and values that are whole. */
export function tilingPicture(
  dims: readonly number[],
  sharding: readonly (readonly number[])[],
  mesh: Mesh,
): string | undefined {
  const tiled = sharding.flatMap((axes, dim) => (axes.length > 0 ? [dim] : []))
  if (tiled.length === 0) return undefined
  const [down = 0, across] = dims.length > 1 ? pickDims(dims.length, tiled) : [0, undefined]
  const rows = partsOf(sharding[down] ?? [], mesh)
  const columns = across === undefined ? 1 : partsOf(sharding[across] ?? [], mesh)
  const [width, height, top] = [132, 72, 16]
  const cell = { width: width / Math.min(columns, mostCuts), height: height / Math.min(rows, mostCuts) }
  const colour = axisColours[(sharding[tiled[0] ?? 0]?.[0] ?? 0) % axisColours.length] ?? line
  const cuts = [
    ...Array.from({ length: Math.min(rows, mostCuts) - 1 }, (_, i) => `M0 ${top + (i + 1) * cell.height}h${width}`),
    ...Array.from({ length: Math.min(columns, mostCuts) - 1 }, (_, i) => `M${(i + 1) * cell.width} ${top}v${height}`),
  ]
  const title = across === undefined ? `dim ${down}: ${rows} parts` : `dim ${down}: ${rows} · dim ${across}: ${columns}`
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 2}" height="${height + top + 2}" viewBox="-1 -1 ${width + 2} ${height + top + 2}">`,
    `<text x="0" y="10" font-family="sans-serif" font-size="11" fill="${line}">${title}</text>`,
    `<rect x="0" y="${top}" width="${cell.width}" height="${cell.height}" fill="${colour}"/>`,
    `<path d="${cuts.join('')}M0 ${top}h${width}v${height}h-${width}z" fill="none" stroke="${line}"/>`,
    '</svg>',
  ].join('')
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

/** Two dims, tiled ones first, in their order. */
function pickDims(rank: number, tiled: readonly number[]): [number, number] {
  const others = Array.from({ length: rank }, (_, dim) => dim).filter((dim) => !tiled.includes(dim))
  const [a = 0, b = 1] = [...tiled, ...others].slice(0, 2).sort((x, y) => x - y)
  return [a, b]
}

const partsOf = (axes: readonly number[], mesh: Mesh): number =>
  axes.reduce((parts, axis) => parts * (mesh.axes[axis]?.size ?? 1), 1)
