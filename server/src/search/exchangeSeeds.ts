// From which values the two sides of an exchange are split.
import { operationFamily } from '../sharding/pointwise'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'
import type { Choice } from './choices'
import { findChoices } from './choices'
import type { Pair } from './exchangeSides'
import { holdsBoth, Side } from './exchangeSides'

/** One dim of a value. */
export interface InnerDim {
  readonly value: number
  readonly dim: number
}

interface Sides {
  /** By node. */
  readonly sides: Uint8Array
  readonly borders: ReadonlySet<number>
}

/** Arguments of the choice that are used inside; where there are none, what products make there. */
export function findInsideSeeds({ program }: Pair, inside: Choice, { sides, borders }: Sides): InnerDim[] {
  const { values, nodes } = program
  const isUsedInside = ({ value }: InnerDim): boolean => {
    for (let at = values.useStart[value]!; at < values.useStart[value + 1]!; at++)
      if (sides[values.useNode[at]!] === Side.inside) return true
    return false
  }
  const own = inside.seeds.filter(isUsedInside)
  if (own.length > 0) return own.map(({ value, dim }) => ({ value, dim }))
  const dimOf = createDimFinder(program, inside)
  return Array.from(nodes.role.keys()).flatMap((node) => {
    if (sides[node] !== Side.inside || operationFamily(program, node) !== 'dot') return []
    const value = nodes.ports[nodes.portStart[node]! + nodes.operandCount[node]!]!
    const dim = borders.has(value) ? -1 : dimOf(value)
    return dim < 0 ? [] : [{ value, dim }]
  })
}

/**
 * One value of each part of the program that holds both choices and touches nothing that its own side splits but over the border: what
 * a loop keeps of the values between for its backward pass. Each with the dim of its side.
 */
export function findCutOff(
  pair: Pair,
  { inside, around }: { readonly inside: Choice; readonly around: Choice },
  found: Sides & { readonly seeds: readonly InnerDim[] },
): InnerDim[] {
  const outer = Array.from({ length: pair.program.values.count }, (_, value) => value).filter(
    (value) => !holdsBoth(pair, value),
  )
  return [
    ...cutOffOf(pair, { ...found, side: Side.around, bit: pair.around, choice: around, reached: outer }),
    ...cutOffOf(pair, {
      ...found,
      side: Side.inside,
      bit: pair.inside,
      choice: inside,
      reached: found.seeds.map(({ value }) => value),
    }),
  ]
}

interface OwnSide extends Sides {
  readonly side: number
  readonly bit: number
  readonly choice: Choice
  /** Values that the side splits to begin with. */
  readonly reached: readonly number[]
}

function cutOffOf({ program, bits }: Pair, { sides, borders, side, bit, choice, reached }: OwnSide): InnerDim[] {
  const { nodes, values } = program
  const isReached = new Uint8Array(values.count)
  const isOwn = (node: number): boolean => sides[node] === side || sides[node] === Side.none
  const flood = (from: readonly number[]): void => {
    const open: number[] = []
    const reach = (value: number): void => {
      if (isReached[value] === 1 || (bits.held[value]! & bit) === 0 || borders.has(value)) return
      isReached[value] = 1
      open.push(value)
    }
    for (const value of from) reach(value)
    for (let value = open.pop(); value !== undefined; value = open.pop())
      for (const node of values.touchNode.subarray(values.touchStart[value], values.touchStart[value + 1]))
        if (isOwn(node))
          for (const port of nodes.ports.subarray(nodes.portStart[node], nodes.portStart[node + 1])) reach(port)
  }
  flood(reached)
  const dimOf = createDimFinder(program, choice)
  const found: InnerDim[] = []
  for (let value = 0; value < values.count; value++) {
    const node = values.node[value]!
    const isMade = node >= 0 && nodes.role[node] === NodeRole.operation && sides[node] === side
    if (!isMade || isReached[value] === 1 || borders.has(value) || values.isFree[value] === 1) continue
    flood([value])
    found.push({ value, dim: dimOf(value) })
  }
  return found.filter(({ dim }) => dim >= 0)
}

/** The first dim of a value that is of the choice, or -1. */
function createDimFinder(program: Program, choice: Choice): (value: number) => number {
  const { dims } = findChoices(program).classes
  const roots = new Set(choice.roots)
  return (value) => {
    const own = program.module.types[program.values.type[value]!]?.dims ?? []
    return own.findIndex((_, dim) => roots.has(dims.find(dims.of(value, dim))))
  }
}
