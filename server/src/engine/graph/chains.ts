// Runs of small operations (elementwise, views, reductions) between two large ones are one chain each, as far as values join them.
import { operationFamily } from '../../sharding/pointwise'
import type { Family } from '../../model/operations'
import type { Program } from '../../sharding/program'
import type { Child, Group } from './groups'
import { addGroup, isGroup } from './groups'

const small: ReadonlySet<Family> = new Set<Family>([
  'elementwise',
  'constant',
  'iota',
  'broadcast',
  'reshape',
  'bitcast',
  'transpose',
  'slice',
  'pad',
  'concatenate',
  'reverse',
  'reduce',
  'constraint',
  'barrier',
])

interface Runs {
  readonly groupOf: Int32Array
  /** By node: operations of one run follow each other with nothing of another group of theirs in between. */
  readonly runOf: Int32Array
}

/**
 * Operations of one run cannot have a way through others between them, so a chain never closes a cycle. A level that would be
 * a single chain stays as it is.
 */
export function joinChains(program: Program, groups: Group[], runs: Runs): void {
  const isSmall =
    program.module.kinds.length === 0 ? () => false : (node: number) => small.has(operationFamily(program, node))
  // Groups that are appended are chains themselves.
  for (let index = groups.length - 1; index >= 0; index--)
    joinLevel(program, groups, groups[index]!, { ...runs, isSmall })
}

function joinLevel(
  program: Program,
  groups: Group[],
  level: Group,
  { groupOf, runOf, isSmall }: Runs & { readonly isSmall: (node: number) => boolean },
): void {
  const leader = new Map<number, number>()
  const find = (node: number): number => {
    const next = leader.get(node)!
    if (next === node) return node
    const end = find(next)
    leader.set(node, end)
    return end
  }
  const { nodes, values } = program
  let stretch = 0
  const stretchOf = new Map<number, number>()
  for (const child of level.children) {
    if (isGroup(child)) continue
    if (!isSmall(child)) {
      stretch++
      continue
    }
    leader.set(child, child)
    stretchOf.set(child, stretch)
    for (let at = nodes.portStart[child]!; at < nodes.portStart[child]! + nodes.operandCount[child]!; at++) {
      const maker = values.node[nodes.ports[at]!]!
      const isJoined = leader.has(maker) && stretchOf.get(maker) === stretch && runOf[maker] === runOf[child]
      if (isJoined && values.isFree[nodes.ports[at]!] === 0) leader.set(find(maker), find(child))
    }
  }
  const members = new Map<number, number[]>()
  for (const node of leader.keys()) {
    const end = find(node)
    const list = members.get(end)
    if (list === undefined) members.set(end, [node])
    else list.push(node)
  }
  if (members.size === 1 && members.values().next().value?.length === level.children.length) return
  replaceByChains(groups, level, { members, find, leader, groupOf })
}

interface Joined {
  readonly members: ReadonlyMap<number, readonly number[]>
  readonly find: (node: number) => number
  readonly leader: ReadonlyMap<number, number>
  readonly groupOf: Int32Array
}

/** Each chain stands where its last operation stood: behind all that it reads. */
function replaceByChains(groups: Group[], level: Group, { members, find, leader, groupOf }: Joined): void {
  let count = 0
  const children: Child[] = []
  for (const child of level.children) {
    const list = leader.has(child) ? members.get(find(child)) : undefined
    if (list === undefined || list.length < 2) children.push(child)
    else if (list.at(-1) === child) {
      const chain = addGroup(groups, level, 'chain', { name: '', segment: `chain.${count++}` })
      chain.children = [...list]
      for (const node of list) groupOf[node] = chain.index
      children.push(~chain.index)
    }
  }
  level.children = children
}
