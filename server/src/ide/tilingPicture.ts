// A small picture of how a tensor is tiled: two of its dims as a box, cut in the colours of the axes, one device's part filled.
import { isOutlined } from '../base/axisColours'
import type { Mesh } from '../sharding/mesh'
import { axisSize } from '../sharding/mesh'
import type { Palette } from './palette'
import { axisColour } from './palette'

const [boxWidth, boxHeight, lineHeight, margin] = [132, 78, 15, 1]
/** More parts than these would be a grey area. */
const mostCuts = 16

interface Side {
  readonly dim: number
  /** Axes that tile it, major to minor. */
  readonly axes: readonly number[]
  readonly parts: number
  /** Parts that the first of them makes. */
  readonly majorParts: number
}

/** Data URI of an SVG, or undefined for scalars and values that are whole. */
export function tilingPicture(
  dims: readonly number[],
  sharding: readonly (readonly number[])[],
  mesh: Mesh,
  palette: Palette,
): string | undefined {
  const tiled = sharding.flatMap((axes, dim) => (axes.length > 0 ? [dim] : []))
  if (tiled.length === 0) return undefined
  const [down, across] = pickDims(dims.length, tiled).map((dim): Side => {
    const axes = sharding[dim] ?? []
    const parts = axes.reduce((product, axis) => product * axisSize(mesh, axis), 1)
    return { dim, axes, parts, majorParts: axes[0] === undefined ? 1 : axisSize(mesh, axes[0]) }
  })
  const captions = tiled.map((dim) => captionOf(dims, sharding, mesh, dim))
  const height = boxHeight + captions.length * lineHeight
  const width = Math.max(boxWidth + 56, ...captions.map(({ length }) => length * 6.2))
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${height + 2}" viewBox="${-margin} ${-margin} ${Math.ceil(width)} ${height + 2}">`,
    box(down, across, palette),
    ...captions.map((text, i) => textAt({ x: 0, y: boxHeight + (i + 1) * lineHeight - 3, text, colour: palette.text })),
    '</svg>',
  ].join('')
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

/** Colour of an axis as a square, to stand beside its name. */
export function axisSwatch(axis: number, palette: Palette): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">${filled({ width: 10, height: 10 }, axis, palette)}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

/** One or two dims, tiled ones first, in their order. */
function pickDims(rank: number, tiled: readonly number[]): number[] {
  const others = Array.from({ length: rank }, (_, dim) => dim).filter((dim) => !tiled.includes(dim))
  return [...tiled, ...others].slice(0, 2).sort((x, y) => x - y)
}

/** `dim 0: batch 48 → 3`. */
function captionOf(dims: readonly number[], sharding: readonly (readonly number[])[], mesh: Mesh, dim: number): string {
  const axes = sharding[dim] ?? []
  const size = dims[dim] ?? 1
  const local = axes.reduce((left, axis) => left / axisSize(mesh, axis), size)
  return `dim ${dim}: ${axes.map((axis) => mesh.axes[axis]?.name ?? '?').join('+')} ${size} → ${local}`
}

function box(down: Side | undefined, across: Side | undefined, palette: Palette): string {
  const rows = cutsOf(down)
  const columns = cutsOf(across)
  const cell = { width: boxWidth / columns, height: boxHeight / rows }
  const first = down?.axes[0] ?? across?.axes[0] ?? 0
  const lines = [
    ...Array.from({ length: rows - 1 }, (_, i) =>
      line(`M0 ${(i + 1) * cell.height}h${boxWidth}`, lineColour(down, i + 1, rows, palette)),
    ),
    ...Array.from({ length: columns - 1 }, (_, i) =>
      line(`M${(i + 1) * cell.width} 0v${boxHeight}`, lineColour(across, i + 1, columns, palette)),
    ),
  ]
  return [
    filled(cell, first, palette),
    ...lines,
    line(`M0 0h${boxWidth}v${boxHeight}h-${boxWidth}z`, palette.line),
    textAt({ x: boxWidth + 6, y: Math.max(10, cell.height / 2 + 4), text: 'device 0', colour: palette.text }),
  ].join('')
}

/** In the colour of the axis; the outline is of those whose colour stands for another one too. */
function filled({ width, height }: Size, axis: number, palette: Palette): string {
  const fill = `<rect width="${width}" height="${height}" fill="${axisColour(palette, axis)}"/>`
  if (!isOutlined(axis)) return fill
  return `${fill}<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" fill="none" stroke="${palette.text}"/>`
}

interface Size {
  readonly width: number
  readonly height: number
}

const cutsOf = (side: Side | undefined): number => Math.min(side?.parts ?? 1, mostCuts)

/** The minor axis cuts everywhere; where a part of the major one begins, the line is that one's. */
function lineColour(side: Side | undefined, cut: number, cuts: number, palette: Palette): string {
  const [major, minor] = side?.axes ?? []
  if (major === undefined) return palette.line
  const isWhole = side !== undefined && cuts === side.parts
  if (minor === undefined || !isWhole) return axisColour(palette, major)
  const inner = side.parts / side.majorParts
  return axisColour(palette, cut % inner === 0 ? major : minor)
}

const line = (path: string, colour: string): string => `<path d="${path}" fill="none" stroke="${colour}"/>`

interface PlacedText {
  readonly x: number
  readonly y: number
  readonly text: string
  readonly colour: string
}

const textAt = ({ x, y, text, colour }: PlacedText): string =>
  `<text x="${x}" y="${y}" font-family="sans-serif" font-size="11" fill="${colour}">${escapeXml(text)}</text>`

const escapeXml = (text: string): string => text.replaceAll(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`)
