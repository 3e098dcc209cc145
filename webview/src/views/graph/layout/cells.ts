// How much room a node takes: its box, what it reads to the left (a pill), what it makes to the right.
import type { GraphNode, GraphStructure } from '../../../../../server/src/protocol/graph'

/** Width of a text in pixels, at 12 px; `isBold` for products and groups. */
export type Measure = (text: string, isBold: boolean) => number

/** Around a node: the room that it takes in its level. The box lies in it, level with the pills. */
export interface Cell {
  readonly width: number
  readonly height: number
  readonly boxX: number
  readonly boxWidth: number
  readonly boxHeight: number
  /** Indices of nodes, and their widths. */
  readonly argument: Pill | undefined
  readonly result: Pill | undefined
}

export interface Pill {
  readonly index: number
  readonly width: number
}

export const pillHeight = 20
/** Between a pill and its node: room for the collective that gathers it. */
export const pillGap = 58
/** Between what stands beside a node and the pill of its results. */
export const resultGap = 14
/** Beside a node: how its result is split, and its bytes. */
export const noteWidth = 106
/** The outlines behind a stack. */
export const stackDepth = 8

const [narrowest, widest, padding] = [88, 230, 24]
/** Room for a figure at the right of the label. */
const figureWidth = 62

const heights: Readonly<Record<GraphNode['kind'], number>> = {
  phase: 34,
  scope: 34,
  call: 30,
  loop: 34,
  branch: 30,
  parameter: 30,
  chain: 24,
  part: 30,
  operation: 22,
  argument: pillHeight,
  result: pillHeight,
}
const productHeight = 32
/** Above its pill a node has room for what comes from the other pass. */
const besidePill = 30
/** Where lines between the passes leave and reach a node, from its top. */
export const crossingY = 3

export interface Pills {
  readonly argument: readonly (number | undefined)[]
  readonly result: readonly (number | undefined)[]
}

/** By node: the pills beside it. */
export function findPills({ nodes, edges }: GraphStructure): Pills {
  const none = (): (number | undefined)[] => nodes.map(() => undefined)
  const pills = { argument: none(), result: none() }
  for (const { from, to } of edges) {
    if (nodes[from]?.kind === 'argument') pills.argument[to] = from
    if (nodes[to]?.kind === 'result') pills.result[from] = to
  }
  return pills
}

export const isPill = ({ kind }: GraphNode): boolean => kind === 'argument' || kind === 'result'

/** Cell of a node that is not open; nothing in it depends on what tactics do. */
export function closedCell(structure: GraphStructure, index: number, pills: Pills, measure: Measure): Cell {
  const node = structure.nodes[index]!
  const isGroup = node.canOpen && node.kind !== 'chain'
  const label =
    measure(node.label, isGroup || node.isMatrix) + (node.detail === '' ? 0 : measure(` ${node.detail}`, false))
  const count = node.isStack ? measure(`×${node.count.toLocaleString('en-US')} · `, false) : 0
  const boxWidth = Math.round(Math.min(widest, Math.max(narrowest, label + count + padding + figureWidth)))
  const sides = sidesOf(structure, index, pills, measure)
  const own = node.isMatrix ? productHeight : heights[node.kind]
  const boxHeight = sides.argument === undefined ? own : Math.max(own, besidePill)
  return wrap({ boxWidth, boxHeight, extra: node.isStack ? stackDepth : 0, note: noteWidth }, sides)
}

/** Cell of an open group around what is laid out in it. */
export const openCell = (boxWidth: number, boxHeight: number, isStack: boolean): Cell =>
  wrap({ boxWidth, boxHeight, extra: isStack ? stackDepth : 0, note: 0 }, { argument: undefined, result: undefined })

type Sides = Pick<Cell, 'argument' | 'result'>

function sidesOf({ nodes }: GraphStructure, index: number, pills: Pills, measure: Measure): Sides {
  const side = (pill: number | undefined): Pill | undefined => {
    if (pill === undefined) return undefined
    const { label } = nodes[pill]!
    return { index: pill, width: Math.round(Math.min(150, measure(label, false) + 22)) }
  }
  return { argument: side(pills.argument[index]), result: side(pills.result[index]) }
}

function wrap(
  {
    boxWidth,
    boxHeight,
    extra,
    note,
  }: { readonly boxWidth: number; readonly boxHeight: number; readonly extra: number; readonly note: number },
  { argument, result }: Sides,
): Cell {
  const left = argument === undefined ? 0 : argument.width + pillGap
  const right = note + (result === undefined ? 0 : result.width + resultGap)
  return {
    width: left + boxWidth + extra + right,
    height: Math.max(boxHeight, argument || result ? pillHeight : 0) + extra,
    boxX: left,
    boxWidth,
    boxHeight,
    argument,
    result,
  }
}
