// Equal groups: the same structure and names that differ by a number alone. They are folded into one, the layers of a model.
import { operationTable } from '../../model/operations'
import type { Program } from '../../sharding/program'
import type { Group } from './groups'
import { generalName, groupIndex, isGroup } from './groups'
import { originsOf } from './dataflow'

/** Sets `units` of all groups. Equality is by a hash of 64 bits over operations, their rules and types, and how values flow inside. */
export function findEqual(program: Program, groups: readonly Group[], groupOf: Int32Array): void {
  const wiring = readWiring(program, groups, groupOf)
  const hashes: string[] = []
  // Chains are appended behind their levels, so the tree is walked, not the list.
  const visit = (group: Group): string => {
    const own = group.children.map((child) =>
      isGroup(child) ? visit(groups[groupIndex(child)]!) : hashNode(program, child),
    )
    group.units = findUnits(groups, group, own)
    const hash = createHash()
    hash.text(group.kind)
    hash.text(generalName(group.name))
    for (const child of own) hash.text(child)
    hash.number(wiring.low[group.index]!)
    hash.number(wiring.high[group.index]!)
    return (hashes[group.index] = hash.end())
  }
  visit(groups[0]!)
}

function findUnits(groups: readonly Group[], group: Group, hashes: readonly string[]): number[][] {
  const units: number[][] = []
  const byKey = new Map<string, number[]>()
  group.children.forEach((child, i) => {
    const one = isGroup(child) ? groups[groupIndex(child)] : undefined
    // Chains and parts have no names of their own to be told apart by.
    const isNamed = one !== undefined && one.kind !== 'chain' && one.kind !== 'part' && /\d/.test(one.name)
    const key = isNamed ? `${generalName(one.name)} ${hashes[i]}` : undefined
    const unit = key === undefined ? undefined : byKey.get(key)
    if (unit !== undefined) unit.push(i)
    else {
      const fresh = [i]
      units.push(fresh)
      if (key !== undefined) byKey.set(key, fresh)
    }
  })
  return units
}

function hashNode({ nodes, values, module }: Program, node: number): string {
  const hash = createHash()
  const kind = module.kinds[module.columns.operations.name[nodes.operation[node]!]!]!
  if (operationTable[kind].family === 'unknown') hash.number(module.columns.operations.name[nodes.operation[node]!]!)
  hash.text(kind)
  hash.number(nodes.rule[node]!)
  for (let at = nodes.portStart[node]!; at < nodes.portStart[node + 1]!; at++)
    hash.number(values.type[nodes.ports[at]!]!)
  return hash.end()
}

interface Wiring {
  readonly low: Int32Array
  readonly high: Int32Array
}

/** By group: a sum over the flows between two of its children, by their numbers. */
function readWiring(program: Program, groups: readonly Group[], groupOf: Int32Array): Wiring {
  const { nodes, values } = program
  const wiring = { low: new Int32Array(groups.length), high: new Int32Array(groups.length) }
  const ofNode = new Int32Array(nodes.count)
  const ofGroup = new Int32Array(groups.length)
  for (const { children } of groups)
    children.forEach((child, i) => (isGroup(child) ? (ofGroup[groupIndex(child)] = i) : (ofNode[child] = i)))
  const origins = originsOf(program)
  const addFlow = (from: number, to: number): void => {
    let [a, b] = [groupOf[from]!, groupOf[to]!]
    let [first, second] = [ofNode[from]!, ofNode[to]!]
    while (a !== b) {
      const isDeeper = groups[a]!.depth >= groups[b]!.depth
      if (isDeeper) [first, a] = [ofGroup[a]!, groups[a]!.parent]
      else [second, b] = [ofGroup[b]!, groups[b]!.parent]
    }
    const mixed = mix(mix(0x9e3779b9, first), second)
    wiring.low[a] = (wiring.low[a]! + mixed) | 0
    wiring.high[a] = (wiring.high[a]! + Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)) | 0
  }
  for (let node = 0; node < nodes.count; node++) {
    if (groupOf[node]! < 0) continue
    for (let at = nodes.portStart[node]!; at < nodes.portStart[node]! + nodes.operandCount[node]!; at++) {
      if (values.isFree[nodes.ports[at]!] === 1) continue
      for (const origin of origins(nodes.ports[at]!)) {
        const maker = values.node[origin]!
        if (maker >= 0 && groupOf[maker]! >= 0) addFlow(maker, node)
      }
    }
  }
  return wiring
}

const mix = (hash: number, item: number): number => {
  const mixed = Math.imul(hash ^ item, 0x85ebca6b)
  return (mixed ^ (mixed >>> 13)) | 0
}

function createHash(): {
  readonly number: (item: number) => void
  readonly text: (text: string) => void
  readonly end: () => string
} {
  let [low, high] = [0x811c9dc5, 0x01000193]
  const number = (item: number): void => {
    low = mix(low, item)
    high = Math.imul(high ^ item, 0xc2b2ae35) + (high >>> 11)
  }
  const text = (one: string): void => {
    for (let i = 0; i < one.length; i++) number(one.charCodeAt(i))
    number(-1)
  }
  return { number, text, end: () => `${(low >>> 0).toString(36)}.${(high >>> 0).toString(36)}` }
}
