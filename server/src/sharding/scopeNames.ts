// How a person would name a value by its place: the scope that it leaves, or the operation that makes it, in all layers alike.
import { indexed } from '../base/indexed'
import { printScope } from '../tactics/printTactics'
import type { Program } from './program'
import type { ScopeName } from './scopes'
import { findScopeValues, getScopeTable } from './scopes'

/** Its scope with numbers as `*`, and its pass; undefined where it has none that could be written. */
export function layersOf(program: Program, value: number): ScopeName | undefined {
  const table = getScopeTable(program)
  const node = program.values.node[value]!
  const text = node < 0 ? undefined : table.texts[table.scope[node]!]
  const scope = text === undefined ? undefined : withoutNumbers(text)
  return scope === undefined || /["\\]/.test(scope)
    ? undefined
    : { scope, pass: table.isBackward[node] === 1 ? 'backward' : 'forward', result: undefined }
}

/** The same with the primitive of the operation behind it: `layer_*\/attn/dot_general`. */
export function operationsOf(program: Program, value: number): ScopeName | undefined {
  const table = getScopeTable(program)
  const layers = layersOf(program, value)
  const primitive = table.texts[table.primitive[program.values.node[value]!]!]
  const scope = [layers?.scope, primitive].filter((part) => part !== undefined && part !== '').join('/')
  return layers === undefined || scope === '' ? undefined : { ...layers, scope }
}

/** Pass, scope and primitive of the operation that makes a value, which is none of an argument. */
export function placeOfValue(
  program: Program,
  value: number,
): { readonly isBackward: boolean; readonly scope: string; readonly primitive: string } {
  const table = getScopeTable(program)
  const node = program.values.node[value]!
  const textOf = (id: number | undefined): string => (id === undefined || id < 0 ? '' : table.texts[id]!)
  return {
    isBackward: table.isBackward[node] === 1,
    scope: textOf(table.scope[node]),
    primitive: textOf(table.primitive[node]),
  }
}

/** Equal for values that the same operation makes in scopes that differ in numbers alone, in the same pass. */
export function familyOf(program: Program, value: number): string {
  const { isBackward, scope, primitive } = placeOfValue(program, value)
  return `${isBackward} ${withoutNumbers(scope)} ${primitive}`
}

/** `layer_*` of `layer_12`: the same for equal layers. */
export const withoutNumbers = (scope: string): string => scope.replaceAll(/\d+/g, '*')

const valuesByScope = indexed((_: Program) => new Map<string, readonly number[]>())

/** `findScopeValues`, kept: each look goes through the whole program, and values of one scope ask for the same. */
export function valuesOfScope(program: Program, name: ScopeName): readonly number[] {
  const kept = valuesByScope(program)
  const key = printScope(name)
  const values = kept.get(key) ?? findScopeValues(program, name)
  kept.set(key, values)
  return values
}
