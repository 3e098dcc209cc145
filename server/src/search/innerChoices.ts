// Dims that exist only inside a program, as choices: the capacity of experts, parts that a reshape makes of a sequence.
// Equal layers are one choice here too: values of one type at one dim, in scopes that differ in numbers alone.
import { indexed } from '../base/indexed'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'
import { placeOfValue, withoutNumbers } from '../sharding/scopeNames'
import type { ChoiceDraft } from './choiceDrafts'
import { addClass } from './choiceDrafts'
import type { Choice } from './choices'
import { findChoices } from './choices'

/** Heaviest first. Linear in values and their dims. */
export const findInnerChoices = indexed(collect)

function collect(program: Program): Choice[] {
  const { classes } = findChoices(program)
  const { dims, heaviest, heaviestDim } = classes
  const drafts = new Map<string, ChoiceDraft>()
  const ofArguments = rootsOfArguments(program)
  for (let root = 0; root < dims.count; root++) {
    const value = heaviest[root]!
    if (value < 0 || dims.find(root) !== root || ofArguments.has(root) || !canBeNamed(program, value)) continue
    const dim = heaviestDim[root]!
    const key = `${program.values.type[value]!} ${dim} ${withoutNumbers(placeOfValue(program, value).scope)}`
    addClass(drafts, key, classes, { root, seeds: [{ value, dim, argument: -1 }] })
  }
  return [...drafts.values()]
    .map((draft): Choice => {
      const [first] = draft.seeds
      const size = first === undefined ? 1 : program.module.types[program.values.type[first.value]!]!.dims[first.dim]!
      return { ...draft, sizes: [size], isHub: false, isInput: false }
    })
    .filter(({ sizes }) => sizes[0]! > 1)
    .toSorted((a, b) => b.weight - a.weight)
}

function rootsOfArguments(program: Program): ReadonlySet<number> {
  const { dims } = findChoices(program).classes
  return new Set(
    Array.from(program.arguments).flatMap((value, i) =>
      program.module.arguments[i]!.type.dims.map((_, dim) => dims.find(dims.of(value, dim))),
    ),
  )
}

/** Made by an operation, once. */
const canBeNamed = ({ values, nodes }: Program, value: number): boolean =>
  values.isFree[value] === 0 && values.node[value]! >= 0 && nodes.role[values.node[value]!] === NodeRole.operation
