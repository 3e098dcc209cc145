// Where two layouts of one axis may meet inside a program: part of it is split along one choice, what stands around it along
// another, and the values between are exchanged (all_to_all). Experts among tokens, heads among parts of a sequence.
// Source: docs/SEARCH.md, Inside the program; GShard (arXiv:2006.16668), DeepSpeed-Ulysses (arXiv:2309.14509).
import { operationFamily } from '../sharding/pointwise'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'
import type { ChoiceBits } from './choiceBits'
import { mostBits, readChoiceBits } from './choiceBits'
import type { Choice } from './choices'
import { findChoices } from './choices'

/** One dim of a value. */
export interface InnerDim {
  readonly value: number
  readonly dim: number
}

export interface Exchange {
  /** What the inside is split by, and what is around it. */
  readonly inside: Choice
  readonly around: Choice
  /** Values between the two: nothing is carried over them. */
  readonly borders: readonly number[]
  /** From these the inside is split: arguments where products inside use some, else what the products make. */
  readonly seeds: readonly InnerDim[]
  /** Elements of all that is made inside. */
  readonly weight: number
}

/** Which side a node is on; around wins where operands come from both. */
const Side = { none: 0, inside: 1, around: 2 } as const

const known = new WeakMap<Program, readonly Exchange[]>()

/** The heaviest inside first. Inside is a choice of parameters, around one of inputs or that meets itself. */
export function findExchanges(program: Program): readonly Exchange[] {
  const found = known.get(program) ?? collect(program)
  known.set(program, found)
  return found
}

function collect(program: Program): Exchange[] {
  const choices = findChoices(program).choices.slice(0, mostBits)
  const setting = { program, bits: readChoiceBits(program, choices), makers: findMakers(program) }
  const isData = ({ isInput, meetsItself }: Choice): boolean => isInput || meetsItself
  const found = choices.flatMap((inside, one) =>
    choices.flatMap((around, other) => {
      if (isData(inside) || inside.isHub || !isData(around)) return []
      return findExchange({ ...setting, inside: 1 << one, around: 1 << other }, inside, around) ?? []
    }),
  )
  return found.toSorted((a, b) => b.weight - a.weight)
}

/** Node that makes each value; for what a loop or branch hands on its tie. -1 for arguments of the program. */
function findMakers({ nodes, values }: Program): Int32Array {
  const makers = values.node.slice()
  for (let node = 0; node < nodes.count; node++)
    for (let port = nodes.portStart[node]! + nodes.operandCount[node]!; port < nodes.portStart[node + 1]!; port++)
      makers[nodes.ports[port]!] = node
  return makers
}

interface Pair {
  readonly program: Program
  readonly bits: ChoiceBits
  readonly makers: Int32Array
  /** Bits of the two choices. */
  readonly inside: number
  readonly around: number
}

/** Undefined where nothing has to be split by the inner choice, and where it would leave partial sums. */
function findExchange(pair: Pair, inside: Choice, around: Choice): Exchange | undefined {
  const { program, makers } = pair
  const { values } = program
  const sides = findSides(pair)
  if (sides === undefined) return undefined
  const borders: number[] = []
  let weight = 0
  for (let value = 0; value < values.count; value++) {
    if (!holdsBoth(pair, value) || values.isFree[value] === 1) continue
    const maker = makers[value]! < 0 ? Side.none : sides[makers[value]!]!
    if (maker === Side.inside) weight += program.module.types[values.type[value]!]?.elements ?? 0
    let met: number = maker
    for (let at = values.useStart[value]!; at < values.useStart[value + 1]!; at++) met |= sides[values.useNode[at]!]!
    if (met === (Side.inside | Side.around)) borders.push(value)
  }
  const seeds = findSeeds(pair, { inside, sides, borders: new Set(borders) })
  return borders.length === 0 || seeds.length === 0 ? undefined : { inside, around, borders, seeds, weight }
}

const holdsBoth = ({ bits, inside, around }: Pair, value: number): boolean =>
  (bits.held[value]! & inside) !== 0 && (bits.held[value]! & around) !== 0

/** Undefined when no node has to be inside, or when one that has sums over the inner choice. */
function findSides(pair: Pair): Uint8Array | undefined {
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

interface Inside {
  readonly inside: Choice
  readonly sides: Uint8Array
  readonly borders: ReadonlySet<number>
}

function findSeeds({ program, bits, inside: bit }: Pair, { inside, sides, borders }: Inside): InnerDim[] {
  const { values, nodes, module } = program
  const isUsedInside = ({ value }: InnerDim): boolean => {
    for (let at = values.useStart[value]!; at < values.useStart[value + 1]!; at++)
      if (sides[values.useNode[at]!] === Side.inside) return true
    return false
  }
  const own = inside.seeds.filter(isUsedInside)
  if (own.length > 0) return own.map(({ value, dim }) => ({ value, dim }))
  const { dims } = findChoices(program).classes
  const roots = new Set(inside.roots)
  return Array.from(nodes.role.keys()).flatMap((node) => {
    if (sides[node] !== Side.inside || operationFamily(program, node) !== 'dot') return []
    const value = nodes.ports[nodes.portStart[node]! + nodes.operandCount[node]!]!
    if ((bits.held[value]! & bit) === 0 || borders.has(value)) return []
    const ranks = module.types[values.type[value]!]?.dims ?? []
    const dim = ranks.findIndex((_, at) => roots.has(dims.find(dims.of(value, at))))
    return [{ value, dim }]
  })
}
