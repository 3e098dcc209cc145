// Dims that stack layers: a loop takes one element of them in each iteration, so a tile there makes the whole stack be gathered.
import { addToGroup } from '../base/groups'
import { indexed } from '../base/indexed'
import { pointwiseOf } from './pointwise'
import type { Program } from './program'
import type { ShardingState } from './state'

/** A loop carries the value unchanged and takes one element of this dim in each iteration. */
export const isStackedDim = ({ program }: ShardingState, value: number, dim: number): boolean =>
  takenDims(program).get(value)?.includes(dim) === true

/** By value that a loop starts from: the dims that it takes elements of. */
const takenDims = indexed((program: Program): ReadonlyMap<number, readonly number[]> => {
  const taken = new Map<number, number[]>()
  for (const region of program.regions) {
    if (region.kind !== 'body') continue
    region.inits.forEach((value, carried) => {
      for (const dim of dimsOf(program, value).keys())
        if (takesElements(program, region, carried, dim)) addToGroup(taken, value, dim)
    })
  }
  return taken
})

type Region = Program['regions'][number]

/** What the loop carries in this place stays what it is, and something in its body needs this dim whole: a slice of one element. */
function takesElements({ values, nodes, rules }: Program, region: Region, carried: number, dim: number): boolean {
  const argument = region.arguments[carried]!
  if (region.yields[carried] !== argument) return false
  for (let at = values.useStart[argument]!; at < values.useStart[argument + 1]!; at++) {
    const rule = rules[nodes.rule[values.useNode[at]!]!]!
    const factor = rule.ports[values.usePort[at]!]?.[dim]?.[0]
    if (factor !== undefined && rule.factors[factor]!.kind === 'whole') return true
  }
  return false
}

/**
 * Whether a dim of an argument stacks layers, or does so in what the argument becomes element by element before the loop (a
 * conversion), or in the parameter that it is the optimizer's state of.
 */
export function stacksLayers(program: Program, argument: number, dim: number): boolean {
  return stacksOf(program).has(keyOf(program, program.arguments[argument]!, dim))
}

/** The first dim of an argument that can be split; one that stacks layers only where there is no other. Undefined when there is none. */
export function chooseSplitDim(
  program: Program,
  argument: number,
  canSplit: (dim: number) => boolean,
): number | undefined {
  const dims = Array.from(program.module.arguments[argument]!.type.dims.keys()).filter(canSplit)
  return dims.find((dim) => !stacksLayers(program, argument, dim)) ?? dims[0]
}

/** Each dim that a loop takes elements of, by family and shape of the value. */
export const stacksOf = indexed(findStacks)

function findStacks(program: Program): ReadonlySet<string> {
  const stacks = new Set<string>()
  for (const [value, dims] of takenDims(program)) for (const dim of dims) stacks.add(keyOf(program, value, dim))
  return stacks
}

const dimsOf = ({ module, values }: Program, value: number): readonly number[] =>
  module.types[values.type[value]!]?.dims ?? []

const keyOf = (program: Program, value: number, dim: number): string =>
  `${pointwiseOf(program).familyOf[value]!} ${dimsOf(program, value).join('x')} ${dim}`
