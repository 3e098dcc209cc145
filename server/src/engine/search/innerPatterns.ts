// Values inside the program -> the fewest `at` patterns that name exactly them: by scope and operation, with equal layers as one,
// and by their place among those of a scope where not all are meant; else by name.
import type { Program } from '../../sharding/program'
import type { ScopeName } from '../../sharding/scopes'
import { familyOf, placeOfValue } from '../../sharding/scopeNames'
import { findScopeValues } from '../../sharding/scopes'
import { valueName } from '../../sharding/valueNames'
import { printCondition, printScope } from '../../tactics/printTactics'
import type { Condition } from '../../tactics/syntaxTree'

/** What stands before the colon, and what it names. */
export interface NamedValues {
  readonly pattern: string
  readonly values: readonly number[]
}

/** Values made by operations. Where a text names more than is meant, `values` has that too. */
export function nameInner(program: Program, values: readonly number[]): NamedValues[] {
  const groups = new Map<string, number[]>()
  for (const value of values) {
    const key = familyOf(program, value)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return [...groups.values()].flatMap((group) => nameGroup(program, group))
}

function nameGroup(program: Program, group: readonly number[]): NamedValues[] {
  const name = scopeOf(program, group)
  const all = name === undefined ? [] : findScopeValues(program, name)
  const wanted = new Set(group)
  if (name === undefined || !group.every((value) => all.includes(value))) return nameEach(program, group)
  if (all.length === group.length) return [{ pattern: printScope(name), values: group }]
  const condition = findCondition(program, group, all)
  if (condition !== undefined) {
    const pattern = `${printScope(name)} where ${printCondition(condition)}`
    return [{ pattern, values: group }]
  }
  const numbered = placesIn(program, group, all).map((result) => ({
    pattern: printScope({ ...name, result }),
    values: findScopeValues(program, { ...name, result }),
  }))
  const named = numbered.flatMap((one) => one.values)
  const isExact = named.length === group.length && named.every((value) => wanted.has(value))
  return isExact ? numbered : nameEach(program, group)
}

/** `layer_*\/attn/dot_general`; undefined for what has no operation's name, and for names that a text cannot hold. */
export function scopeOf(program: Program, group: readonly number[]): ScopeName | undefined {
  const places = group.map((value) => placeOfValue(program, value))
  const [first] = places
  if (first === undefined || first.primitive === '') return undefined
  const segments = first.scope.split('/').map((segment, at) => {
    const isOne = places.every(({ scope }) => scope.split('/')[at] === segment)
    return isOne ? segment : segment.replaceAll(/\d+/g, '*')
  })
  const scope = first.scope === '' ? first.primitive : `${segments.join('/')}/${first.primitive}`
  return /["\\{}]/.test(scope)
    ? undefined
    : { scope, pass: first.isBackward ? 'backward' : 'forward', result: undefined }
}

const nowhere = { start: 0, end: 0 }

/** One comparison that holds for the group and for nothing else there. */
function findCondition(program: Program, group: readonly number[], all: readonly number[]): Condition | undefined {
  const dimsOf = (value: number): readonly number[] => program.module.types[program.values.type[value]!]?.dims ?? []
  const wanted = new Set(group)
  const others = all.filter((value) => !wanted.has(value)).map(dimsOf)
  const [first, ...rest] = group.map(dimsOf)
  if (first === undefined) return undefined
  const isOnly = (read: (dims: readonly number[]) => number | undefined): boolean => {
    const own = read(first)
    return rest.every((dims) => read(dims) === own) && others.every((dims) => read(dims) !== own)
  }
  const equals = { kind: 'comparison', operator: '==', span: nowhere } as const
  if (isOnly((dims) => dims.length)) return { ...equals, property: 'rank', dim: undefined, value: first.length }
  const dim = first.findIndex((_, at) => isOnly((dims) => dims[at]))
  return dim < 0 ? undefined : { ...equals, property: 'dim', dim, value: first[dim]! }
}

/** Places of the group's values among those that are named in their scopes, each once. */
function placesIn(program: Program, group: readonly number[], all: readonly number[]): number[] {
  const wanted = new Set(group)
  const counts = new Map<string, number>()
  const places = new Set<number>()
  for (const value of all) {
    const { scope } = placeOfValue(program, value)
    const place = counts.get(scope) ?? 0
    counts.set(scope, place + 1)
    if (wanted.has(value)) places.add(place)
  }
  return [...places].sort((a, b) => a - b)
}

/** By the names of the text, which a model that is lowered again may not have. */
const nameEach = (program: Program, group: readonly number[]): NamedValues[] =>
  group.map((value) => ({ pattern: `at ${valueName(program, value)}`, values: [value] }))
