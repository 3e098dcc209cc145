// Values -> targets of actions that name them, and their likes in other layers, as a person would write them.
import { printPath } from '../../base/paths'
import { gradientPath, gradientsOf } from '../../sharding/gradients'
import { pathsOfKind } from '../../sharding/noMatch'
import type { Program } from '../../sharding/program'
import { layersOf, operationsOf, valuesOfScope } from '../../sharding/scopeNames'
import type { ScopeName } from '../../sharding/scopes'
import { getScopeTable } from '../../sharding/scopes'
import { findNamedValues, valueName } from '../../sharding/valueNames'
import { foldPaths } from '../../tactics/foldPaths'
import { printScope } from '../../tactics/printTactics'

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
 * Target that names a value: the pattern of an argument and its likes, of a gradient and its likes, the scope that it leaves in every layer
 * (`at "layer_*\/mlp" result 0`), or its name in the text. Undefined where none of these names it, or names values of another shape too.
 */
export function nameValue(program: Program, value: number): string | undefined {
  const argument = program.arguments.indexOf(value)
  if (argument >= 0) {
    const [pattern, ...others] = nameArguments(program, likeArguments(program, argument))
    return others.length === 0 ? pattern : printPath(program.module.arguments[argument]?.segments ?? [])
  }
  return nameGradient(program, value) ?? nameScope(program, value) ?? nameText(program, value)
}

function nameGradient(program: Program, value: number): string | undefined {
  const gradient = gradientsOf(program).find((one) => one.value === value)
  if (gradient === undefined) return undefined
  const [pattern, ...others] = foldPaths(
    likeArguments(program, gradient.argument).map((argument) => gradientPath(program, argument)),
    pathsOfKind('gradient', program),
    { kind: 'gradient' },
  )
  return others.length === 0 ? pattern : printPath(gradientPath(program, gradient.argument))
}

/** `at %57`, where that is this value alone. */
function nameText(program: Program, value: number): string | undefined {
  const name = valueName(program, value)
  const found = name.startsWith('%') ? findNamedValues(program, name) : []
  return found.length === 1 && found[0] === value ? `at ${name}` : undefined
}

const mostResults = 4

function nameScope(program: Program, value: number): string | undefined {
  const names = (name: ScopeName): boolean => {
    const values = valuesOfScope(program, name)
    return values.includes(value) && values.every((one) => program.values.type[one] === program.values.type[value])
  }
  const layers = layersOf(program, value)
  if (layers !== undefined && layers.scope !== '' && valuesOfScope(program, layers).includes(value)) {
    for (let result = 0; result < mostResults; result++)
      if (names({ ...layers, result })) return printScope({ ...layers, result })
  }
  const operations = operationsOf(program, value)
  if (operations === undefined) return undefined
  const { scope } = getScopeTable(program)
  const scopeOf = (one: number): number => scope[program.values.node[one]!]!
  const here = valuesOfScope(program, operations).filter((one) => scopeOf(one) === scopeOf(value))
  const result = here.length === 1 ? undefined : here.indexOf(value)
  return names({ ...operations, result }) ? printScope({ ...operations, result }) : undefined
}
