// Dims that stack layers: a loop takes one element of them in each iteration, so a tile there makes the whole stack be gathered.
import type { ShardingState } from './state'

/** A loop carries the value unchanged and takes one element of this dim in each iteration. */
export function isStackedDim(state: ShardingState, value: number, dim: number): boolean {
  const { regions, values, nodes, rules } = state.program
  for (const region of regions) {
    const carried = region.kind === 'body' ? region.inits.indexOf(value) : -1
    const argument = carried < 0 ? -1 : region.arguments[carried]!
    if (argument < 0 || region.yields[carried] !== argument) continue
    for (let at = values.useStart[argument]!; at < values.useStart[argument + 1]!; at++) {
      const rule = rules[nodes.rule[values.useNode[at]!]!]!
      const factor = rule.ports[values.usePort[at]!]?.[dim]?.[0]
      if (factor !== undefined && rule.factors[factor]!.kind === 'whole') return true
    }
  }
  return false
}
