// From which values the inside of an exchange is split.
import { operationFamily } from '../sharding/pointwise'
import type { Program } from '../sharding/program'
import type { Choice } from './choices'
import { findChoices } from './choices'
import type { Pair } from './exchangeSides'
import { Side } from './exchangeSides'

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

/** The first dim of a value that is of the choice, or -1. */
export function createDimFinder(program: Program, choice: Choice): (value: number) => number {
  const { dims } = findChoices(program).classes
  const roots = new Set(choice.roots)
  return (value) => {
    const own = program.module.types[program.values.type[value]!]?.dims ?? []
    return own.findIndex((_, dim) => roots.has(dims.find(dims.of(value, dim))))
  }
}
