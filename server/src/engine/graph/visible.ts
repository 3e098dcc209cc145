// Group tree and what is open -> the nodes that are drawn, and for each node of the program the one that stands for it.
import type { Child, Group, GroupTree } from './groups'
import { groupIndex, isGroup } from './groups'
import { createOperationIds } from './operationIds'

export interface Opening {
  /** Ids of groups and stacks. */
  readonly open: ReadonlySet<string>
  /** Ids of stacks whose members stand apart. */
  readonly apart: ReadonlySet<string>
}

export interface VisibleNode {
  readonly id: string
  /** Index of the open node that holds it, or -1. */
  readonly parent: number
  /** What it stands for; the first is the example that its inside is shown of. */
  readonly members: readonly Child[]
  /** Members are equal siblings, folded. */
  readonly isStack: boolean
  /** The stack it was taken from. */
  readonly stack: string | undefined
  readonly isOpen: boolean
}

export interface Visible {
  readonly tree: GroupTree
  /** Parents before what they hold. */
  readonly nodes: readonly VisibleNode[]
  /** By node of the program: index in `nodes`, of an open group for what is not drawn; -1 for ties and outputs. */
  readonly of: Int32Array
}

/** A stack is called after its first member. */
export const stackId = (first: Group): string => `${first.id}*`

/** Linear in the nodes of the program that are shown, or inside of what is. */
export function findVisible(tree: GroupTree, opening: Opening): Visible {
  const nodes: VisibleNode[] = []
  const of = new Int32Array(tree.program.nodes.count).fill(-1)
  showInside({ tree, opening, nodes, of, idOf: createOperationIds(tree) }, [0], -1)
  return { tree, nodes, of }
}

interface Showing {
  readonly tree: GroupTree
  readonly opening: Opening
  readonly nodes: VisibleNode[]
  readonly of: Int32Array
  readonly idOf: (node: number) => string
}

/** The children of equal groups, each for its equals in the others. */
function showInside(showing: Showing, members: readonly number[], parent: number): void {
  const { groups } = showing.tree
  const example = groups[members[0]!]!
  const across = (i: number): Child[] => members.map((member) => groups[member]!.children[i]!)
  for (const unit of example.units) {
    const [first = 0] = unit
    const child = example.children[first]!
    if (unit.length === 1 || !isGroup(child)) {
      show(showing, across(first), { parent, isStack: false, stack: undefined })
      continue
    }
    const stack = stackId(groups[groupIndex(child)]!)
    if (showing.opening.apart.has(stack))
      for (const i of unit) show(showing, across(i), { parent, isStack: false, stack })
    else {
      // Member by member, so that the nodes of one stand together.
      const folded = members.flatMap((member) => unit.map((i) => groups[member]!.children[i]!))
      show(showing, folded, { parent, isStack: true, stack: undefined })
    }
  }
}

type Standing = Pick<VisibleNode, 'parent' | 'isStack' | 'stack'>

function show(showing: Showing, members: readonly Child[], standing: Standing): void {
  const { tree, opening, nodes, of } = showing
  const example = members[0]!
  if (!isGroup(example)) {
    for (const node of members) of[node] = nodes.length
    nodes.push({ id: showing.idOf(example), members, isOpen: false, ...standing })
    return
  }
  const index = nodes.length
  const group = tree.groups[groupIndex(example)]!
  const id = standing.isStack ? stackId(group) : group.id
  const isOpen = opening.open.has(id)
  nodes.push({ id, members, isOpen, ...standing })
  const inner = members.map(groupIndex)
  for (const member of inner) cover(showing, tree.groups[member]!, index, isOpen)
  if (isOpen) showInside(showing, inner, index)
}

function cover({ tree, of }: Showing, { first, end, hidden }: Group, index: number, isOpen: boolean): void {
  if (isOpen) for (const node of hidden) of[node] = index
  else for (let at = first; at < end; at++) of[tree.order[at]!] = index
}
