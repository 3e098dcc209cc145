// What the nodes of the graph are called: operations by what they multiply, chains by what they compute, stacks from first to last.
import { indexed } from '../../base/indexed'
import { bodyOf } from '../../sharding/innerRegions'
import type { Program } from '../../sharding/program'
import { operationFamily } from '../../sharding/pointwise'
import type { Family } from '../../model/operations'
import { operationName } from '../names'
import type { Child, Group, GroupTree } from './groups'
import { generalName, groupIndex, isGroup } from './groups'
import type { VisibleNode } from './visible'

/** Longest label that is sent; drawing cuts it where it does not fit. */
const longestLabel = 200

/** `dot_general`: the operation's name without its dialect. */
export function shortName(program: Program, node: number): string {
  const name = operationName(program, node)
  return name.slice(name.lastIndexOf('.') + 1)
}

export interface Label {
  readonly label: string
  readonly detail: string
}

export const cut = (text: string): string => (text.length > longestLabel ? `${text.slice(0, longestLabel)}…` : text)

export function labelOf(tree: GroupTree, { members, isStack }: VisibleNode): Label {
  const example = members[0]!
  if (!isGroup(example)) return labelOperation(tree.program, example)
  const group = tree.groups[groupIndex(example)]!
  if (group.kind === 'chain') return labelChain(tree.program, group.children)
  if (group.kind === 'part') return { label: group.name, detail: '' }
  return { label: cut(isStack ? labelStack(tree, members) : labelGroup(tree.program, group)), detail: '' }
}

function labelGroup(program: Program, group: Group): string {
  if (group.kind !== 'loop') return group.name
  const node = group.hidden[0]!
  const body = bodyOf(program, node)
  return body === undefined
    ? group.name
    : `while ×${body.tripCount.toLocaleString('en-US')}${body.isTripCountAssumed ? ', assumed' : ''}`
}

/** `layer_0 … layer_31`, and of names that are long what they have in common: `params.layer_*.attn.qkv`. */
function labelStack({ groups }: GroupTree, members: readonly Child[]): string {
  const one = groups[groupIndex(members[0]!)]!.name
  const other = groups[groupIndex(members.at(-1)!)]!.name
  // The backward pass goes through layers from the last to the first.
  const [first, last] = numberIn(one) > numberIn(other) ? [other, one] : [one, other]
  return first.length > longestRange ? generalName(first) : `${first} … ${last}`
}
const longestRange = 14

const numberIn = (name: string): number => Number(/\d+/.exec(name)?.[0] ?? 0)

/** Operations that say little of what a chain computes. */
const quiet: ReadonlySet<Family> = new Set<Family>([
  'broadcast',
  'reshape',
  'bitcast',
  'constant',
  'iota',
  'constraint',
  'barrier',
])

const abbreviations: Readonly<Record<string, string>> = {
  add: 'add',
  subtract: 'sub',
  multiply: 'mul',
  divide: 'div',
  exponential: 'exp',
  maximum: 'max',
  minimum: 'min',
  convert: 'convert',
}

const shorten = (name: string): string => abbreviations[name] ?? name

function labelChain(program: Program, children: readonly Child[]): Label {
  const names = children.map((node) => shorten(shortName(program, node)))
  const telling = names.filter((_, i) => !quiet.has(operationFamily(program, children[i]!)))
  const distinct = [...new Set(telling.length > 0 ? telling : names)]
  return { label: cut(distinct.join(' · ')), detail: `${children.length} ops` }
}

/** A product is called after the argument that it multiplies by, where there is one. */
function labelOperation(program: Program, node: number): Label {
  const name = shorten(shortName(program, node))
  const family = operationFamily(program, node)
  if (family !== 'dot' && family !== 'convolution') return { label: cut(name), detail: '' }
  const kind = family === 'dot' ? 'dot' : 'conv'
  const { ports, portStart, operandCount } = program.nodes
  for (let at = portStart[node]! + operandCount[node]! - 1; at >= portStart[node]!; at--) {
    const path = argumentBehind(program, ports[at]!)
    if (path !== undefined) return { label: cut(lastSegment(path)), detail: kind }
  }
  return { label: kind, detail: '' }
}

const mostViews = 8
const views: ReadonlySet<Family> = new Set<Family>([
  'reshape',
  'transpose',
  'broadcast',
  'bitcast',
  'slice',
  'constraint',
])

/** Path of the argument that a value is, or is a view of. */
function argumentBehind(program: Program, value: number): string | undefined {
  const { nodes, values } = program
  let at = value
  for (let i = 0; i < mostViews; i++) {
    const node = values.node[at]!
    if (node < 0) return program.module.arguments[argumentIndex(program).get(at) ?? -1]?.path
    const isConvert = shortName(program, node) === 'convert'
    if (!isConvert && !views.has(operationFamily(program, node))) return undefined
    at = nodes.ports[nodes.portStart[node]!]!
  }
  return undefined
}

/** By value: which argument it is. */
export const argumentIndex = indexed(
  (program: Program): ReadonlyMap<number, number> => new Map(Array.from(program.arguments, (value, i) => [value, i])),
)

/** `qkv` of `params.layer_3.attn.qkv`; brackets end a name as dots do. */
const lastSegment = (path: string): string =>
  path
    .split(/[.[\]]/)
    .filter((part) => part !== '')
    .at(-1) ?? path

export const labelArguments = ({ module }: Program, indices: readonly number[]): Label =>
  labelPaths(indices.map((i) => module.arguments[i]?.path ?? ''))

/** Results that take the place of arguments are called after them, with a prime. */
export function labelResults({ module }: Program, indices: readonly number[]): Label {
  const results = indices.map((i) => module.results[i])
  const before = results.flatMap((result) => module.arguments[result?.alias ?? -1]?.path ?? [])
  if (before.length < results.length) return labelPaths(results.map((result) => result?.path ?? ''))
  const { label, detail } = labelPaths(before)
  return { label: `${label}′`, detail }
}

function labelPaths(paths: readonly string[]): Label {
  const general = [...new Set(paths.map(generalName))]
  const detail = paths.length === 1 ? '' : `${paths.length.toLocaleString('en-US')} tensors`
  const [only] = general
  if (general.length === 1 && only !== undefined) {
    const segments = (paths.length === 1 ? paths[0]! : only).split('.')
    return { label: cut(segments.slice(-2).join('.')), detail }
  }
  const firsts = [...new Set(general.map((path) => path.split('.')[0] ?? path))]
  const common = firsts.length === 1 ? commonSegments(general) : ''
  const label = common === '' ? firsts.slice(0, 3).join(', ') + (firsts.length > 3 ? ' …' : '') : `${common}.**`
  return { label: cut(label), detail }
}

function commonSegments(paths: readonly string[]): string {
  const split = paths.map((path) => path.split('.'))
  const [first = []] = split
  let common = 0
  while (common < first.length - 1 && split.every((parts) => parts[common] === first[common])) common++
  return first.slice(0, common).join('.')
}
