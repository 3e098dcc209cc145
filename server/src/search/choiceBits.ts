// Which choices each value of a program has dims of, as bits, so that pairs of choices are compared without reading types again.
import type { Program } from '../sharding/program'
import { holdersOf } from '../sharding/valueDims'
import type { Choice } from './choices'
import { findChoices } from './choices'

/** Choices that have a bit: the heaviest ones. */
export const mostBits = 24

export interface ChoiceBits {
  /** By value: bit i for a dim of choice i. */
  readonly held: Uint32Array
  /** By value: bit i for two dims of choice i. */
  readonly heldTwice: Uint32Array
  /** By node: bit i when some port holds choice i in a dim that has to be whole there. */
  readonly whole: Uint32Array
  /** By node: bit i when the node sums over choice i. */
  readonly summed: Uint32Array
}

/** Linear in nodes, their ports and dims. */
export function readChoiceBits(program: Program, choices: readonly Choice[]): ChoiceBits {
  const { values, nodes, rules, module } = program
  const { dims } = findChoices(program).classes
  const bitOfRoot = new Map(choices.slice(0, mostBits).flatMap(({ roots }, i) => roots.map((root) => [root, 1 << i])))
  const bitOf = (value: number, dim: number): number => bitOfRoot.get(dims.find(dims.of(value, dim))) ?? 0
  const held = new Uint32Array(values.count)
  const heldTwice = new Uint32Array(values.count)
  for (let value = 0; value < values.count; value++) {
    const rank = module.types[values.type[value]!]?.dims.length ?? 0
    for (let dim = 0; dim < rank; dim++) {
      const bit = bitOf(value, dim)
      heldTwice[value]! |= held[value]! & bit
      held[value]! |= bit
    }
  }
  const whole = new Uint32Array(nodes.count)
  const summed = new Uint32Array(nodes.count)
  for (let node = 0; node < nodes.count; node++) {
    const rule = rules[nodes.rule[node]!]!
    holdersOf(rule).forEach((holders, factor) => {
      const { kind } = rule.factors[factor]!
      if (kind === 'parallel') return
      const bits = kind === 'whole' ? whole : summed
      for (let at = 0; at < holders.length; at += 2)
        bits[node]! |= bitOf(nodes.ports[nodes.portStart[node]! + holders[at]!]!, holders[at + 1]!)
    })
  }
  return { held, heldTwice, whole, summed }
}
