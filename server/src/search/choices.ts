// Classes of dims -> what a search chooses from: equal layers are one choice, dims of state follow their parameters, dims that
// stack layers are none. Source: docs/SEARCH.md, Choices.
import { addToGroup } from '../base/groups'
import { indexed } from '../base/indexed'
import type { Program } from '../sharding/program'
import { ArgumentRole, roleOf } from '../sharding/roles'
import { stacksLayers } from '../sharding/stackedDims'
import { findArgumentFamilies } from './argumentFamilies'
import type { ChoiceDraft } from './choiceDrafts'
import { addClass } from './choiceDrafts'
import type { DimClasses } from './dimClasses'
import { findDimClasses } from './dimClasses'

/** One dim of a value of the program. */
export interface Seed {
  readonly value: number
  readonly dim: number
  /** Index in `program.arguments`; -1 for values inside the program. */
  readonly argument: number
}

/** Dims that are tiled together or not at all. */
export interface Choice {
  /** Arguments that are no state, each with its first dim of the classes; in the order of arguments. */
  readonly seeds: readonly Seed[]
  /** Distinct sizes of those dims: an axis has to divide each. */
  readonly sizes: readonly number[]
  /** Elements of all values with a dim of the classes. */
  readonly weight: number
  /** A value has two dims of one class: queries and keys of one sequence. */
  readonly meetsItself: boolean
  /** More families of parameters have a dim here than in any other choice: the width of the model. */
  readonly isHub: boolean
  /** Some seed is an input, or kept beside parameters: a cache. */
  readonly isInput: boolean
  /** Roots of the classes that it joins: one for each layer, where layers are equal. */
  readonly roots: readonly number[]
}

export interface ChoiceTable {
  readonly classes: DimClasses
  /** Heaviest first. */
  readonly choices: readonly Choice[]
}

/** Found once for each program; linear in its nodes. */
export const findChoices = indexed(collect)

/** A dim of fewer families of parameters is no width of a model. */
const leastOfHub = 3

function collect(program: Program): ChoiceTable {
  const classes = findDimClasses(program)
  const families = findArgumentFamilies(program)
  const roles = roleOf(program)
  const seedsOf = findSeeds(program, classes, roles)
  const drafts = new Map<string, ChoiceDraft>()
  for (const [root, seeds] of seedsOf) {
    const signature = [...new Set(seeds.map(({ argument, dim }) => `${families[argument]!}:${dim}`))].sort().join(' ')
    addClass(drafts, signature, classes, { root, seeds })
  }
  const parameterFamilies = (draft: ChoiceDraft): number =>
    new Set(
      draft.seeds.flatMap(({ argument }) => (roles[argument] === ArgumentRole.parameter ? [families[argument]!] : [])),
    ).size
  const counts = [...drafts.values()].map(parameterFamilies)
  const most = Math.max(leastOfHub, ...counts)
  const isOnly = counts.filter((count) => count === most).length === 1
  const choices = [...drafts.values()].map((draft): Choice => {
    const seeds = draft.seeds.toSorted((a, b) => a.argument - b.argument || a.dim - b.dim)
    return {
      seeds,
      sizes: [...new Set(seeds.map((seed) => sizeOf(program, seed)))],
      weight: draft.weight,
      meetsItself: draft.meetsItself,
      isHub: isOnly && parameterFamilies(draft) === most,
      isInput: seeds.some(({ argument }) => roles[argument] !== ArgumentRole.parameter),
      roots: draft.roots,
    }
  })
  return { classes, choices: choices.toSorted((a, b) => b.weight - a.weight) }
}

/** By root of a class: dims of arguments that are no state. A class with a dim that stacks layers, or of size 1, has none. */
function findSeeds(program: Program, { dims }: DimClasses, roles: Uint8Array): ReadonlyMap<number, Seed[]> {
  const seedsOf = new Map<number, Seed[]>()
  const stacked = new Set<number>()
  program.arguments.forEach((value, argument) => {
    const { type } = program.module.arguments[argument]!
    const own = new Set<number>()
    for (let dim = 0; dim < type.dims.length; dim++) {
      const root = dims.find(dims.of(value, dim))
      if (stacksLayers(program, argument, dim)) stacked.add(root)
      if (roles[argument] === ArgumentRole.state || type.dims[dim]! <= 1 || own.has(root)) continue
      own.add(root)
      addToGroup(seedsOf, root, { value, dim, argument })
    }
  })
  for (const root of stacked) seedsOf.delete(root)
  return seedsOf
}

const sizeOf = ({ module }: Program, { argument, dim }: Seed): number => module.arguments[argument]!.type.dims[dim] ?? 0
