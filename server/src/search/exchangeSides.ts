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

/**
 * In two ways: inside is what has to be and all that follows it, or that less what those around could do as well. None when no node
 * has to be inside, or when one that has sums over the inner choice.
 */
export function findSides(pair: Pair): Uint8Array[] {
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
    if ((pair.bits.summed[node]! & pair.inside) !== 0) return []
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
  if (!isAny) return []
  const fewer = sides.slice()
  leaveFollowers(pair, fewer, open)
  for (const one of [sides, fewer]) takeTurns(pair, one)
  return [sides, fewer]
}

/** What merely follows the inside, and is used around alone, goes there. */
function leaveFollowers(pair: Pair, sides: Uint8Array, open: readonly number[]): void {
  const { nodes } = pair.program
  for (let isChanged = true; isChanged;) {
    isChanged = false
    for (const node of open.toReversed()) {
      if (sides[node] !== Side.inside || nodes.role[node] !== NodeRole.operation) continue
      if (!isUsedAround(pair, sides, resultOf(pair, node))) continue
      sides[node] = Side.around
      isChanged = true
    }
  }
}

/**
 * What only turns or scales a value goes with what it is for: inside what makes ready for there, and what hands over from there. So values are
 * exchanged as they are around, in one layout.
 */
function takeTurns(pair: Pair, sides: Uint8Array): void {
  const { nodes } = pair.program
  for (let isChanged = true; isChanged;) {
    isChanged = false
    for (let node = 0; node < nodes.count; node++) {
      const operand = sides[node] === Side.around ? findTurned(pair, node) : -1
      if (operand < 0) continue
      const maker = pair.makers[operand]!
      const isFrom = maker >= 0 && sides[maker] === Side.inside && isUsedOnlyInside(pair, sides, operand, node)
      if (!isFrom && !isUsedOnlyInside(pair, sides, resultOf(pair, node), node)) continue
      sides[node] = Side.inside
      isChanged = true
    }
  }
}

const resultOf = ({ program: { nodes } }: Pair, node: number): number => nodes.ports[nodes.portStart[node + 1]! - 1]!

function isUsedAround({ program: { values } }: Pair, sides: Uint8Array, value: number): boolean {
  for (let at = values.useStart[value]!; at < values.useStart[value + 1]!; at++)
    if (sides[values.useNode[at]!] === Side.inside) return false
  return true
}

function isUsedOnlyInside({ program: { values } }: Pair, sides: Uint8Array, value: number, except: number): boolean {
  for (let at = values.useStart[value]!; at < values.useStart[value + 1]!; at++) {
    const user = values.useNode[at]!
    if (user !== except && sides[user] !== Side.inside) return false
  }
  return true
}

/** What a node makes of one value alone, element by element and as large: turned, reshaped, or scaled. -1 for other nodes. */
function findTurned(pair: Pair, node: number): number {
  const { nodes, values } = pair.program
  if (nodes.role[node] !== NodeRole.operation) return -1
  const operands = Array.from(
    nodes.ports.subarray(nodes.portStart[node], nodes.portStart[node]! + nodes.operandCount[node]!),
  )
  const held = operands.filter((value) => values.isFree[value] === 0 && holdsBoth(pair, value))
  const [operand] = held
  const result = resultOf(pair, node)
  if (held.length !== 1 || operand === undefined || !holdsBoth(pair, result)) return -1
  switch (operationFamily(pair.program, node)) {
    case 'transpose':
    case 'constraint':
    case 'barrier':
      return operand
    case 'elementwise':
      return values.type[operand] === values.type[result] ? operand : -1
    case 'reshape':
      return isSqueeze(pair.program, operand, result) ? -1 : operand
    default:
      return -1
  }
}

/** They differ in dims of size 1 alone. */
function isSqueeze({ values, module }: Program, a: number, b: number): boolean {
  const [one, other] = [a, b].map((value) =>
    (module.types[values.type[value]!]?.dims ?? []).filter((size) => size !== 1),
  )
  return one!.join() === other!.join()
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
