// Program -> its group tree: nodes placed by phase, scope, call and loop; chains joined; equal groups found; long levels cut.
import { indexed } from '../../base/indexed'
import type { Program } from '../../sharding/program'
import { NodeRole } from '../../sharding/program'
import { joinChains } from './chains'
import { findEqual } from './equalGroups'
import type { Group, GroupTree } from './groups'
import { addGroup, groupIndex, isGroup } from './groups'
import type { PathStep } from './nodePaths'
import { readNodePaths } from './nodePaths'
import { cutLongLevels } from './parts'

/** Linear in nodes and operands, times the depth of the tree; made once for each program. */
export const groupTreeOf = indexed(buildGroupTree)

/** Longest name of a group that goes into its id in full. */
const longestSegment = 100

interface Placing {
  readonly program: Program
  readonly groups: Group[]
  readonly groupOf: Int32Array
  /** By group: inner groups by what they are called and are. */
  readonly inner: Map<string, Group>[]
  /** By group: what its last child was is told by a number that rises when the flow of its own operations is broken. */
  readonly run: number[]
  /** By node: number of the run of its group. */
  readonly runOf: Int32Array
  /** By group: how often a segment was given out. */
  readonly segments: Map<string, number>
  /** Group of each region. */
  readonly regions: Map<number, Group>
}

function buildGroupTree(program: Program): GroupTree {
  const { nodes, values } = program
  const placing: Placing = {
    program,
    groups: [],
    groupOf: new Int32Array(nodes.count).fill(-1),
    inner: [],
    run: [],
    runOf: new Int32Array(nodes.count),
    segments: new Map(),
    regions: new Map(),
  }
  const root = addGroup(placing.groups, undefined, 'phase', { name: '', segment: '' })
  placing.regions.set(0, root)
  const paths = readNodePaths(program)
  for (let node = 0; node < nodes.count; node++) {
    const role = nodes.role[node]!
    if (role === NodeRole.tie || role === NodeRole.output) continue
    const group = paths.below(node).reduce((at, step) => enter(placing, at, step), ensureRegion(placing, node))
    placing.groupOf[node] = group.index
    const last = nodes.ports[nodes.portStart[node + 1]! - 1]
    if (role !== NodeRole.operation) openStructure(placing, group, node)
    else if (last === undefined || values.isFree[last] === 1) group.hidden.push(node)
    else place(placing, group, node)
  }
  joinChains(program, placing.groups, placing)
  findEqual(program, placing.groups, placing.groupOf)
  cutLongLevels(placing.groups, placing.groupOf)
  return finish(placing)
}

function place({ groups, groupOf, run, runOf }: Placing, group: Group, node: number): void {
  groupOf[node] = group.index
  group.children.push(node)
  runOf[node] = run[group.index] ?? 0
  // Around it the flow of own operations ends.
  for (let at = group.parent; at >= 0; at = groups[at]!.parent) run[at] = (run[at] ?? 0) + 1
}

/** The group that a step leads to from another one. */
function enter(placing: Placing, from: Group, { kind, name, instance }: PathStep): Group {
  const key = `${kind}:${instance ?? name}`
  const inner = (placing.inner[from.index] ??= new Map<string, Group>())
  const found = inner.get(key)
  if (found !== undefined) return found
  const group = addGroup(placing.groups, from, kind, { name, segment: segmentOf(placing, from, name, instance) })
  inner.set(key, group)
  from.children.push(~group.index)
  return group
}

/** Unique among siblings: a second group of one name gets a number, and so does one whose name is cut. */
function segmentOf({ segments }: Placing, from: Group, name: string, instance: string | undefined): string {
  const short = name.length > longestSegment ? `${name.slice(0, longestSegment)}~` : name.replaceAll('/', '.')
  const key = `${from.index}:${short}`
  const count = segments.get(key) ?? 0
  segments.set(key, count + 1)
  return instance === undefined && count === 0 && short === name ? short : `${short}.${count}`
}

/** Loops and branches are groups themselves, which hold their node. */
function openStructure(placing: Placing, at: Group, node: number): void {
  const { program, groupOf, regions } = placing
  const isLoop = program.nodes.role[node] === NodeRole.loop
  const kind = isLoop ? 'loop' : 'branch'
  const group = enter(placing, at, { kind, name: isLoop ? 'while' : 'case', instance: `n${node}` })
  group.hidden.push(node)
  groupOf[node] = group.index
  for (const region of program.regions) {
    if (region.node !== node) continue
    if (region.kind === 'body') regions.set(region.id, group)
    else {
      const name = region.kind === 'condition' ? 'condition' : 'branch'
      regions.set(region.id, enter(placing, group, { kind: 'branch', name, instance: `r${region.id}` }))
    }
  }
}

const ensureRegion = ({ program, regions, groups }: Placing, node: number): Group =>
  regions.get(program.nodes.region[node]!) ?? groups[0]!

/** Drops empty groups and lays the nodes out in the order of the tree. */
function finish({ program, groups, groupOf }: Placing): GroupTree {
  const order = new Int32Array(program.nodes.count)
  const position = new Int32Array(program.nodes.count).fill(-1)
  let count = 0
  const add = (node: number): void => {
    position[node] = count
    order[count++] = node
  }
  const walk = (group: Group): void => {
    group.first = count
    for (const node of group.hidden) add(node)
    for (const child of group.children) {
      if (isGroup(child)) walk(groups[groupIndex(child)]!)
      else add(child)
    }
    group.end = count
  }
  walk(groups[0]!)
  return { program, groups, order: order.subarray(0, count), position, groupOf }
}
