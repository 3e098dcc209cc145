// One node or tile of the graph -> its side card: what it is, what it costs, why it is there, how the time comes about.
import { formatBytes, formatCount, formatFlops, formatPercent, formatQuantity, formatSeconds } from '../../base/format'
import type { Explanation } from '../../cost/explain/explanation'
import { explainCollective } from '../../cost/explain/explainCollective'
import type { Simulated } from '../../cost/explain/explainTotals'
import { nodeOfStep } from '../../cost/stepPlaces'
import type { GraphDetails, GraphNode } from '../../protocol/graph'
import type { Evaluation } from '../analysis'
import { explainStep } from '../explain'
import { lineOf } from '../names'
import { declaredAxes } from '../valueSharding'
import { isGroup } from './groups'
import type { NodeFigures } from './figures'
import { sumFigures } from './figures'
import type { StateRequest } from './state'
import { findMainValues } from './state'
import type { Drawn } from './structure'
import type { Tile } from './tiles'
import { findTiles } from './tiles'
import { localTypeText, typeText, whyCollective, whyTiled } from './why'

export interface DetailsRequest extends StateRequest {
  readonly id: string
  readonly tile?: string | undefined
  readonly simulated: Simulated
}

type Row = GraphDetails['rows'][number]

/** Undefined when there is no such node or tile in what is open. */
export function describeDetails(drawn: Drawn, request: DetailsRequest): GraphDetails | undefined {
  const { id, tile: wanted, evaluation, last } = request
  const tiles = findTiles(drawn, evaluation, last)
  if (wanted !== undefined) {
    const tile = tiles.find((one) => one.id === wanted)
    return tile === undefined ? undefined : describeTile(drawn, request, tile)
  }
  const index = drawn.structure.nodes.findIndex((node) => node.id === id)
  return index < 0 ? undefined : describeNode(drawn, request, index, tiles)
}

function describeTile(drawn: Drawn, request: DetailsRequest, tile: Tile): GraphDetails {
  const { evaluation, simulated } = request
  const { local, state, simulation } = evaluation
  const index = tile.collectives[0]!
  const { value, node, axes, combiner, operandType, resultType, cause } = local.collectives[index]!
  const line = lineOf(state.program, node)
  const one = simulation.collectiveSeconds[index]!
  const isAlike = Math.abs(one * tile.count - tile.seconds) <= 0.01 * tile.seconds
  const total = formatSeconds(tile.seconds)
  const time =
    tile.count === 1 ? total : isAlike ? `${formatSeconds(one)} × ${formatCount(tile.count)} = ${total}` : total
  const share = evaluation.figures.stepTime === 0 ? 0 : tile.exposed / evaluation.figures.stepTime
  const dims = state.program.module.types[state.program.values.type[value]!]?.dims ?? []
  const rows: Row[] = [
    {
      name: 'over',
      value: `${axesText(evaluation, axes)}${combiner === undefined ? '' : ` · ${combiner}`}`,
      axes: [...axes],
    },
    { name: 'value', value: typeText(evaluation, value), sharding: declaredAxes(state, value) },
    { name: 'on one device', value: `${typeOf(operandType)} → ${typeOf(resultType)}` },
    { name: 'moved', value: formatBytes(tile.bytes) },
    { name: 'time', value: time },
    { name: 'exposed', value: `${exposedText(tile)}${share < 0.001 ? '' : ` · ${formatPercent(share)} of the step`}` },
  ]
  const partial = cause.kind === 'partialSum' ? [...axes] : []
  const { before, after } = changeOf(evaluation, index)
  return {
    id: request.id,
    tile: tile.id,
    collective: tile.kind,
    title: tile.kind,
    of: labelAt(drawn, tile),
    subtitle: `${formatCount(tile.written)} of ${formatCount(local.collectives.filter(({ kind }) => kind !== 'all_slice').length)} collectives`,
    ...(line === 0 ? {} : { place: { line }, at: { line, kind: tile.kind, axes: [...axes] } }),
    rows,
    why: whyCollective(evaluation, index, request),
    change: { dims: [...dims], before, after, partial },
    time: timeOf(explainCollective(simulated, index)),
    inside: [],
  }
}

const typeOf = ({ dims, element }: { readonly dims: readonly number[]; readonly element: string }): string =>
  `${dims.length === 0 ? '' : `${dims.join('×')} `}${element}`

function exposedText({ exposed, seconds }: Tile): string {
  if (exposed === 0) return 'none · all beside compute'
  return exposed >= seconds * 0.999 ? `${formatSeconds(exposed)} · nothing beside it` : `${formatSeconds(exposed)}`
}

/** How the value is split before and behind the collective, as its local program has it. */
function changeOf({ local }: Evaluation, index: number): Pick<NonNullable<GraphDetails['change']>, 'before' | 'after'> {
  const { steps, values, shardings } = local
  const { step } = local.collectives[index]!
  const split = (value: number | undefined): number[][] =>
    value === undefined ? [] : shardings[values.sharding[value]!]!.map((axes) => [...axes])
  return { before: split(steps.operands[steps.operandStart[step]!]), after: split(steps.resultStart[step]) }
}

const axesText = ({ state }: Evaluation, axes: readonly number[]): string =>
  axes.map((axis) => `${state.mesh.axes[axis]!.name} ${state.mesh.axes[axis]!.size}`).join(', ')

function labelAt({ structure }: Drawn, { place, index }: Tile): string {
  const { nodes, edges } = structure
  if (place !== 'edge') return nodes[index]?.label ?? ''
  const { from, to } = edges[index]!
  return nodes[from]!.kind === 'argument' ? nodes[from]!.label : nodes[to]!.label
}

const timeOf = ({ formula, substituted, value, unit, source }: Explanation): NonNullable<GraphDetails['time']> => ({
  formula,
  substituted: `${substituted} = ${formatQuantity(value, unit)}`,
  source,
})

function describeNode(drawn: Drawn, request: DetailsRequest, index: number, tiles: readonly Tile[]): GraphDetails {
  const { evaluation, simulated } = request
  const node = drawn.structure.nodes[index]!
  const main = findMainValues(drawn, { bytesOf: bytesIn(evaluation) })[index]
  const step = stepOf(drawn, evaluation, index)
  const explanation = step === undefined ? undefined : explainStep(simulated, step)
  const axes = main === undefined ? [] : tiledAxes(evaluation, main)
  return {
    id: node.id,
    title: node.label,
    of: node.detail,
    subtitle: [node.phase, placeText(node)].filter((part) => part !== '').join(' · '),
    ...(node.line === undefined ? {} : { place: { line: node.line } }),
    rows: [...valueRows(evaluation, main), ...figureRows(node, sumFigures(drawn, evaluation), index, evaluation)],
    why: main === undefined ? [] : axes.flatMap((axis) => whyTiled(evaluation, main, axis, request)),
    ...(explanation === undefined ? {} : { time: timeOf(explanation) }),
    inside: tilesInside(drawn, index, tiles),
  }
}

const bytesIn =
  ({ state }: Evaluation) =>
  (value: number): number =>
    state.program.module.types[state.program.values.type[value]!]?.bytes ?? 0

/** Where it stands: the groups around it. */
const placeText = ({ id, count, operations, kind }: GraphNode): string => {
  const around = id.split('/').slice(1, -1).join('/')
  const size =
    kind === 'operation' || operations === 1
      ? ''
      : `${formatCount(operations)} ${kind === 'argument' || kind === 'result' ? 'tensors' : 'ops'}`
  return [around, count === 1 ? size : `×${formatCount(count)}${size === '' ? '' : `, ${size} each`}`]
    .filter((part) => part !== '')
    .join(' · ')
}

function valueRows(evaluation: Evaluation, value: number | undefined): Row[] {
  if (value === undefined) return []
  return [
    { name: 'value', value: typeText(evaluation, value), sharding: declaredAxes(evaluation.state, value) },
    { name: 'on one device', value: localTypeText(evaluation, value) },
  ]
}

function figureRows(node: GraphNode, figures: NodeFigures, index: number, { figures: all }: Evaluation): Row[] {
  const of = (name: keyof NodeFigures): number => figures[name][index]!
  const each = (value: number, format: (value: number) => string): string =>
    node.count === 1 || value === 0
      ? format(value)
      : `${format(value / node.count)} × ${formatCount(node.count)} = ${format(value)}`
  const share = all.stepTime === 0 ? 0 : (of('seconds') + of('exposed')) / all.stepTime
  const rows: Row[] = []
  const add = (name: string, value: number, format: (value: number) => string, more = ''): void => {
    if (value > 0) rows.push({ name, value: each(value, format) + more })
  }
  add('time', of('seconds'), formatSeconds, share < 0.001 ? '' : ` · ${formatPercent(share)} of the step`)
  add('communication', of('communication'), formatSeconds)
  add('exposed', of('exposed'), formatSeconds)
  add('flops', of('flops'), formatFlops)
  add('traffic', of('bytes'), formatBytes)
  add('at the peak', of('memory'), formatBytes)
  return rows
}

function tiledAxes({ state }: Evaluation, value: number): number[] {
  const axes = Array.from({ length: state.axes }, (_, axis) => axis)
  return axes.filter((axis) => state.valueDim[value * state.axes + axis]! >= 0)
}

/** The step of an operation that stands alone. */
function stepOf({ visible }: Drawn, { local }: Evaluation, index: number): number | undefined {
  const example = visible.nodes[index]?.members[0]
  if (example === undefined || isGroup(example)) return undefined
  for (let step = 0; step < local.steps.count; step++) {
    if (local.steps.kind[step] === 0 && nodeOfStep(local, step) === example) return step
  }
  return undefined
}

/** Of the node and all that it holds, by kind and axes, longest first. */
function tilesInside({ structure }: Drawn, index: number, tiles: readonly Tile[]): GraphDetails['inside'] {
  const sums = new Map<string, GraphDetails['inside'][number]>()
  for (const { place, index: at, kind, axes, count, bytes, seconds } of tiles) {
    const node = place === 'edge' ? structure.edges[at]!.to : at
    if (!isWithin(structure.nodes, node, index)) continue
    const key = `${kind} ${axes.join()}`
    const known = sums.get(key) ?? { kind, axes, count: 0, bytes: 0, seconds: 0 }
    sums.set(key, {
      ...known,
      count: known.count + count,
      bytes: known.bytes + bytes,
      seconds: known.seconds + seconds,
    })
  }
  return [...sums.values()].sort((a, b) => b.seconds - a.seconds)
}

function isWithin(nodes: readonly GraphNode[], node: number, holder: number): boolean {
  for (let at: number | undefined = node; at !== undefined; at = nodes[at]?.parent) if (at === holder) return true
  return false
}
