// The sides of a conflict as values that are tiled: evidence of a node is so already; a value that two operations want split at
// different dims is not, and its sides are what made those operations want it.
import type { Conflict, Evidence } from '../sharding/propagate'
import type { ShardingState } from '../sharding/state'

/** Nodes around a value that are looked at. */
const mostNodes = 64

/** One for each thing that disagrees, in program order. */
export function conflictSides(state: ShardingState, { axis, evidence, kind }: Conflict): readonly Evidence[] {
  const [first] = evidence
  if (kind !== 'value' || first === undefined) return evidence
  const { touchStart, touchNode } = state.program.values
  const start = touchStart[first.value]!
  const nodes = new Set(touchNode.subarray(start, Math.min(touchStart[first.value + 1]!, start + mostNodes)))
  const sides = [...nodes].flatMap((node) => findGiver(state, node, first.value, axis) ?? [])
  return sides.length < 2 ? evidence : sides
}

/** Another value of the node that is tiled along the factor that the node took. */
function findGiver(state: ShardingState, node: number, except: number, axis: number): Evidence | undefined {
  const { nodes, rules } = state.program
  const factor = state.nodeFactor[node * state.axes + axis]!
  if (factor < 0) return undefined
  const { ports } = rules[nodes.rule[node]!]!
  for (const [port, dims] of ports.entries()) {
    const value = nodes.ports[nodes.portStart[node]! + port]!
    const cell = value * state.axes + axis
    const dim = state.valueDim[cell]!
    if (value !== except && dim >= 0 && dims[dim]?.includes(factor) === true)
      return { value, dim, tactic: state.valueTactic[cell]! }
  }
  return undefined
}
