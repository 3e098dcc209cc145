// A program's operations as nested groups: what the graph opens level by level. Made once for each program.
import type { GraphNodeKind } from '../../protocol/graph'
import type { Program } from '../../sharding/program'

/** A child of a group: node n as n, group g as ~g. */
export type Child = number

export interface Group {
  readonly index: number
  /** Segments from the root; the same as long as the model is. */
  readonly id: string
  readonly kind: GraphNodeKind
  readonly name: string
  /** -1 for the root. */
  parent: number
  readonly depth: number
  /** In program order of their first operation. */
  children: Child[]
  /** Nodes of its own that are not drawn: constants and what is made of them, the loop or branch that it is. */
  readonly hidden: number[]
  /** Indices of children: equal groups stand together, all others alone. In order of their first child. */
  units: readonly (readonly number[])[]
  /** Nodes inside, as a range of `GroupTree.order`. */
  first: number
  end: number
}

export interface GroupTree {
  readonly program: Program
  /** Group 0 is the root; its children are the phases. */
  readonly groups: readonly Group[]
  /** All nodes but ties and outputs, so that those of a group stand together. */
  readonly order: Int32Array
  /** By node: its place in `order`, or -1. */
  readonly position: Int32Array
  /** By node: the group that holds it directly, or -1. */
  readonly groupOf: Int32Array
}

export const isGroup = (child: Child): boolean => child < 0
export const groupIndex = (child: Child): number => ~child

/** Appends a group; its parent's children do not hold it yet. */
export function addGroup(
  groups: Group[],
  parent: Group | undefined,
  kind: GraphNodeKind,
  { name, segment }: { readonly name: string; readonly segment: string },
): Group {
  const group: Group = {
    index: groups.length,
    id: parent === undefined || parent.index === 0 ? segment : `${parent.id}/${segment}`,
    kind,
    name,
    parent: parent?.index ?? -1,
    depth: parent === undefined ? 0 : parent.depth + 1,
    children: [],
    hidden: [],
    units: [],
    first: 0,
    end: 0,
  }
  groups.push(group)
  return group
}

/** A name without its numbers: equal for `layer_3` and `layer_4`. */
export const generalName = (name: string): string => name.replaceAll(/\d+/g, '*')
