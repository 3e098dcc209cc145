// Which operations of a program are inside of two layouts that meet, and which are around: read from what their values hold of the
// two choices. Source: docs/SEARCH.md, Inside the program.
import { operationFamily } from '../sharding/pointwise'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'
import type { ChoiceBits } from './choiceBits'

/** Which side a node is on; around wins where operands come from both. */
export const Side = { none: 0, inside: 1, around: 2 } as const

export interface Pair {
  readonly program: Program
  readonly bits: ChoiceBits
  readonly makers: Int32Array
  /** Bits of the two choices. */
  readonly inside: number
  readonly around: number
}

/** Node that makes each value; for what a loop or branch hands on its tie. -1 for arguments of the program. */
export function findMakers({ nodes, values }: Program): Int32Array {
  const makers = values.node.slice()
  for (let node = 0; node < nodes.count; node++)
    for (let port = nodes.portStart[node]! + nodes.operandCount[node]!; port < nodes.portStart[node + 1]!; port++)
      makers[nodes.ports[port]!] = node
  return makers
}

export const holdsBoth = ({ bits, inside, around }: Pair, value: number): boolean =>
  (bits.held[value]! & inside) !== 0 && (bits.held[value]! & around) !== 0

/** Undefined when no node has to be inside, or when one that has sums over the inner choice. */
export function findSides(pair: Pair): Uint8Array | undefined {
  const { nodes } = pair.program
  const sides = new Uint8Array(nodes.count)
  const open: number[] = []
  let isAny = false
  for (let node = 0; node < nodes.count; node++) {
    if (!isBetween(pair, node)) continue
    const wish = wishOf(pair, node)
    sides[node] = wish
    if (wish === Side.none) open.push(node)
    if (wish !== Side.inside) continue
    if ((pair.bits.summed[node]! & pair.inside) !== 0) return undefined
    isAny = true
  }
  // Loops hand values back, so what follows its operands is looked at until nothing changes.
  for (let isChanged = isAny; isChanged;) {
    isChanged = false
    for (const node of open) {
      const side = follow(pair, node, sides)
      isChanged ||= side !== sides[node]
      sides[node] = side
    }
  }
  return isAny ? sides : undefined
}

function isBetween(pair: Pair, node: number): boolean {
  const { nodes } = pair.program
  for (let port = nodes.portStart[node]!; port < nodes.portStart[node + 1]!; port++)
    if (holdsBoth(pair, nodes.ports[port]!)) return true
  return false
}

/**
 * What cannot be split by one of them is on the other side, and so is a product with something that only one divides; with
 * something of each it stays with what is around.
 */
function wishOf({ program, bits, inside, around }: Pair, node: number): number {
  const { nodes } = program
  if ((bits.whole[node]! & around) !== 0) return Side.inside
  let [only, isTwice] = [0, false]
  for (let port = nodes.portStart[node]!; port < nodes.portStart[node + 1]!; port++) {
    const value = nodes.ports[port]!
    const own = bits.held[value]! & (inside | around)
    if (own === inside || own === around) only |= own
    isTwice ||= own === (inside | around) && (bits.heldTwice[value]! & around) !== 0
  }
  if (isTwice) return Side.inside
  if (nodes.role[node] !== NodeRole.operation || operationFamily(program, node) !== 'dot' || only === 0)
    return Side.none
  return only === inside ? Side.inside : Side.around
}

/** The side that operands come from. A loop is where what uses its values inside is, so that nothing is exchanged in each iteration. */
function follow(pair: Pair, node: number, sides: Uint8Array): number {
  const { program, makers } = pair
  const { nodes, values } = program
  const first = nodes.portStart[node]!
  const last = first + nodes.operandCount[node]!
  let side = sides[node]!
  if (nodes.role[node] === NodeRole.tie && side !== Side.around)
    for (let port = last; port < nodes.portStart[node + 1]!; port++) {
      const value = nodes.ports[port]!
      if (values.region[value] === nodes.region[node]) continue
      for (let at = values.useStart[value]!; at < values.useStart[value + 1]!; at++)
        if (sides[values.useNode[at]!] === Side.inside) return Side.inside
    }
  for (let port = first; port < last; port++) {
    const maker = makers[nodes.ports[port]!]!
    if (maker >= 0 && holdsBoth(pair, nodes.ports[port]!)) side = Math.max(side, sides[maker]!)
  }
  return side
}
