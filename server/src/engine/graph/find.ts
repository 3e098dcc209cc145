// Names, or a line of the model -> nodes of the graph, with what has to be open for each to be seen.
import type { GraphFound } from '../../protocol/graph'
import { lineOf, valueName } from '../names'
import { findNamedValues } from '../../sharding/valueNames'
import type { Child, Group, GroupTree } from './groups'
import { groupIndex, isGroup } from './groups'
import { argumentIndex, cut, labelOf, shortName } from './labels'
import { createOperationIds } from './operationIds'
import { openingFor } from './opening'

export interface Found {
  readonly found: readonly GraphFound[]
  /** How many more there are. */
  readonly more: number
}

const mostFound = 50

/** Hits beyond this are counted, not looked at. */
const mostHits = 2000

/** Scopes first, then what reads an argument of that name, then operations and values. Case does not matter; folded equals are one. */
export function findByName(tree: GroupTree, query: string): Found {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return { found: [], more: 0 }
  const found = new Map<string, GraphFound>()
  let more = 0
  const idOf = createOperationIds(tree)
  const add = (hits: readonly number[], toFound: (hit: number) => GraphFound): void => {
    for (const hit of hits.slice(0, mostHits)) {
      const one = toFound(hit)
      if (found.has(one.id)) continue
      if (found.size < mostFound) found.set(one.id, one)
      else more++
    }
    more += Math.max(0, hits.length - mostHits)
  }
  const isNamed = ({ kind, name, index }: Group): boolean =>
    index > 0 && kind !== 'chain' && kind !== 'part' && name.toLowerCase().includes(wanted)
  add(
    tree.groups.filter(isNamed).map(({ index }) => index),
    (group) => toGroup(tree, group),
  )
  add(listHits(tree, wanted), (node) => toNode(tree, idOf, node))
  return { found: [...found.values()], more }
}

function listHits(tree: GroupTree, wanted: string): number[] {
  const { program, order } = tree
  const { module, values, nodes } = program
  const users = [...argumentIndex(program)].flatMap(([value, i]) => {
    const isHit = module.arguments[i]?.path.toLowerCase().includes(wanted) === true
    const user = values.useNode
      .subarray(values.useStart[value], values.useStart[value + 1])
      .find((one) => tree.position[one]! >= 0)
    return isHit && user !== undefined ? [user] : []
  })
  const named = wanted.startsWith('%') ? findNamedValues(program, wanted).map((value) => values.node[value]!) : []
  const isName: (boolean | undefined)[] = []
  const byName = Array.from(order).filter((node) => {
    const name = module.columns.operations.name[nodes.operation[node]!]!
    return (isName[name] ??= shortName(program, node).toLowerCase().includes(wanted))
  })
  return [...named, ...users, ...byName].filter((node) => node >= 0 && tree.position[node]! >= 0)
}

/** What stands at a line of the model, from 1; of a call what it expands to first. */
export function findByLine(tree: GroupTree, line: number): Found {
  const { program } = tree
  const { nodes, module } = program
  const { lineStart } = module.columns
  const [start, end] = [lineStart[line - 1], lineStart[line]]
  if (start === undefined) return { found: [], more: 0 }
  for (let node = 0; node < nodes.count; node++) {
    if (tree.position[node]! < 0) continue
    const at = module.columns.operations.nameStart[nodes.operation[node]!]!
    if (at >= start && at < (end ?? Infinity)) return { found: [toNode(tree, createOperationIds(tree), node)], more: 0 }
  }
  return { found: [], more: 0 }
}

function toGroup(tree: GroupTree, index: number): GraphFound {
  const { open, example } = openingFor(tree, index)
  const group = tree.groups[index]!
  const id = open.at(-1) ?? ''
  const around = tree.groups[example]!.id.split('/').slice(0, -1).join('/')
  return { id, label: cut(group.name), detail: around, open: open.slice(0, -1) }
}

/** An operation that is not drawn is found as the group that holds it. */
function toNode(tree: GroupTree, idOf: (node: number) => string, node: number): GraphFound {
  const { program, groupOf, groups } = tree
  const group = groups[groupOf[node]!]!
  const place = group.children.indexOf(node)
  if (place < 0) return toGroup(tree, group.index)
  const { open, example } = openingFor(tree, group.index)
  const child: Child = groups[example]!.children[place]!
  const shown = isGroup(child) ? groups[groupIndex(child)]!.hidden[0]! : child
  const { label } = labelOf(tree, {
    id: '',
    parent: -1,
    members: [node],
    isStack: false,
    stack: undefined,
    isOpen: false,
  })
  const line = lineOf(program, node)
  return {
    id: idOf(shown),
    label: label === shortName(program, node) ? resultName(tree, node, label) : label,
    detail: group.id,
    open,
    ...(line === 0 ? {} : { line }),
  }
}

function resultName({ program }: GroupTree, node: number, label: string): string {
  const { portStart, operandCount, ports } = program.nodes
  const result = portStart[node]! + operandCount[node]!
  return result < portStart[node + 1]! ? `${valueName(program, ports[result]!)} ${label}` : label
}
