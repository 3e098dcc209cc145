// Values -> targets of actions that name them, and their likes in other layers, as a person would write them.
import { printPath } from '../../base/paths'
import type { Program } from '../../sharding/program'
import { findScopeValues, getScopeTable } from '../../sharding/scopes'
import { findNamedValues, valueName } from '../../sharding/valueNames'
import { foldPaths } from '../../tactics/foldPaths'

/** Patterns that name exactly these arguments of the program, by their numbers. */
export function nameArguments({ module }: Program, indices: readonly number[]): string[] {
  const pathOf = (i: number): readonly string[] => module.arguments[i]?.segments ?? []
  return foldPaths(
    indices.map(pathOf),
    module.arguments.map(({ segments }) => segments),
  )
}

/** Numbers of the arguments that are like one: the same type, and the same path but for numbers in it. */
export function likeArguments({ module }: Program, index: number): number[] {
  const first = module.arguments[index]
  if (first === undefined) return []
  const shapeOf = (segments: readonly string[]): string => printPath(segments).replaceAll(/\d+/g, '#')
  const wanted = shapeOf(first.segments)
  return module.arguments.flatMap((one, i) => (one.type === first.type && shapeOf(one.segments) === wanted ? [i] : []))
}

/**
 * Target that names a value: the pattern of an argument and its likes, the scope that it leaves in every layer (`at "layer_*\/mlp" result 0`), or its name in
 * the text. Undefined where none of these names it, or names values of another shape too.
 */
export function nameValue(program: Program, value: number): string | undefined {
  const argument = program.arguments.indexOf(value)
  if (argument >= 0) {
    const [pattern, ...others] = nameArguments(program, likeArguments(program, argument))
    return others.length === 0 ? pattern : printPath(program.module.arguments[argument]?.segments ?? [])
  }
  return nameScope(program, value) ?? nameText(program, value)
}

/** `at %57`, where that is this value alone. */
function nameText(program: Program, value: number): string | undefined {
  const name = valueName(program, value)
  const found = name.startsWith('%') ? findNamedValues(program, name) : []
  return found.length === 1 && found[0] === value ? `at ${name}` : undefined
}

const mostResults = 4

function nameScope(program: Program, value: number): string | undefined {
  const table = getScopeTable(program)
  const node = program.values.node[value]!
  const scope = node < 0 ? undefined : table.texts[table.scope[node]!]
  if (scope === undefined || table.isBackward[node] === 1) return undefined
  const pattern = scope.replaceAll(/\d+/g, '*')
  if (/["\\]/.test(pattern)) return undefined
  const names = (text: string, result: number | undefined): boolean => {
    const values = valuesOfScope(program, text, result)
    return values.includes(value) && values.every((one) => program.values.type[one] === program.values.type[value])
  }
  if (pattern !== '' && valuesOfScope(program, pattern, undefined).includes(value)) {
    for (let result = 0; result < mostResults; result++)
      if (names(pattern, result)) return `at "${pattern}" result ${result}`
  }
  const primitive = table.texts[table.primitive[node]!]
  const operation = [pattern, primitive].filter((part) => part !== undefined && part !== '').join('/')
  if (operation === '') return undefined
  if (names(operation, undefined)) return `at "${operation}"`
  for (let result = 0; result < mostResults; result++)
    if (names(operation, result)) return `at "${operation}" result ${result}`
  return undefined
}

const known = new WeakMap<Program, Map<string, readonly number[]>>()

/** Each look goes through the whole program, and values of one scope ask for the same. */
function valuesOfScope(program: Program, pattern: string, result: number | undefined): readonly number[] {
  const kept = known.get(program) ?? new Map<string, readonly number[]>()
  known.set(program, kept)
  const key = `${result ?? ''} ${pattern}`
  const values = kept.get(key) ?? findScopeValues(program, pattern, result)
  kept.set(key, values)
  return values
}
