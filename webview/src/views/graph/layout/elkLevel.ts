// One level's cells and segments -> a graph for ELK, and ELK's answer -> places. Each level is laid out alone.
import type { ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs/lib/elk-api'
import type { Cell } from './cells'
import type { Segment } from './segments'
import { border } from './segments'

export interface Point {
  readonly x: number
  readonly y: number
}

export type Direction = 'DOWN' | 'UP' | 'RIGHT'

export interface LevelInput {
  readonly direction: Direction
  /** Children in the order of the program. */
  readonly children: readonly number[]
  readonly cellOf: (child: number) => Cell
  /** Where values enter and leave a child, from its cell's corner, along its edge. */
  readonly portOf: (child: number) => { readonly into: number; readonly outOf: number }
  readonly segments: readonly Segment[]
}

export interface LevelLayout {
  readonly width: number
  readonly height: number
  /** By child: corner of its cell. */
  readonly places: ReadonlyMap<number, Point>
  /** By index in the level's segments. */
  readonly lines: readonly (readonly Point[])[]
  /** Where the level's own border is passed, along its edge. */
  readonly into: number
  readonly outOf: number
}

/** Between two layers there is always room for a collective, whether tactics bring one or not. */
const layerGap = 30
/** From this many children on ELK is asked for less. */
const manyChildren = 120

export function toElk({ direction, children, cellOf, portOf, segments }: LevelInput): ElkNode {
  const [inSide, outSide] = sides[direction]
  const nodes = children.map((child): ElkNode => {
    const cell = cellOf(child)
    const { into, outOf } = portOf(child)
    return {
      id: `n${child}`,
      width: cell.width,
      height: cell.height,
      layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
      ports: [toPort(`i${child}`, inSide, cell, into), toPort(`o${child}`, outSide, cell, outOf)],
    }
  })
  if (segments.some(({ from }) => from === border)) nodes.push(toBorder('in', 'FIRST_SEPARATE', outSide))
  if (segments.some(({ to }) => to === border)) nodes.push(toBorder('out', 'LAST_SEPARATE', inSide))
  const edges = segments.map(({ from, to }, i): ElkExtendedEdge => ({
    id: `e${i}`,
    sources: [from === border ? 'in.port' : `o${from}`],
    targets: [to === border ? 'out.port' : `i${to}`],
  }))
  return { id: 'level', layoutOptions: optionsOf(direction, children.length), children: nodes, edges }
}

/** All lines pass the border at one point, so that they go on outside without a step. */
function toBorder(id: string, layer: string, side: string): ElkNode {
  const port: ElkPort = {
    id: `${id}.port`,
    x: 0.5,
    y: 0.5,
    width: 0,
    height: 0,
    layoutOptions: { 'elk.port.side': side },
  }
  const layoutOptions = { 'elk.layered.layering.layerConstraint': layer, 'elk.portConstraints': 'FIXED_POS' }
  return { id, width: 1, height: 1, ports: [port], layoutOptions }
}

const sides: Readonly<Record<Direction, readonly [string, string]>> = {
  DOWN: ['NORTH', 'SOUTH'],
  UP: ['SOUTH', 'NORTH'],
  RIGHT: ['WEST', 'EAST'],
}

function toPort(id: string, side: string, cell: Cell, along: number): ElkPort {
  const x = side === 'WEST' ? 0 : side === 'EAST' ? cell.width : along
  const y = side === 'NORTH' ? 0 : side === 'SOUTH' ? cell.height : along
  return { id, x, y, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } }
}

function optionsOf(direction: Direction, children: number): Record<string, string> {
  const isLarge = children > manyChildren
  return {
    'elk.algorithm': 'layered',
    'elk.direction': direction,
    'elk.edgeRouting': 'ORTHOGONAL',
    'elk.separateConnectedComponents': isLarge ? 'true' : 'false',
    'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    'elk.layered.nodePlacement.strategy': isLarge ? 'BRANDES_KOEPF' : 'NETWORK_SIMPLEX',
    'elk.layered.nodePlacement.favorStraightEdges': 'true',
    'elk.layered.thoroughness': isLarge ? '3' : '12',
    'elk.layered.spacing.nodeNodeBetweenLayers': String(direction === 'RIGHT' ? 70 : layerGap),
    'elk.layered.spacing.edgeNodeBetweenLayers': '12',
    'elk.layered.spacing.edgeEdgeBetweenLayers': '9',
    'elk.spacing.nodeNode': direction === 'RIGHT' ? '12' : '22',
    'elk.spacing.edgeNode': '14',
    'elk.spacing.edgeEdge': '10',
    'elk.padding': '[top=0,left=0,bottom=0,right=0]',
  }
}

export function fromElk({ direction, children, segments }: LevelInput, answer: ElkNode): LevelLayout {
  const byId = new Map((answer.children ?? []).map((node) => [node.id, node]))
  const places = new Map(
    children.map((child) => {
      const { x = 0, y = 0 } = byId.get(`n${child}`) ?? {}
      return [child, { x, y }] as const
    }),
  )
  const edges = new Map((answer.edges ?? []).map((edge) => [edge.id, edge]))
  const lines = segments.map((_, i) => {
    const section = edges.get(`e${i}`)?.sections?.[0]
    return section === undefined ? [] : [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]
  })
  const { width = 0, height = 0 } = answer
  const along = (id: string): number => {
    const node = byId.get(id)
    if (node === undefined) return direction === 'RIGHT' ? height / 2 : width / 2
    return (direction === 'RIGHT' ? (node.y ?? 0) : (node.x ?? 0)) + 0.5
  }
  return { width, height, places, lines, into: along('in'), outOf: along('out') }
}
