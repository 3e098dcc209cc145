// Values that a model states shardings of -> targets of actions that name exactly them: paths, scopes where these are alike in all
// layers, else names in the text.
import type { Assignment } from '../sharding/applyTactic'
import type { Program } from '../sharding/program'
import { layersOf, operationsOf, valuesOfScope } from '../sharding/scopeNames'
import { findNamedValues, valueName } from '../sharding/valueNames'
import { foldPaths } from '../tactics/foldPaths'
import { printScope, printValue } from '../tactics/printTactics'

/** What becomes of some values along an axis. */
export interface Choice {
  readonly assignment: Assignment
  readonly values: readonly number[]
}

/** A choice as it can be written. */
export interface WrittenChoice extends Choice {
  readonly lines: readonly string[]
  /** Values that nothing names alone: they are not among `values`. */
  readonly unnamed: readonly number[]
}

export function writeChoice(program: Program, { assignment, values }: Choice): WrittenChoice {
  const { module, nodes } = program
  const wanted = new Set(values)
  const isIn = (value: number | undefined): boolean => value !== undefined && wanted.has(value)
  const paths = module.arguments.flatMap(({ segments }, i) => (isIn(program.arguments[i]) ? [segments] : []))
  const outputs = program.outputs.map((node) => nodes.ports[nodes.portStart[node]! + 1]!)
  const isNamed = new Set(program.arguments)
  const results = module.results.flatMap(({ segments }, i) => {
    const value = outputs[i]
    if (value === undefined || !wanted.has(value) || isNamed.has(value)) return []
    isNamed.add(value)
    return [segments]
  })
  const inside = nameInside(program, wanted, isNamed)
  const targets = [
    ...foldPaths(
      paths,
      module.arguments.map(({ segments }) => segments),
    ),
    ...foldPaths(
      results,
      module.results.map(({ segments }) => segments),
      { kind: 'result' },
    ),
    ...inside.targets,
  ]
  const unnamed = new Set(inside.unnamed)
  return {
    assignment,
    values: values.filter((value) => !unnamed.has(value)),
    lines: targets.map((target) => `${target}: ${printValue(assignment)}`),
    unnamed: inside.unnamed,
  }
}

/** Targets of the wanted values that paths do not name. */
function nameInside(
  program: Program,
  wanted: ReadonlySet<number>,
  named: ReadonlySet<number>,
): { readonly targets: readonly string[]; readonly unnamed: readonly number[] } {
  const left = new Set([...wanted].filter((value) => !named.has(value)))
  const targets: string[] = []
  const unnamed: number[] = []
  for (const value of left) {
    const scope = [layersOf(program, value), operationsOf(program, value)].find((name) => {
      const values = name === undefined || name.scope === '' ? [] : valuesOfScope(program, name)
      return values.includes(value) && values.every((one) => wanted.has(one))
    })
    if (scope !== undefined) {
      targets.push(printScope(scope))
      for (const one of valuesOfScope(program, scope)) left.delete(one)
      continue
    }
    const name = valueName(program, value)
    const siblings = findNamedValues(program, name.replace(/#.*/, ''))
    if (siblings.length > 1 && siblings.every((one) => left.has(one))) {
      targets.push(`at ${name.replace(/#.*/, '')}`)
      for (const one of siblings) left.delete(one)
    } else if (isAlone(program, name, value)) targets.push(`at ${name}`)
    else unnamed.push(value)
  }
  return { targets, unnamed }
}

function isAlone(program: Program, name: string, value: number): boolean {
  const found = findNamedValues(program, name)
  return found.length === 1 && found[0] === value
}
