// Scene -> strokes of a pen: what is in view, as detailed as it can be read at this scale.
import type { GraphNodeState } from '../../../../../server/src/protocol/graph'
import { isOutlined } from '../../../base/axes'
import { formatFigure } from '../../../base/figures'
import type { Box } from '../layout/arrange'
import { overlaps } from '../layout/geometry'
import { drawContents } from './drawContents'
import { axisColor, drawRibbon, drawTile, ribbonWidth } from './glyphs'
import type { Palette } from './palette'
import type { Pen, Shape, Stroke } from './pen'
import type { NodeDrawing, Scene, SizeFigure, StrandStyle, Tile } from './scene'
import { anchorOf } from './tileLabels'

export interface Frame {
  /** What is in view, in the scene's coordinates; undefined for all of it. */
  readonly view: Box | undefined
  readonly scale: number
  readonly palette: Palette
  readonly selected: string | undefined
  /** Id of a tile. */
  readonly selectedTile: string | undefined
  readonly hovered: number | undefined
}

type Content = Omit<Frame, 'selected' | 'hovered'>

/** Below this scale there are no texts, and below the other one no collectives, arrows or single strands. */
const textScale = 0.36
export const detailScale = 0.22

const dimmed = 0.2

export function drawScene(pen: Pen, scene: Scene, frame: Frame): void {
  drawContent(pen, scene, frame)
  drawMarks(pen, scene, frame)
}

/** All but what is marked: the same as long as scene, scale and view are. */
export function drawContent(pen: Pen, scene: Scene, frame: Content): void {
  const isSeen = (box: Box): boolean => frame.view === undefined || overlaps(box, frame.view, 24)
  const seen = scene.nodes.filter(({ box }) => isSeen(box))
  drawGroups(pen, seen, frame)
  drawStrands(pen, scene, frame, isSeen)
  drawLeaves(pen, scene, seen, frame)
  if (frame.scale >= textScale) {
    for (const node of seen) drawTexts(pen, scene, node, frame)
  }
  pen.opacity(1)
  if (frame.scale >= detailScale) {
    for (const tile of scene.tiles) if (isSeen(boxOf(tile))) drawTileWithLabel(pen, tile, frame)
  }
  pen.opacity(1)
}

const boxOf = ({ x, y, radius }: Tile): Box => ({
  x: x - radius - 90,
  y: y - radius,
  width: 2 * radius + 180,
  height: 2 * radius,
})

/** Open groups from the outermost in, the outlines of stacks behind them. Those of one depth lie beside each other. */
function drawGroups(pen: Pen, seen: readonly NodeDrawing[], { palette, scale }: Content): void {
  const shape = { fill: palette.groupFill, stroke: { color: palette.groupStroke, width: 1 }, radius: 4 }
  const far = { fill: palette.groupFill, stroke: { color: palette.groupStroke, width: 0.6 / scale } }
  const groups = seen.filter(({ node, box }) => node.isOpen && node.kind !== 'phase' && isLarge(box, scale))
  const deepest = Math.max(-1, ...groups.map(({ depth }) => depth))
  for (let level = 0; level <= deepest; level++) {
    for (const isDimmed of [false, true]) {
      const list = groups.filter(({ depth, isDimmed: is }) => depth === level && is === isDimmed)
      if (list.length === 0) continue
      pen.opacity(isDimmed ? dimmed : 1)
      const stacks = list.filter(({ node }) => node.isStack)
      for (const by of scale < detailScale ? [] : [8, 4]) drawMoved(pen, stacks, by, shape)
      drawMoved(pen, list, 0, scale < detailScale ? far : shape)
    }
  }
  pen.opacity(1)
}

function drawMoved(pen: Pen, list: readonly NodeDrawing[], by: number, shape: Shape): void {
  if (list.length === 0) return
  pen.boxes(
    list.map(({ box }) => crisp({ ...box, x: box.x + by, y: box.y + by })),
    shape,
  )
}

const crisp = ({ x, y, width, height }: Box): Box => ({ x: Math.round(x) + 0.5, y: Math.round(y) + 0.5, width, height })

function drawStrands(
  pen: Pen,
  { strands, arrows }: Scene,
  { palette, scale, view }: Content,
  isSeen: (box: Box) => boolean,
): void {
  for (const { style, list } of strands) {
    const lines = view === undefined ? list : list.filter(({ bounds }) => isSeen(bounds) && isLarge(bounds, scale))
    if (lines.length === 0) continue
    const stroke = strokeOf(style, palette, scale)
    const points = lines.map((line) => line.points)
    // What the last tactic split lights up.
    if (style.isNew && style.axis >= 0 && !style.isDimmed) {
      pen.opacity(0.28)
      pen.lines(points, { color: stroke.color, width: stroke.width + 5 })
    }
    pen.opacity(style.isDimmed ? dimmed : 1)
    if (isOutlined(style.axis)) pen.lines(points, { ...stroke, color: palette.text, width: stroke.width + 2 })
    pen.lines(points, stroke)
  }
  if (scale >= detailScale) {
    for (const isDimmed of [false, true]) {
      const heads = arrows.filter((arrow) => arrow.isDimmed === isDimmed && isSeen(arrow.bounds))
      if (heads.length === 0) continue
      pen.opacity(isDimmed ? dimmed : 1)
      pen.areas(
        heads.map(({ points }) => headOf(points)),
        palette.second,
      )
    }
  }
  pen.opacity(1)
}

/** Far away what is shorter than two pixels is not missed. */
const isLarge = ({ width, height }: Box, scale: number): boolean => Math.max(width, height) * scale >= 2

/** Far away a line is at least as wide as half a pixel. */
function strokeOf({ axis, width, isDashed }: StrandStyle, palette: Palette, scale: number): Stroke {
  const color = axis < 0 ? palette.third : axisColor(palette, axis)
  const shown = Math.max(width, 0.6 / scale)
  return { color, width: shown, ...(isDashed ? { dash: [3, 2.5] } : {}) }
}

function headOf(points: Scene['arrows'][number]['points']): Scene['arrows'][number]['points'] {
  const [from, to] = [points[0]!, points.at(-1)!]
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length]
  const back = { x: to.x - 5 * dx, y: to.y - 5 * dy }
  return [to, { x: back.x - 3.5 * dy, y: back.y + 3.5 * dx }, { x: back.x + 3.5 * dy, y: back.y - 3.5 * dx }]
}

function drawLeaves(pen: Pen, scene: Scene, seen: readonly NodeDrawing[], { palette, scale }: Content): void {
  const isFar = scale < detailScale
  for (const isDimmed of [false, true]) {
    const leaves = seen.filter(({ node, isDimmed: is }) => !node.isOpen && is === isDimmed)
    if (leaves.length === 0) continue
    pen.opacity(isDimmed ? dimmed : 1)
    const stacks = leaves.filter(({ node }) => node.isStack)
    // Far away an outline is all that would be seen of a box.
    const shape: Shape = isFar
      ? { fill: palette.nodeStroke }
      : { fill: palette.nodeFill, stroke: { color: palette.nodeStroke, width: 1 }, radius: 3 }
    for (const by of isFar ? [] : [8, 4]) drawMoved(pen, stacks, by, shape)
    const pills = leaves.filter(({ node }) => node.kind === 'argument' || node.kind === 'result')
    const boxes = leaves.filter(({ node }) => node.kind !== 'argument' && node.kind !== 'result')
    drawMoved(pen, boxes, 0, shape)
    drawMoved(pen, pills, 0, isFar ? shape : { ...shape, fill: palette.pillFill, radius: 10 })
    if (scene.coloring === 'figure') shadeLeaves(pen, boxes, palette, isDimmed ? dimmed : 1)
    else if (scale >= detailScale) drawBars(pen, boxes, palette)
  }
  pen.opacity(1)
}

/** By its share of the largest, in four steps that can be told apart. */
function shadeLeaves(pen: Pen, leaves: readonly NodeDrawing[], palette: Palette, opacity: number): void {
  for (const step of [1, 2, 3, 4]) {
    const boxes = leaves.filter(({ share }) => share > 0.02 && Math.min(4, Math.ceil(Math.sqrt(share) * 4)) === step)
    if (boxes.length === 0) continue
    pen.opacity((opacity * step) / 4.6)
    pen.boxes(
      boxes.map(({ box }) => crisp(box)),
      { fill: palette.shade, radius: 3 },
    )
  }
  pen.opacity(opacity)
}

/** Along the lower edge: the share of the largest node. */
function drawBars(pen: Pen, leaves: readonly NodeDrawing[], palette: Palette): void {
  const bars = leaves
    .filter(({ share }) => share > 0.004)
    .map(({ box, share }) => ({
      x: box.x + 2,
      y: box.y + box.height - 3,
      width: Math.max(2, (box.width - 4) * share),
      height: 3,
    }))
  if (bars.length > 0) pen.boxes(bars, { fill: palette.bar })
}

function drawTexts(pen: Pen, scene: Scene, drawing: NodeDrawing, frame: Content): void {
  const { node, box, isDimmed } = drawing
  pen.opacity(isDimmed ? dimmed : 1)
  if (node.kind === 'argument' || node.kind === 'result') {
    const room = box.width - 18
    pen.text(node.label, { x: box.x + 10, y: box.y + 14 }, { color: frame.palette.text, size: 12, room })
    return
  }
  if (node.isOpen) drawTitle(pen, scene, drawing, frame)
  else drawLabel(pen, scene, drawing, frame)
}

const quantities = { time: 'seconds', bytes: 'bytes', memory: 'bytes' } as const

export function amountText(amount: number, size: SizeFigure): string {
  if (amount === 0) return ''
  if (size !== 'flops') return formatFigure(amount, quantities[size])
  const scales = ['', 'k', 'M', 'G', 'T', 'P', 'E']
  const power = Math.max(0, Math.min(scales.length - 1, Math.floor(Math.log10(amount) / 3)))
  return `${(amount / 10 ** (3 * power)).toPrecision(3)} ${scales[power]}flop`
}

/** Pixels that a letter takes at least, on average. */
const leastLetter = 4

function drawTitle(pen: Pen, { size }: Scene, { node, box, amount }: NodeDrawing, { palette }: Content): void {
  const isPass = node.kind === 'phase'
  const title = { color: palette.text, size: isPass ? 13 : 12, isBold: true, room: box.width - 20 }
  pen.text(node.label, { x: box.x + 10, y: box.y + 18 }, title)
  const count = node.isStack ? `×${node.count.toLocaleString('en-US')}` : ''
  const sub = [count, amountText(amount, size)].filter((part) => part !== '').join(' · ')
  // What is behind a name that fills the box has no room.
  if (node.label.length * leastLetter > box.width) return
  const left = pen.widthOf(node.label, title) + 22
  if (left + 80 < box.width) pen.text(sub, { x: box.x + left, y: box.y + 18 }, { color: palette.second, size: 11 })
}

function drawLabel(pen: Pen, scene: Scene, drawing: NodeDrawing, frame: Content): void {
  const { node, box, amount, state } = drawing
  const { palette } = frame
  const isTall = box.height > 60
  const middle = isTall ? box.y + 20 : box.y + box.height / 2 + 4
  const figure = amountText(amount, scene.size)
  const count = node.isStack ? `×${node.count.toLocaleString('en-US')}` : ''
  const detail = node.kind === 'chain' ? '' : node.detail
  const faults = state !== undefined && state.conflicts > 0 && node.canOpen ? `⚠ ${state.conflicts}` : ''
  const right = [faults, detail, count, figure].filter((part) => part !== '').join(' · ')
  const rightWidth = isTall ? 0 : Math.min(box.width * 0.62, right.length * 5.9 + 6)
  const isBold = node.isMatrix || (node.canOpen && node.kind !== 'chain')
  pen.text(
    node.label,
    { x: box.x + 8, y: middle },
    { color: palette.text, size: 12, isBold, room: box.width - 14 - rightWidth },
  )
  if (isTall)
    pen.text(right, { x: box.x + 8, y: middle + 18 }, { color: palette.second, size: 11, room: box.width - 16 })
  else
    pen.text(
      right,
      { x: box.x + box.width - 8, y: middle },
      { color: palette.second, size: 11, align: 'right', room: rightWidth },
    )
  if (isTall) drawContents(pen, scene, drawing, palette)
  else if (state !== undefined) drawNote(pen, scene, drawing, state, palette)
}

/** Beside a node: how its main result is split and what a device holds of it; what is inside of a closed group. */
function drawNote(
  pen: Pen,
  scene: Scene,
  { node, box, inside, hasResult, room }: NodeDrawing,
  state: GraphNodeState,
  palette: Palette,
): void {
  const left = box.x + box.width + (node.isStack ? 16 : 8)
  // Below the lines to the other pass.
  const middle = box.y + Math.max(box.height / 2, box.height - 10)
  const isSaid = inside.length > 0 || (state.sharding !== undefined && node.kind !== 'phase')
  if (hasResult && isSaid) {
    // The line to the results goes on behind it.
    const cells = inside.length > 0 ? 20 * Math.min(3, inside.length) : ribbonWidth(state.sharding?.length ?? 0) + 30
    pen.boxes([{ x: left - 3, y: middle - 8, width: cells + 26, height: 16 }], { fill: palette.background })
  }
  if (inside.length > 0) {
    inside
      .slice(0, 3)
      .forEach((tile, i) => drawTile(pen, palette, tile, { x: left + 7 + i * 20, y: middle, radius: 7 }))
    const count = inside.reduce((sum, tile) => sum + tile.count, 0)
    const x = left + 18 + Math.min(3, inside.length) * 20 - 18
    pen.text(count.toLocaleString('en-US'), { x: x + 2, y: middle + 4 }, { color: palette.second, size: 11 })
    return
  }
  if (state.sharding === undefined || !isSaid) return
  const sizes = scene.state?.mesh.map(({ size }) => size) ?? []
  drawRibbon(pen, palette, state.sharding, { x: left, y: middle - 5, sizes })
  const x = left + ribbonWidth(state.sharding.length) + (state.sharding.length === 0 ? 0 : 6)
  if (state.whole.length === 0 && state.conflicts === 0) {
    pen.text(formatFigure(state.localBytes ?? 0, 'bytes'), { x, y: middle + 4 }, { color: palette.second, size: 11 })
    return
  }
  const axes = state.whole.map((axis) => scene.state?.mesh[axis]?.name ?? '?').join(', ')
  const fault =
    state.conflicts > 0 ? `${state.conflicts} conflict${state.conflicts > 1 ? 's' : ''}` : `whole on ${axes}`
  const short = `⚠ ${formatFigure(state.localBytes ?? 0, 'bytes')}`
  const long = `${short} ${fault}`
  const isFitting = (room ?? 0) > x - box.x - box.width + long.length * 6
  pen.text(isFitting ? long : short, { x, y: middle + 4 }, { color: palette.warning, size: 11 })
}

function drawTileWithLabel(pen: Pen, drawing: Tile, { palette, scale, selectedTile }: Content): void {
  const { tile, x, y, radius, label, side, isDimmed } = drawing
  pen.opacity(isDimmed ? dimmed : 1)
  drawTile(pen, palette, tile, drawing)
  if (tile.id === selectedTile) {
    const ring = { x: x - radius - 3, y: y - radius - 3, width: 2 * radius + 6, height: 2 * radius + 6 }
    pen.boxes([ring], { stroke: { color: palette.focus, width: 2 }, radius: 5 })
  }
  if (scale < textScale || side === undefined) return
  const align = side === 'left' ? 'right' : 'center'
  pen.text(label, anchorOf(drawing, side), { color: palette.second, size: 11, align, halo: palette.background })
}

/** What is selected, pointed at, or new. */
export function drawMarks(
  pen: Pen,
  { nodes }: Scene,
  { palette, selected, hovered, selectedTile, scale, view }: Frame,
): void {
  const hasNew = scale >= detailScale
  for (const { node, box, index, state, isDimmed } of nodes) {
    const isMarked = (hasNew && state?.isNew === true) || node.id === selected || index === hovered
    if (!isMarked || (view !== undefined && !overlaps(box, view, 24))) continue
    const isPill = node.kind === 'argument' || node.kind === 'result'
    const radius = isPill ? 12 : 5
    const around = { x: box.x - 2.5, y: box.y - 2.5, width: box.width + 5, height: box.height + 5 }
    if (hasNew && state?.isNew === true && isPill && !isDimmed)
      pen.boxes([around], { stroke: { color: palette.text, width: 1, dash: [2, 2] }, radius })
    if (node.id === selected && selectedTile === undefined)
      pen.boxes([around], { stroke: { color: palette.focus, width: Math.max(2, 1.5 / scale) }, radius })
    else if (index === hovered && node.kind !== 'phase')
      pen.boxes([around], { stroke: { color: palette.second, width: 1 }, radius })
  }
}
