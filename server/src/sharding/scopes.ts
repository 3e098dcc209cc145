// `at "layer_*/mlp" backward result 0`: the values that leave a name scope.
import { addToGroup } from '../base/groups'
import { indexed } from '../base/indexed'
import { sharedInt32, sharedUint8 } from '../base/sharedArrays'
import { compileScope } from '../tactics/matchPattern'
import type { ScopeTarget } from '../tactics/syntaxTree'
import type { NodePlace } from './places'
import { placeOf } from './places'
import type { Program } from './program'
import { NodeRole } from './program'

/** Scopes and primitives of all nodes, each distinct text once. */
export interface ScopeTable {
  readonly texts: readonly string[]
  /** Scope of a node, as an index in `texts`; -1 for outputs. */
  readonly scope: Int32Array
  /** Primitive of a node, as an index in `texts`; -1 for what is no operation of the model. */
  readonly primitive: Int32Array
  /** `file:line` of the user's code, each once, and where a node stands as an index in it; -1 where nothing is said. */
  readonly sources: readonly string[]
  readonly source: Int32Array
  readonly isForward: Uint8Array
  readonly isBackward: Uint8Array
}

/** Read once for each program. */
export const getScopeTable = indexed(readScopes)

/** What names values by their scope. */
export type ScopeName = Pick<ScopeTarget, 'scope' | 'pass' | 'result'>

/**
 * Values that a scope pattern names. A pattern that matches scopes names what leaves each: the values made inside, in the
 * forward pass (or in the backward pass), that are used outside or returned, in program order; `result` picks one of each scope. Scopes inside a
 * matched one belong to it. A pattern that matches no scope is matched against scope and primitive
 * (`layer_0/attn/dot_general`); `result` then picks one of these results in each scope, in program order. Of both passes it
 * names what each of them alone would.
 */
export function findScopeValues(program: Program, name: ScopeName): number[] {
  const inPass = (isBackward: boolean): number[] => findPassValues(program, name, isBackward)
  if (name.pass === 'both') return [...inPass(false), ...inPass(true)]
  return inPass(name.pass === 'backward')
}

function findPassValues(program: Program, name: ScopeName, isBackward: boolean): number[] {
  const { result } = name
  const table = getScopeTable(program)
  const matches = compileScope(name.scope)
  const roots = findRoots(table, matches)
  const leaving = new Map<string, number[]>()
  for (const value of listValues(program, table, isBackward)) {
    const root = rootOf(table, roots, program.values.node[value]!)
    if (root === undefined || !leavesScope(program, value, (user) => rootOf(table, roots, user) === root)) continue
    addToGroup(leaving, root, value)
  }
  if (leaving.size === 0) return findPrimitiveValues(program, { table, matches, isBackward, result })
  return [...leaving.values()].flatMap((values) => (result === undefined ? values : values.slice(result, result + 1)))
}

function readScopes(program: Program): ScopeTable {
  const { nodes } = program
  const [texts, sources] = [createNames(), createNames()]
  const none = (): Int32Array => sharedInt32(nodes.count).fill(-1)
  const table = {
    texts: texts.list,
    scope: none(),
    primitive: none(),
    sources: sources.list,
    source: none(),
    isForward: sharedUint8(nodes.count),
    isBackward: sharedUint8(nodes.count),
  }
  const find = createPlaces(program)
  for (let node = 0; node < nodes.count; node++) {
    if (nodes.role[node] === NodeRole.output) continue
    const place = find(node)
    table.scope[node] = texts.idOf(place.scope)
    if (place.source !== undefined) table.source[node] = sources.idOf(`${place.source.file}:${place.source.line}`)
    if (place.phase === 'forward') table.isForward[node] = 1
    if (place.phase === 'backward') table.isBackward[node] = 1
    if (nodes.role[node] !== NodeRole.tie && place.primitive !== '') table.primitive[node] = texts.idOf(place.primitive)
  }
  return table
}

/** Places of nodes, read once for each location and call site. */
function createPlaces(program: Program): (node: number) => NodePlace {
  const { nodes, module, callSites } = program
  const places = new Map<number, NodePlace>()
  return (node) => {
    const operation = nodes.operation[node]!
    const location = operation < 0 ? -1 : module.columns.operations.location[operation]!
    const key = (location + 1) * (callSites.length + 1) + nodes.callSite[node]! + 1
    const place = places.get(key) ?? placeOf(program, node)
    places.set(key, place)
    return place
  }
}

/** Texts by number, each once. */
function createNames(): { readonly list: readonly string[]; readonly idOf: (text: string) => number } {
  const list: string[] = []
  const ids = new Map<string, number>()
  const idOf = (text: string): number => {
    const id = ids.get(text) ?? list.push(text) - 1
    ids.set(text, id)
    return id
  }
  return { list, idOf }
}

/** By text of the table: the outermost scope around it (or itself) that the pattern matches. */
function findRoots(table: ScopeTable, matches: (scope: string) => boolean): (string | undefined)[] {
  const isMatched = new Map<string, boolean>()
  const matchesOnce = (scope: string): boolean => {
    const isKnown = isMatched.get(scope) ?? matches(scope)
    isMatched.set(scope, isKnown)
    return isKnown
  }
  return table.texts.map((scope) => {
    for (let end = scope.indexOf('/'); end >= 0; end = scope.indexOf('/', end + 1)) {
      if (matchesOnce(scope.slice(0, end))) return scope.slice(0, end)
    }
    return scope !== '' && matchesOnce(scope) ? scope : undefined
  })
}

const rootOf = (table: ScopeTable, roots: readonly (string | undefined)[], node: number): string | undefined =>
  roots[table.scope[node]!]

/** Values that operations of the backward pass define, or of the rest, in program order. */
function listValues({ nodes, values }: Program, table: ScopeTable, isBackward: boolean): number[] {
  const listed: number[] = []
  for (let value = 0; value < values.count; value++) {
    const node = values.node[value]!
    if (node < 0 || values.isFree[value] === 1 || nodes.role[node] === NodeRole.output) continue
    if ((table.isBackward[node] === 1) === isBackward) listed.push(value)
  }
  return listed
}

/** What a loop carries belongs to where the loop stands, so a value that a loop inside hands on does not leave by that. */
function leavesScope({ values }: Program, value: number, isInner: (user: number) => boolean): boolean {
  for (let at = values.useStart[value]!; at < values.useStart[value + 1]!; at++) {
    if (!isInner(values.useNode[at]!)) return true
  }
  return false
}

interface PrimitiveName extends Pick<ScopeName, 'result'> {
  readonly table: ScopeTable
  readonly matches: (scope: string) => boolean
  readonly isBackward: boolean
}

function findPrimitiveValues(program: Program, { table, matches, isBackward, result }: PrimitiveName): number[] {
  const { values } = program
  const named = listValues(program, table, isBackward).filter((value) => {
    const name = operationName(table, values.node[value]!)
    return name !== undefined && matches(name)
  })
  if (result === undefined) return named
  const counts = new Map<number, number>()
  return named.filter((value) => {
    const scope = table.scope[values.node[value]!]!
    const number = counts.get(scope) ?? 0
    counts.set(scope, number + 1)
    return number === result
  })
}

/** `layer_0/attn/dot_general`; undefined for what is no operation of the model. */
function operationName({ texts, scope, primitive }: ScopeTable, node: number): string | undefined {
  if (primitive[node]! < 0) return undefined
  const [around, name] = [texts[scope[node]!]!, texts[primitive[node]!]!]
  return around === '' ? name : `${around}/${name}`
}

/** Primitives of one pass in the scopes that a pattern matches, each once, in program order. */
export function primitivesIn(program: Program, pattern: string, isBackward: boolean): string[] {
  const table = getScopeTable(program)
  const matches = compileScope(pattern)
  const isMatched = table.texts.map((text) => matches(text))
  const names = listValues(program, table, isBackward).flatMap((value) => {
    const node = program.values.node[value]!
    return table.primitive[node]! >= 0 && isMatched[table.scope[node]!] ? [table.texts[table.primitive[node]!]!] : []
  })
  return [...new Set(names)]
}
