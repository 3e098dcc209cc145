// Where a tile comes from: back over the nodes that passed it on, to the value that an action named.
import type { ShardingState } from '../sharding/state'
import { BY_ACTION } from '../sharding/state'

export interface Origin {
  /** Index of the tactic in the schedule. */
  readonly tactic: number
  /** The value that its action names. */
  readonly value: number
  readonly dim: number
  /** Nodes that passed it on, from here back. */
  readonly through: readonly number[]
  /** Whether the way ends at an action; where it does not, it is too long to follow or comes out of a loop's own values. */
  readonly isComplete: boolean
}

/** Longer ways are not followed: a hover has milliseconds. */
const longestOfHover = 2000

/** Origin of a value's tile along an axis, or undefined when it is whole. */
export function findOrigin(
  state: ShardingState,
  value: number,
  axis: number,
  longestWay = longestOfHover,
): Origin | undefined {
  const { axes } = state
  const cellOf = (one: number): number => one * axes + axis
  if (state.valueDim[cellOf(value)]! < 0) return undefined
  const through: number[] = []
  const seen = new Set<number>()
  let at = value
  while (state.valueVia[cellOf(at)] !== BY_ACTION && !seen.has(at) && through.length < longestWay) {
    seen.add(at)
    const node = state.valueVia[cellOf(at)]!
    through.push(node)
    const next = findGiver(state, node, at, axis, seen)
    if (next === undefined) break
    at = next
  }
  const isComplete = state.valueVia[cellOf(at)] === BY_ACTION
  return { tactic: state.valueTactic[cellOf(value)]!, value: at, dim: state.valueDim[cellOf(at)]!, through, isComplete }
}

/** A value of the node that was tiled before: by an action, or through another node that is not on the way yet. */
function findGiver(
  state: ShardingState,
  node: number,
  taker: number,
  axis: number,
  seen: ReadonlySet<number>,
): number | undefined {
  const { nodes, rules } = state.program
  const { axes } = state
  const factor = state.nodeFactor[node * axes + axis]!
  const ports = rules[nodes.rule[node]!]!.ports
  const first = nodes.portStart[node]!
  let found: number | undefined
  for (let port = 0; port < ports.length; port++) {
    const value = nodes.ports[first + port]!
    const cell = value * axes + axis
    const dim = state.valueDim[cell]!
    if (value === taker || seen.has(value) || dim < 0 || state.valueVia[cell] === node) continue
    if (ports[port]?.[dim]?.includes(factor) !== true) continue
    if (state.valueVia[cell] === BY_ACTION) return value
    found ??= value
  }
  return found
}
