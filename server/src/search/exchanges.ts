// Where two layouts of one axis may meet inside a program: part of it is split along one choice, what stands around it along
// another, and the values between are exchanged (all_to_all). Experts among tokens, heads among parts of a sequence.
// Source: docs/SEARCH.md, Inside the program; GShard (arXiv:2006.16668), DeepSpeed-Ulysses (arXiv:2309.14509).
import { groupBy } from '../base/groups'
import { indexed } from '../base/indexed'
import type { Program } from '../sharding/program'
import { familyOf } from '../sharding/scopeNames'
import { mostBits, readChoiceBits } from './choiceBits'
import type { Choice } from './choices'
import { findChoices } from './choices'
import type { InnerDim } from './exchangeSeeds'
import { createDimFinder, findInsideSeeds } from './exchangeSeeds'
import type { Pair } from './exchangeSides'
import { findMakers, findSides, holdsBoth, Side } from './exchangeSides'

export interface Exchange {
  /** What the inside is split by, and what is around it. */
  readonly inside: Choice
  readonly around: Choice
  /** Values between the two, kept for the dim that what is around splits. */
  readonly borders: readonly InnerDim[]
  /** From these the inside is split: arguments where products inside use some, else what the products make. */
  readonly seeds: readonly InnerDim[]
  /** Elements of all that is made inside. */
  readonly weight: number
  /** The exchange of which this leaves out a family of borders. */
  readonly whole?: Exchange
}

/** Families of borders that may be left out, each alone. */
const mostFamilies = 6

/**
 * The same with one family of borders less, where there are several: what is around then takes the layout of the inside one operation
 * further, which costs less where that is a product whose operands are small.
 */
export function reduceBorders(program: Program, exchange: Exchange): Exchange[] {
  const { borders } = exchange
  const families = [...groupBy(borders, ({ value, dim }) => `${familyOf(program, value)} ${dim}`).values()]
  if (families.length < 2) return []
  return families.slice(0, mostFamilies).map((family): Exchange => ({
    ...exchange,
    borders: borders.filter((border) => !family.includes(border)),
    whole: exchange,
  }))
}

/** The heaviest inside first. Inside is a choice of parameters, around one of inputs or that meets itself. */
export const findExchanges = indexed(collect)

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

/** With the border that fewest elements cross. Undefined where nothing has to be split by the inner choice, or it would leave partial sums. */
function findExchange(pair: Pair, inside: Choice, around: Choice): Exchange | undefined {
  const { program } = pair
  const ways = findSides(pair).map((sides) => ({ sides, ...findBorders(pair, sides) }))
  // Of equal ones that with less inside.
  const best = ways.toReversed().toSorted((a, b) => a.crossed - b.crossed)[0]
  if (best === undefined) return undefined
  const { sides, borders, weight } = best
  const seeds = findInsideSeeds(pair, inside, { sides, borders: new Set(borders) })
  if (borders.length === 0 || seeds.length === 0) return undefined
  const dimOf = createDimFinder(program, around)
  return { inside, around, borders: borders.map((value) => ({ value, dim: dimOf(value) })), seeds, weight }
}

interface Borders {
  /** Values that both sides touch. */
  readonly borders: readonly number[]
  /** Elements of these, and of all that is made inside. */
  readonly crossed: number
  readonly weight: number
}

function findBorders(pair: Pair, sides: Uint8Array): Borders {
  const { program, makers } = pair
  const { values } = program
  const borders: number[] = []
  let [crossed, weight] = [0, 0]
  for (let value = 0; value < values.count; value++) {
    if (!holdsBoth(pair, value) || values.isFree[value] === 1) continue
    const maker = makers[value]! < 0 ? Side.none : sides[makers[value]!]!
    const elements = program.module.types[values.type[value]!]?.elements ?? 0
    if (maker === Side.inside) weight += elements
    let met: number = maker
    for (let at = values.useStart[value]!; at < values.useStart[value + 1]!; at++) met |= sides[values.useNode[at]!]!
    if (met !== (Side.inside | Side.around)) continue
    borders.push(value)
    crossed += elements
  }
  return { borders, crossed, weight }
}
