// An exchange as text: what is split inside by the one place that is named shortest, what stands on its border by scope. A text may
// name more than was found, and less: what counts is the state that the whole strategy ends with.
import { groupBy } from '../../base/groups'
import type { BoundAction, BoundTactic } from '../../sharding/applyTactic'
import type { Program } from '../../sharding/program'
import { NodeRole } from '../../sharding/program'
import { familyOf, placeOfValue } from '../../sharding/scopeNames'
import type { ScopeName } from '../../sharding/scopes'
import { findScopeValues } from '../../sharding/scopes'
import type { ShardingState } from '../../sharding/state'
import { printScope } from '../../tactics/printTactics'
import type { NamedValues } from './innerPatterns'
import { nameInner, scopeOf } from './innerPatterns'

/** Whether a tactic in the place of that of the exchange leads the strategy to the same end. */
export type Leads = (bound: BoundTactic) => boolean

/** Values that the same becomes of, named in a few patterns. */
export interface NamedAction {
  readonly assignment: BoundAction['assignment']
  readonly named: readonly NamedValues[]
}

/** Drops families of what is kept on the border, those of the backward pass first, as long as the rest leads to the same. */
export function dropKept(program: Program, bound: BoundTactic, leads: Leads): BoundTactic {
  const kept = bound.actions.flatMap(({ assignment, values }) => (assignment.kind === 'only' ? values : []))
  const families = [...groupBy(kept, (value) => familyOf(program, value)).values()]
  const isForward = (family: readonly number[]): number => (placeOfValue(program, family[0]!).isBackward ? 0 : 1)
  let rest = bound
  for (const family of families.toSorted((a, b) => isForward(a) - isForward(b))) {
    const fewer = withoutValues(rest, new Set(family))
    if (leads(fewer)) rest = fewer
  }
  return rest
}

export function withoutValues({ axis, actions }: BoundTactic, gone: ReadonlySet<number>): BoundTactic {
  return {
    axis,
    actions: actions
      .map(({ values, assignment }) => ({ values: values.filter((value) => !gone.has(value)), assignment }))
      .filter(({ values }) => values.length > 0),
  }
}

/** Other places that are tried as the seed of the inside. */
const mostSeeds = 3

/**
 * The tactic with its inside split from one place in the place of what it names: one whose operation is the only one of its kind in
 * its scope, so that no condition tells it from others. Undefined where none that is named shorter leads to the same.
 */
export function findShortSeed(
  bound: BoundTactic,
  { after, leads }: { readonly after: ShardingState; readonly leads: Leads },
): BoundTactic | undefined {
  const { program } = after
  const tiles = bound.actions.filter(({ assignment }) => assignment.kind === 'dim')
  const inner = tiles.flatMap(({ values }) => values)
  if (inner.some((value) => !isMade(program, value))) return undefined
  const scopes = new Set(inner.map((value) => placeOfValue(program, value).scope))
  const now = nameInner(program, inner)
  const isShorter = (pattern: string): boolean => now.length > 1 || pattern.length < now[0]!.pattern.length
  const candidates = onlyOnes(program, scopes)
    .map((values) => ({ values, patterns: nameInner(program, values).map(({ pattern }) => pattern) }))
    .filter(({ patterns }) => patterns.length === 1 && isShorter(patterns[0]!))
    .toSorted((a, b) => a.patterns[0]!.length - b.patterns[0]!.length)
  const others = bound.actions.filter(({ assignment }) => assignment.kind !== 'dim')
  let tried = 0
  for (const { values } of candidates) {
    const dims = new Set(values.map((value) => after.valueDim[value * after.axes + bound.axis]!))
    const [dim] = dims
    if (dims.size !== 1 || dim === undefined || dim < 0) continue
    if (tried++ >= mostSeeds) return undefined
    const other: BoundTactic = { axis: bound.axis, actions: [...others, { values, assignment: { kind: 'dim', dim } }] }
    if (leads(other)) return other
  }
  return undefined
}

const isMade = ({ values, nodes }: Program, value: number): boolean =>
  values.node[value]! >= 0 && nodes.role[values.node[value]!] === NodeRole.operation

/** Values in scopes alike to these, by operation, where all that one makes there are of one type: one a scope, as a rule. */
function onlyOnes(program: Program, scopes: ReadonlySet<string>): number[][] {
  const { values } = program
  const made: number[] = []
  for (let value = 0; value < values.count; value++) {
    if (values.isFree[value] === 1 || !isMade(program, value)) continue
    const { scope, primitive, isBackward } = placeOfValue(program, value)
    if (!isBackward && primitive !== '' && scopes.has(scope)) made.push(value)
  }
  return [...groupBy(made, (value) => familyOf(program, value)).values()].filter(
    (family) => family.length <= scopes.size,
  )
}

/** A dim of a value, or -1. */
type DimOf = (value: number) => number

/**
 * What is kept, in several ways, the most exact first: family by family; all that is kept for one dim by its operations, or by its
 * scope, of both passes where it is in both; where that names too much, with a condition that all of it meets. `insideDim` is the
 * dim at which the inside is split.
 */
export function nameKept(program: Program, bound: BoundTactic, insideDim: DimOf): NamedAction[][] {
  const kept = bound.actions.filter(({ assignment }) => assignment.kind === 'only')
  const exact = kept.map(({ assignment, values }) => ({ assignment, named: nameInner(program, values) }))
  const conditions: Conditions = [
    () => undefined,
    (values) => sharedDim(program, values, insideDim),
    (values) => sharedRank(program, values),
    (values, dim) => sharedDim(program, values, () => dim),
  ]
  const joined = [joinOperations, joinScope].flatMap((join) =>
    conditions.map((conditionOf) =>
      joinKept(program, kept, (values, dim) => {
        const name = joinNames(program, values, join)
        return name === undefined ? undefined : nameAll(program, name, conditionOf(values, dim))
      }),
    ),
  )
  return [exact, ...joined]
}

type Conditions = readonly ((values: readonly number[], dim: number) => Comparison | undefined)[]

type Name = (values: readonly number[], dim: number) => NamedValues | undefined

/** The action of most values by one name; the others before it, exactly, as the first action that names a value counts. */
function joinKept(program: Program, kept: readonly BoundAction[], name: Name): NamedAction[] {
  const [most, ...others] = kept.toSorted((a, b) => b.values.length - a.values.length)
  if (most === undefined) return []
  const one = most.assignment.kind === 'only' ? name(most.values, most.assignment.dim) : undefined
  return [
    ...others.map(({ assignment, values }) => ({ assignment, named: nameInner(program, values) })),
    { assignment: most.assignment, named: one === undefined ? nameInner(program, most.values) : [one] },
  ]
}

function nameAll(program: Program, name: ScopeName, condition: Comparison | undefined): NamedValues {
  const all = findScopeValues(program, name)
  if (condition === undefined) return { pattern: printScope(name), values: all }
  const { text, holds } = condition
  return { pattern: `${printScope(name)} where ${text}`, values: all.filter((value) => holds(dimsOf(program, value))) }
}

interface Comparison {
  readonly text: string
  readonly holds: (dims: readonly number[]) => boolean
}

/** The size of a dim, where it is the same in all. */
function sharedDim(program: Program, values: readonly number[], dimOf: DimOf): Comparison | undefined {
  const dim = dimOf(values[0]!)
  const size = dimsOf(program, values[0]!)[dim]
  const isShared = values.every((one) => dimOf(one) === dim && dimsOf(program, one)[dim] === size)
  return size === undefined || !isShared
    ? undefined
    : { text: `dim(${dim}) == ${size}`, holds: (dims) => dims[dim] === size }
}

function sharedRank(program: Program, values: readonly number[]): Comparison | undefined {
  const rank = dimsOf(program, values[0]!).length
  const isShared = values.every((one) => dimsOf(program, one).length === rank)
  return isShared ? { text: `rank == ${rank}`, holds: (dims) => dims.length === rank } : undefined
}

const dimsOf = ({ module, values }: Program, value: number): readonly number[] =>
  module.types[values.type[value]!]?.dims ?? []

type Join = (primitives: readonly string[]) => string

const joinOperations: Join = (primitives) => (primitives.length === 1 ? primitives[0]! : `{${primitives.join(',')}}`)
const joinScope: Join = () => '*'

/** Undefined where values are of scopes that differ in more than numbers. */
function joinNames(program: Program, values: readonly number[], join: Join): ScopeName | undefined {
  const families = [...groupBy(values, (value) => familyOf(program, value)).values()]
  const names = families.flatMap((family) => scopeOf(program, family) ?? [])
  const ends = names.map(({ scope }) => scope.lastIndexOf('/'))
  const around = new Set(names.map(({ scope }, i) => scope.slice(0, Math.max(0, ends[i]!))))
  const [scope] = around
  if (names.length < families.length || around.size !== 1 || scope === undefined || scope === '') return undefined
  const primitives = [...new Set(names.map((name, i) => name.scope.slice(ends[i]! + 1)))].sort()
  const passes = new Set(names.map(({ pass }) => pass))
  return { scope: `${scope}/${join(primitives)}`, pass: passes.size > 1 ? 'both' : names[0]!.pass, result: undefined }
}
