// A deep program with most of its equal layers left out: what is kept uses what it would use if the program had been written with
// so many layers. A search evaluates such programs in place of the whole one.
import { sharedInt32, shareInt32, shareUint8 } from '../base/sharedArrays'
import type { Module, Parameter } from '../model/module'
import type { Program, ProgramRegion } from '../sharding/program'
import { collectPorts } from '../sharding/programBuilder'
import type { LayerPlan, LayerRun } from './layerPlan'

export interface FoldedProgram {
  readonly program: Program
  /** How many layers it has. */
  readonly layers: number
  /** By value and node of the whole program: those of this one, or -1. */
  readonly values: Int32Array
  readonly nodes: Int32Array
  /** By argument of the whole program: its index in this one, or -1. */
  readonly arguments: Int32Array
}

/** Layers kept: those that have to stay, and the first `free` others. Undefined when what is kept cannot do without what is not. */
export function foldProgram(program: Program, plan: LayerPlan, free: number): FoldedProgram | undefined {
  const layers = keptLayers(plan, free)
  const keptNodes = new Uint8Array(program.nodes.count).fill(1)
  for (const run of plan.runs)
    run.layers.forEach((layer, copy) => {
      if (!layers.has(layer)) keptNodes.fill(0, run.first + copy * run.period, run.first + (copy + 1) * run.period)
    })
  const keptArguments = plan.layerOf.map((layer) => (layer < 0 || layers.has(layer) ? 1 : 0))
  dropOutputs(program, keptNodes, keptArguments)
  const ports = rewire(program, plan, layers, keptNodes)
  return ports === undefined ? undefined : build(program, { layers: layers.size, keptNodes, keptArguments, ports })
}

function keptLayers({ runs, forced }: LayerPlan, free: number): ReadonlySet<number> {
  const order = Array.from(runs[0]!.layers).filter((layer) => !forced.has(layer))
  return new Set([...forced, ...order.slice(0, free)])
}

/** Results that are made of a layer which is left out go with it. */
function dropOutputs(
  { nodes, values, outputs, arguments: args }: Program,
  keptNodes: Uint8Array,
  keptArguments: Int32Array,
): void {
  const argumentOf = new Map(Array.from(args, (value, i) => [value, i]))
  for (const output of outputs) {
    const value = nodes.ports[nodes.portStart[output]!]!
    const producer = values.node[value]!
    const isKept = producer >= 0 ? keptNodes[producer] === 1 : keptArguments[argumentOf.get(value) ?? -1] !== 0
    if (!isKept) keptNodes[output] = 0
  }
}

/** By port of the whole program: the value that a kept node uses there. Undefined when there is none. */
function rewire(
  program: Program,
  plan: LayerPlan,
  layers: ReadonlySet<number>,
  keptNodes: Uint8Array,
): Int32Array | undefined {
  const { nodes, values } = program
  const ports = nodes.ports.slice()
  const places = createPlaces(program, plan, layers)
  for (let node = 0; node < nodes.count; node++) {
    if (keptNodes[node] === 0) continue
    const first = nodes.portStart[node]!
    for (let port = first; port < first + nodes.operandCount[node]!; port++) {
      const value = places.resolve(node, port - first)
      if (value < 0) return undefined
      const producer = values.node[value]!
      if (producer >= 0 && keptNodes[producer] === 0) return undefined
      ports[port] = value
    }
  }
  return ports
}

/** A run with the copies that are kept. */
interface Kept {
  readonly run: LayerRun
  /** Copies, ascending. */
  readonly copies: readonly number[]
  readonly copyOfLayer: ReadonlyMap<number, number>
}

function createPlaces({ nodes, values }: Program, { runs }: LayerPlan, layers: ReadonlySet<number>) {
  const kept = runs.map((run): Kept => {
    const copies = Array.from(run.layers.keys()).filter((copy) => layers.has(run.layers[copy]!))
    return { run, copies, copyOfLayer: new Map(Array.from(run.layers, (layer, copy) => [layer, copy])) }
  })
  const runOf = (node: number): Kept | undefined =>
    kept.find(({ run }) => node >= run.first && node < run.first + run.count * run.period)
  /** The value of a producer's copy in another copy of its run. */
  const move = (value: number, { run }: Kept, from: number, to: number): number => {
    const producer = values.node[value]!
    const [own, other] = [nodes.portStart[producer]!, nodes.portStart[producer + (to - from) * run.period]!]
    for (let port = own; port < nodes.portStart[producer + 1]!; port++)
      if (nodes.ports[port] === value && port - own >= nodes.operandCount[producer]!)
        return nodes.ports[other + port - own]!
    return -1
  }
  const copyOf = ({ run }: Kept, node: number): number => Math.floor((node - run.first) / run.period)

  /** A value that something outside of its run uses. */
  const seenFromOutside = (value: number): number => {
    const source = values.node[value]! < 0 ? undefined : runOf(values.node[value]!)
    if (source === undefined || source.copies.length === 0) return value
    const from = copyOf(source, values.node[value]!)
    return move(value, source, from, fromOutside(source, from))
  }

  /** What an operand of a kept node is, when only the kept layers are there. */
  const resolve = (node: number, port: number): number => {
    const value = nodes.ports[nodes.portStart[node]! + port]!
    const source = values.node[value]! < 0 ? undefined : runOf(values.node[value]!)
    const own = runOf(node)
    if (source === undefined || own === undefined) return seenFromOutside(value)
    const from = copyOf(source, values.node[value]!)
    const copy = copyOf(own, node)
    // Where the copy of this layer stands in the run that the value comes from; in its own run that is itself.
    const home = own === source ? copy : source.copyOfLayer.get(own.run.layers[copy]!)
    const rank = home === undefined ? -1 : source.copies.indexOf(home)
    const target = rank - ((home ?? 0) - from)
    if (rank >= 0 && target >= 0 && target < source.copies.length)
      return move(value, source, from, source.copies[target]!)
    if (own !== source) return seenFromOutside(value)
    // Before the first copy: what the copy at this place of the whole run uses.
    return seenFromOutside(nodes.ports[nodes.portStart[node + (rank - copy) * own.run.period]! + port]!)
  }
  return { resolve }
}

/** From outside, a copy is known by how far it is from the nearer end. */
function fromOutside({ run, copies }: Kept, copy: number): number {
  const last = copies.length - 1
  return copy < run.count / 2 ? copies[Math.min(copy, last)]! : copies[Math.max(0, last - (run.count - 1 - copy))]!
}

interface Parts {
  readonly layers: number
  readonly keptNodes: Uint8Array
  readonly keptArguments: Int32Array
  readonly ports: Int32Array
}

/** Numbers what is kept anew, in the same order. */
function build(program: Program, { layers, keptNodes, keptArguments, ports }: Parts): FoldedProgram {
  const keptValues = findKeptValues(program, keptNodes, keptArguments)
  const nodeMap = number(keptNodes)
  const valueMap = number(keptValues)
  const argumentMap = number(Uint8Array.from(keptArguments))
  const nodes = foldNodes(program, indicesOf(keptNodes), (port) => valueMap[ports[port]!]!)
  const outputs = Array.from(program.outputs).filter((output) => keptNodes[output] === 1)
  const args = Array.from(program.arguments).filter((_, i) => keptArguments[i] === 1)
  const folded: Program = {
    ...program,
    module: foldModule(program, keptNodes, argumentMap),
    nodes,
    values: foldValues(program, indicesOf(keptValues), { nodes, nodeMap }),
    regions: program.regions.map((region) => foldRegion(region, { program, keptNodes, nodeMap, valueMap })),
    arguments: shareInt32(args.map((value) => valueMap[value]!)),
    outputs: shareInt32(outputs.map((output) => nodeMap[output]!)),
  }
  return { program: folded, layers, values: valueMap, nodes: nodeMap, arguments: argumentMap }
}

function findKeptValues(program: Program, keptNodes: Uint8Array, keptArguments: Int32Array): Uint8Array {
  const { values } = program
  const dropped = new Set(Array.from(program.arguments).filter((_, i) => keptArguments[i] === 0))
  return Uint8Array.from(values.node, (producer, value) =>
    (producer < 0 ? !dropped.has(value) : keptNodes[producer] === 1) ? 1 : 0,
  )
}

function foldNodes({ nodes }: Program, own: readonly number[], valueAt: (port: number) => number): Program['nodes'] {
  const portStart = sharedInt32(own.length + 1)
  const ports: number[] = []
  own.forEach((node, i) => {
    for (let port = nodes.portStart[node]!; port < nodes.portStart[node + 1]!; port++) ports.push(valueAt(port))
    portStart[i + 1] = ports.length
  })
  return {
    count: own.length,
    role: shareUint8(own.map((node) => nodes.role[node]!)),
    operation: shareInt32(own.map((node) => nodes.operation[node]!)),
    rule: shareInt32(own.map((node) => nodes.rule[node]!)),
    portStart,
    ports: shareInt32(ports),
    operandCount: shareInt32(own.map((node) => nodes.operandCount[node]!)),
    region: shareInt32(own.map((node) => nodes.region[node]!)),
    callSite: shareInt32(own.map((node) => nodes.callSite[node]!)),
  }
}

function foldValues(
  { values }: Program,
  kept: readonly number[],
  { nodes, nodeMap }: { readonly nodes: Program['nodes']; readonly nodeMap: Int32Array },
): Program['values'] {
  const { operandCount, portStart } = nodes
  const uses = collectPorts(nodes, kept.length, (node) => operandCount[node]!)
  const touches = collectPorts(nodes, kept.length, (node) => portStart[node + 1]! - portStart[node]!)
  return {
    count: kept.length,
    type: shareInt32(kept.map((value) => values.type[value]!)),
    source: shareInt32(kept.map((value) => values.source[value]!)),
    node: shareInt32(kept.map((value) => (values.node[value]! < 0 ? -1 : nodeMap[values.node[value]!]!))),
    region: shareInt32(kept.map((value) => values.region[value]!)),
    isFree: shareUint8(kept.map((value) => values.isFree[value]!)),
    useStart: uses.start,
    useNode: uses.node,
    usePort: uses.port,
    touchStart: touches.start,
    touchNode: touches.node,
  }
}

/** New numbers of what is kept; -1 for the rest. */
function number(kept: Uint8Array): Int32Array {
  let next = 0
  return Int32Array.from(kept, (is) => (is === 1 ? next++ : -1))
}

const indicesOf = (kept: Uint8Array): number[] => Array.from(kept.keys()).filter((i) => kept[i] === 1)

/** Arguments and results that are kept, each with the other's new number. */
function foldModule({ module, outputs }: Program, keptNodes: Uint8Array, argumentMap: Int32Array): Module {
  const resultMap = number(Uint8Array.from(outputs, (output) => keptNodes[output]!))
  const keep = (parameters: readonly Parameter[], own: Int32Array, other: Int32Array): Parameter[] =>
    parameters.flatMap((one, i) => (own[i]! < 0 ? [] : [{ ...one, alias: one.alias < 0 ? -1 : other[one.alias]! }]))
  return {
    ...module,
    arguments: keep(module.arguments, argumentMap, resultMap),
    results: keep(module.results, resultMap, argumentMap),
  }
}

interface Numbers {
  readonly program: Program
  readonly keptNodes: Uint8Array
  readonly nodeMap: Int32Array
  readonly valueMap: Int32Array
}

function foldRegion(region: ProgramRegion, { program, keptNodes, nodeMap, valueMap }: Numbers): ProgramRegion {
  const at = (node: number): number => {
    for (let next = node; next < keptNodes.length; next++) if (keptNodes[next] === 1) return nodeMap[next]!
    return nodeMap.reduce((most, id) => Math.max(most, id), -1) + 1
  }
  const list = (some: Int32Array): Int32Array => some.map((value) => valueMap[value]!).filter((value) => value >= 0)
  const isMain = region.id === 0
  const { nodes, outputs } = program
  // What the function returns is what its outputs still take.
  const yields = isMain
    ? Int32Array.from(
        Array.from(outputs).filter((output) => keptNodes[output] === 1),
        (output) => valueMap[nodes.ports[nodes.portStart[output]!]!]!,
      )
    : list(region.yields)
  return {
    ...region,
    node: region.node < 0 ? -1 : nodeMap[region.node]!,
    firstNode: at(region.firstNode),
    endNode: at(region.endNode),
    arguments: list(region.arguments),
    yields,
    inits: list(region.inits),
    results: list(region.results),
    firstTie: region.firstTie < 0 ? -1 : nodeMap[region.firstTie]!,
  }
}
