// `at "layer_*/mlp" result 0`: the values that leave a name scope.
import { compileScope } from '../tactics/matchPattern'
import { placeOf } from './places'
import type { Program } from './program'
import { NodeRole } from './program'

/**
 * Values that a scope pattern names. A pattern that matches scopes names what leaves each: the values made inside, in the
 * forward pass, that are used outside or returned, in program order; `result` picks one of each scope. A pattern that
 * matches no scope is matched against scope and primitive (`layer_0/attn/dot_general`); `result` is then the result's number.
 */
export function findScopeValues(program: Program, pattern: string, result: number | undefined): number[] {
  const matches = compileScope(pattern)
  const places = listPlaces(program)
  const roots = new Map<string, string | undefined>()
  const rootOf = (scope: string): string | undefined => {
    if (!roots.has(scope)) roots.set(scope, findRoot(scope, matches))
    return roots.get(scope)
  }
  const leaving = new Map<string, number[]>()
  places.forEach((place, node) => {
    const root = place === undefined || place.phase === 'backward' ? undefined : rootOf(place.scope)
    if (root === undefined) return
    const values = leaving.get(root) ?? []
    values.push(
      ...resultsOf(program, node).filter((value) =>
        leavesScope(program, value, (user) => isInside(places[user]?.scope, root)),
      ),
    )
    leaving.set(root, values)
  })
  if (leaving.size === 0) return findPrimitiveValues(program, places, matches, result)
  return [...leaving.values()].flatMap((values) => (result === undefined ? values : values.slice(result, result + 1)))
}

type Place = ReturnType<typeof placeOf>

function listPlaces(program: Program): (Place | undefined)[] {
  const { nodes } = program
  return Array.from({ length: nodes.count }, (_, node) =>
    nodes.role[node] === NodeRole.operation ? placeOf(program, node) : undefined,
  )
}

/** The outermost scope around `scope` (or itself) that the pattern matches. */
function findRoot(scope: string, matches: (scope: string) => boolean): string | undefined {
  if (scope === '') return undefined
  const parts = scope.split('/')
  for (let length = 1; length <= parts.length; length++) {
    const outer = parts.slice(0, length).join('/')
    if (matches(outer)) return outer
  }
  return undefined
}

const isInside = (scope: string | undefined, root: string): boolean =>
  scope !== undefined && (scope === root || scope.startsWith(`${root}/`))

const resultsOf = ({ nodes, values }: Program, node: number): number[] =>
  Array.from(
    nodes.ports.subarray(nodes.portStart[node]! + nodes.operandCount[node]!, nodes.portStart[node + 1]),
  ).filter((value) => values.isFree[value] === 0)

/** Used by a node that does not belong to the scope; backward users of one scope count as outside only with other scopes. */
function leavesScope({ values }: Program, value: number, isInner: (user: number) => boolean): boolean {
  for (let at = values.useStart[value]!; at < values.useStart[value + 1]!; at++) {
    if (!isInner(values.useNode[at]!)) return true
  }
  return false
}

function findPrimitiveValues(
  program: Program,
  places: readonly (Place | undefined)[],
  matches: (scope: string) => boolean,
  result: number | undefined,
): number[] {
  return places.flatMap((place, node) => {
    if (place === undefined || place.primitive === '' || place.phase === 'backward') return []
    const name = place.scope === '' ? place.primitive : `${place.scope}/${place.primitive}`
    if (!matches(name)) return []
    const values = resultsOf(program, node)
    return result === undefined ? values : values.slice(result, result + 1)
  })
}
