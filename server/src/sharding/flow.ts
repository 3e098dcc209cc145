// What the nodes of a program lead to, and what they depend on, in one pass over its nodes each, through loops and branches.
import { regionsOf } from './innerRegions'
import type { Program } from './program'
import { NodeRole } from './program'

/** What a value or node leads to, as bits. */
export const Follows = { forward: 1, backward: 2, donated: 4, output: 8 } as const

/** Bits that are known at the start: of nodes, handed to their operands, and of values. */
export interface Flow {
  readonly ofNode: Uint8Array
  readonly ofValue: Uint8Array
}

/** Bits of all that each node leads to; its own are left out. What a loop hands to its next iteration is not followed. */
export function findWhatFollows(program: Program, flow: Flow): Uint8Array {
  const { nodes } = program
  const ofValue = flow.ofValue.slice()
  const leadsTo = new Uint8Array(nodes.count)
  for (let node = nodes.count - 1; node >= 0; node--) {
    if (nodes.role[node] === NodeRole.output) continue
    const first = nodes.portStart[node]!
    const firstResult = first + nodes.operandCount[node]!
    let bits = 0
    for (let at = firstResult; at < nodes.portStart[node + 1]!; at++) bits |= ofValue[nodes.ports[at]!]!
    const within = regionsOf(program, node)
    for (const { results } of within) for (const result of results) bits |= ofValue[result]!
    leadsTo[node] = bits
    bits |= flow.ofNode[node]!
    for (const { inits, arguments: args } of within)
      inits.forEach((init, i) => (ofValue[init]! |= bits | ofValue[args[i] ?? init]!))
    for (let at = first; at < firstResult; at++) ofValue[nodes.ports[at]!]! |= bits
  }
  return leadsTo
}

/** By value: 1 when it depends on a node or value whose bits meet the mask, or is one. */
export function findDependents(program: Program, flow: Flow, mask: number): Uint8Array {
  const { nodes } = program
  const depends = flow.ofValue.map((bits) => ((bits & mask) === 0 ? 0 : 1))
  for (let node = 0; node < nodes.count; node++) {
    const firstResult = nodes.portStart[node]! + nodes.operandCount[node]!
    let does = (flow.ofNode[node]! & mask) === 0 ? 0 : 1
    for (let at = nodes.portStart[node]!; at < firstResult; at++) does |= depends[nodes.ports[at]!]!
    for (let at = firstResult; at < nodes.portStart[node + 1]!; at++) depends[nodes.ports[at]!]! |= does
    for (const { inits, arguments: args } of regionsOf(program, node))
      inits.forEach((init, i) => (depends[args[i] ?? init]! |= depends[init]!))
  }
  return depends
}
