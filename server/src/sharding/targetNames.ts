// How values are called where an action names them: results and gradients by their paths, all else as everywhere.
import { printPath } from '../base/paths'
import { kindOfPattern } from '../tactics/matchPattern'
import type { Action } from '../tactics/syntaxTree'
import { gradientPath, gradientsOf } from './gradients'
import type { Program } from './program'
import { valueName } from './valueNames'

export function namesIn(target: Action['target'], program: Program): (value: number) => string {
  let paths: ReadonlyMap<number, string> | undefined
  return (value) => (paths ??= pathsIn(target, program)).get(value) ?? valueName(program, value)
}

function pathsIn(target: Action['target'], program: Program): ReadonlyMap<number, string> {
  const kind = target.kind === 'path' ? kindOfPattern(target) : 'argument'
  if (kind === 'gradient')
    return new Map(
      gradientsOf(program).map(({ argument, value }) => [value, printPath(gradientPath(program, argument))]),
    )
  if (kind === 'argument') return new Map()
  const { nodes, outputs, module } = program
  return new Map(
    [...outputs].map((node, i) => [nodes.ports[nodes.portStart[node]! + 1]!, module.results[i]?.path ?? `result.${i}`]),
  )
}
