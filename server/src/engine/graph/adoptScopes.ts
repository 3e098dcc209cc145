// Operations without a name scope (residual additions, norms written between two blocks) go where they stand in program order.
import type { Program } from '../../sharding/program'
import { NodeRole } from '../../sharding/program'

type Scope = readonly string[]
const none: Scope = []

/**
 * Scope of each node, that of its neighbours where it has none. Neighbours are of the same phase and region; what stands between
 * two of one scope belongs to it, what stands between two numbered blocks to the first of them. Loops and branches are groups of their own.
 */
export function adoptScopes(
  program: Program,
  phases: Uint8Array,
  scopeOf: (node: number) => Scope,
): (node: number) => Scope {
  const { nodes } = program
  const own: Scope[] = []
  const next: Scope[] = []
  const latest = new Map<number, Scope>()
  const frameOf = (node: number): number => nodes.region[node]! * 4 + phases[node]!
  for (let node = nodes.count - 1; node >= 0; node--) {
    const isNode = nodes.role[node] !== NodeRole.tie && nodes.role[node] !== NodeRole.output
    own[node] = isNode ? scopeOf(node) : none
    next[node] = latest.get(frameOf(node)) ?? none
    if (own[node]!.length > 0) latest.set(frameOf(node), own[node]!)
  }
  latest.clear()
  for (let node = 0; node < nodes.count; node++) {
    const scope = own[node]!
    const isStructure = nodes.role[node] === NodeRole.loop || nodes.role[node] === NodeRole.branch
    if (scope.length > 0) latest.set(frameOf(node), scope)
    else if (!isStructure) own[node] = between(latest.get(frameOf(node)), next[node]!)
  }
  return (node) => own[node]!
}

function between(before: Scope | undefined, after: Scope): Scope {
  if (before === undefined) return after.slice(0, 1)
  if (after.length === 0) return before.slice(0, 1)
  let common = 0
  while (common < before.length && before[common] === after[common]) common++
  const block = before[common]
  return block !== undefined && (common === 0 || /\d/.test(block))
    ? before.slice(0, common + 1)
    : before.slice(0, common)
}
