// Which layers of a deep program may be left out without changing what it is made of: each repeated run of nodes is cut where its
// copies use the parameters of one layer each, and layers are told apart by their place among arguments that differ in a number alone.
import { addToGroup } from '../base/groups'
import type { Program } from '../sharding/program'
import { findArgumentFamilies } from './argumentFamilies'
import type { Repeat } from './repeats'
import { findRepeats } from './repeats'

/** A run, cut so that each copy belongs to one layer. */
export interface LayerRun extends Repeat {
  /** Layer of each copy. */
  readonly layers: Int32Array
}

export interface LayerPlan {
  /** In program order; the first one says in which order layers follow each other. */
  readonly runs: readonly LayerRun[]
  /** How many layers there are. */
  readonly count: number
  /** By argument of the program: its layer, -1 for what is no layer's. */
  readonly layerOf: Int32Array
  /** Layers that something outside of the runs uses: they stay. */
  readonly forced: ReadonlySet<number>
}

/** Undefined where layers cannot be told apart. Linear in nodes. */
export function planLayers(program: Program): LayerPlan | undefined {
  if (program.manual.borders.length > 0) return undefined
  const { layerOf, count } = findLayers(program)
  if (count < 4) return undefined
  const byValue = new Map(Array.from(program.arguments, (value, i) => [value, layerOf[i]!]))
  const layerOfNode = new Int32Array(program.nodes.count).fill(-1)
  const runs: LayerRun[] = []
  for (const repeat of findRepeats(program)) {
    const known = { byValue, layerOfNode }
    const run = cut(program, repeat, known) ?? followProducers(program, repeat, known)
    if (run === undefined) continue
    run.layers.forEach((layer, copy) =>
      layerOfNode.fill(layer, run.first + copy * run.period, run.first + (copy + 1) * run.period),
    )
    runs.push(run)
  }
  if (runs.length === 0) return undefined
  const forced = new Set<number>()
  for (let node = 0; node < program.nodes.count; node++) {
    if (layerOfNode[node] !== -1) continue
    eachOperand(program, node, (value) => {
      const layer = byValue.get(value) ?? -1
      if (layer >= 0) forced.add(layer)
    })
  }
  return { runs, count, layerOf, forced }
}

/** Layers by arguments: their place in families of one size, the commonest size from four on. */
function findLayers(program: Program): { readonly layerOf: Int32Array; readonly count: number } {
  const families = findArgumentFamilies(program)
  const members = new Map<number, number[]>()
  families.forEach((family, i) => addToGroup(members, family, i))
  const sizes = new Map<number, number>()
  for (const { length } of members.values()) if (length >= 4) sizes.set(length, (sizes.get(length) ?? 0) + 1)
  const count = [...sizes].reduce((best, one) => (one[1] > best[1] ? one : best), [0, 0])[0]
  const layerOf = new Int32Array(families.length).fill(-1)
  for (const family of members.values())
    if (family.length === count) family.forEach((argument, place) => (layerOf[argument] = place))
  return { layerOf, count }
}

interface Known {
  /** Layer of each argument's value. */
  readonly byValue: ReadonlyMap<number, number>
  readonly layerOfNode: Int32Array
}

/** The run begun at the node from which on every copy is of one layer; undefined when there is no such node. */
function cut(program: Program, { first, period, count }: Repeat, known: Known): LayerRun | undefined {
  const layers = Array.from({ length: period * count }, (_, at) => layerOfUse(program, first + at, known))
  for (let shift = 0; shift < period; shift++) {
    const copies = shift === 0 ? count : count - 1
    const found = new Int32Array(copies).fill(-1)
    let isClean = true
    for (let at = shift; at < shift + copies * period && isClean; at++) {
      const copy = Math.floor((at - shift) / period)
      const layer = layers[at]!
      if (layer < 0) continue
      isClean = found[copy] === -1 || found[copy] === layer
      found[copy] = layer
    }
    if (isClean && !found.includes(-1) && new Set(found).size === copies)
      return { first: first + shift, period, count: copies, layers: found }
  }
  return undefined
}

/** Copies that use no parameter belong to the layer that most of what they use comes from: gradients on their way to the update. */
function followProducers(
  program: Program,
  { first, period, count }: Repeat,
  { layerOfNode }: Known,
): LayerRun | undefined {
  const layers = new Int32Array(count)
  for (let copy = 0; copy < count; copy++) {
    const votes = new Map<number, number>()
    const [start, end] = [first + copy * period, first + (copy + 1) * period]
    for (let node = start; node < end; node++)
      eachOperand(program, node, (value) => {
        const producer = program.values.node[value]!
        const layer = producer < 0 || producer >= first ? -1 : layerOfNode[producer]!
        if (layer >= 0) votes.set(layer, (votes.get(layer) ?? 0) + 1)
      })
    layers[copy] = [...votes].reduce((best, one) => (one[1] > best[1] ? one : best), [-1, 0])[0]
  }
  return layers.includes(-1) || new Set(layers).size < count ? undefined : { first, period, count, layers }
}

/** The layer of an argument that a node uses; -1 when it uses none. */
function layerOfUse(program: Program, node: number, { byValue }: Known): number {
  let found = -1
  eachOperand(program, node, (value) => {
    found = Math.max(found, byValue.get(value) ?? -1)
  })
  return found
}

function eachOperand({ nodes }: Program, node: number, visit: (value: number) => void): void {
  const first = nodes.portStart[node]!
  for (let port = first; port < first + nodes.operandCount[node]!; port++) visit(nodes.ports[port]!)
}
