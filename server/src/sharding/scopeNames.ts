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
  const scope = text?.replaceAll(/\d+/g, '*')
  return scope === undefined || /["\\]/.test(scope)
    ? undefined
    : { scope, isBackward: table.isBackward[node] === 1, result: undefined }
}

/** The same with the primitive of the operation behind it: `layer_*\/attn/dot_general`. */
export function operationsOf(program: Program, value: number): ScopeName | undefined {
  const table = getScopeTable(program)
  const layers = layersOf(program, value)
  const primitive = table.texts[table.primitive[program.values.node[value]!]!]
  const scope = [layers?.scope, primitive].filter((part) => part !== undefined && part !== '').join('/')
  return layers === undefined || scope === '' ? undefined : { ...layers, scope }
}

const valuesByScope = indexed((_: Program) => new Map<string, readonly number[]>())

/** `findScopeValues`, kept: each look goes through the whole program, and values of one scope ask for the same. */
export function valuesOfScope(program: Program, name: ScopeName): readonly number[] {
  const kept = valuesByScope(program)
  const key = printScope(name)
  const values = kept.get(key) ?? findScopeValues(program, name)
  kept.set(key, values)
  return values
}
