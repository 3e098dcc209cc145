// What boxes say: names and figures.
import { formatFigure } from '../../../base/figures'
import { drawContents } from './drawContents'
import { drawNote } from './drawNote'
import type { Content } from './frame'
import { dimmed } from './frame'
import type { Pen } from './pen'
import type { NodeDrawing, Scene, SizeFigure } from './scene'

export function drawTexts(pen: Pen, scene: Scene, drawing: NodeDrawing, frame: Content): void {
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
  else if (state !== undefined) drawNote(pen, scene, { ...drawing, state }, palette)
}
