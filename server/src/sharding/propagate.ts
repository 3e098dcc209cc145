// Propagation of one axis to a fixed point, in rounds: all nodes touched decide on the round's start, then all decisions
// apply, so the result does not depend on any order (semantics: docs/SEMANTICS.md, Propagation).
import type { OperationRule } from './rules/rule'
import type { ShardingState } from './state'
import { HELD, OPEN, localDimSize, localFactorSize, setFactor, setTile } from './state'

/** One piece of evidence: a value tiled at a dim, by a tactic of the schedule (its index). */
export interface Evidence {
  readonly value: number
  readonly dim: number
  readonly tactic: number
}

/** A node that computes whole along an axis because its evidence disagrees, or a value that two nodes want tiled differently. */
export interface Conflict {
  readonly axis: number
  readonly node: number
  readonly evidence: readonly Evidence[]
  readonly kind: 'factors' | 'elsewhere' | 'indivisible' | 'value'
}

interface Round {
  readonly state: ShardingState
  readonly axis: number
  readonly tactic: number
  readonly conflicts: Conflict[]
  /** Nodes in conflict already, so that each is recorded once. */
  readonly inConflict: Set<number>
  readonly factorOf: Map<number, number>
}

/** Propagates `axis` from the values in `changed`; writes into `state` and returns the conflicts met. */
export function propagate(
  state: ShardingState,
  axis: number,
  tactic: number,
  changed: readonly number[],
  earlier: ReadonlySet<number>,
): Conflict[] {
  const round = {
    state,
    axis,
    tactic,
    conflicts: [],
    inConflict: new Set(earlier),
    factorOf: new Map<number, number>(),
  }
  const seen = new Int32Array(state.program.nodes.count)
  let values = changed
  for (let number = 1; values.length > 0; number++) {
    round.factorOf.clear()
    decide(round, values, seen, number)
    values = apply(round)
  }
  return round.conflicts
}

function decide(round: Round, changed: readonly number[], seen: Int32Array, number: number): void {
  const { state, axis } = round
  const { touchStart, touchNode } = state.program.values
  for (const value of changed) {
    for (let at = touchStart[value]!; at < touchStart[value + 1]!; at++) {
      const node = touchNode[at]!
      if (seen[node] === number || state.nodeFactor[node * state.axes + axis] !== OPEN) continue
      seen[node] = number
      decideNode(round, node)
    }
  }
}

function decideNode(round: Round, node: number): void {
  const { state, axis } = round
  const { nodes, rules } = state.program
  const rule = rules[nodes.rule[node]!]!
  const first = nodes.portStart[node]!
  let factor = OPEN
  for (let port = 0; port < rule.ports.length; port++) {
    const dim = state.valueDim[nodes.ports[first + port]! * state.axes + axis]!
    if (dim < 0) continue
    const found = factorAt(state, node, rule, port, dim)
    if (found === OPEN || found === factor) continue
    if (factor !== OPEN) return recordConflict(round, node, 'factors')
    factor = found
  }
  if (factor === OPEN) return
  const obstacle = findObstacle(round, node, rule, factor)
  if (obstacle === undefined) round.factorOf.set(node, factor)
  else recordConflict(round, node, obstacle)
}

/** Factor that an axis on a dim belongs to: the first, major to minor, whose local size is above 1; OPEN if it is whole. */
function factorAt(state: ShardingState, node: number, rule: OperationRule, port: number, dim: number): number {
  for (const factor of rule.ports[port]?.[dim] ?? []) {
    if (localFactorSize(state, node, factor) > 1) return rule.factors[factor]!.kind === 'whole' ? OPEN : factor
  }
  return OPEN
}

/** Why a node cannot take the one factor its evidence points to. */
function findObstacle(round: Round, node: number, rule: OperationRule, factor: number): Conflict['kind'] | undefined {
  const { state, axis } = round
  const { nodes } = state.program
  if (localFactorSize(state, node, factor) % state.mesh.axes[axis]!.size !== 0) return 'indivisible'
  const first = nodes.portStart[node]!
  for (let port = 0; port < rule.ports.length; port++) {
    const value = nodes.ports[first + port]!
    const tiled = state.valueDim[value * state.axes + axis]!
    const dims = rule.ports[port]!
    for (let dim = 0; dim < dims.length; dim++) {
      const position = dims[dim]!.indexOf(factor)
      if (position < 0) continue
      if (tiled >= 0 && tiled !== dim) return 'elsewhere'
      for (let major = 0; major < position; major++) {
        if (localFactorSize(state, node, dims[dim]![major]!) > 1) return 'indivisible'
      }
    }
  }
  return undefined
}

function recordConflict(round: Round, node: number, kind: Conflict['kind']): void {
  if (round.inConflict.has(node)) return
  round.inConflict.add(node)
  const { state, axis } = round
  const { nodes } = state.program
  const evidence: Evidence[] = []
  for (let at = nodes.portStart[node]!; at < nodes.portStart[node + 1]!; at++) {
    const value = nodes.ports[at]!
    const cell = value * state.axes + axis
    const dim = state.valueDim[cell]!
    if (dim >= 0 && !evidence.some((known) => known.value === value))
      evidence.push({ value, dim, tactic: state.valueTactic[cell]! })
  }
  round.conflicts.push({ axis, node, evidence, kind })
}

/** Takes the factors decided, then tiles what they ask for; returns the values that changed. */
function apply(round: Round): number[] {
  const { state, axis, tactic } = round
  const wanted = new Map<number, { dim: number; node: number }>()
  const contested = new Map<number, number[]>()
  for (const [node, factor] of round.factorOf) {
    setFactor(state, node, factor, axis, tactic)
    eachHolder(state, node, factor, (value, dim) => {
      const now = state.valueDim[value * state.axes + axis]!
      if (state.program.values.isFree[value] === 1 || (now !== OPEN && now !== HELD - dim)) return
      const other = wanted.get(value)
      if (other === undefined) wanted.set(value, { dim, node })
      else if (other.dim !== dim) contested.set(value, [other.node, node])
      else other.node = Math.min(other.node, node)
    })
  }
  const changed: number[] = []
  for (const [value, { dim, node }] of wanted) {
    const isDivisible = localDimSize(state, value, dim) % state.mesh.axes[axis]!.size === 0
    if (contested.has(value) || !isDivisible) recordValueConflict(round, value, contested.get(value) ?? [node])
    else {
      setTile(state, value, dim, axis, tactic, node)
      changed.push(value)
    }
  }
  return changed
}

function eachHolder(
  state: ShardingState,
  node: number,
  factor: number,
  visit: (value: number, dim: number) => void,
): void {
  const { nodes, rules } = state.program
  const { ports } = rules[nodes.rule[node]!]!
  const first = nodes.portStart[node]!
  for (let port = 0; port < ports.length; port++) {
    const dims = ports[port]!
    for (let dim = 0; dim < dims.length; dim++) if (dims[dim]!.includes(factor)) visit(nodes.ports[first + port]!, dim)
  }
}

function recordValueConflict(round: Round, value: number, wantedBy: readonly number[]): void {
  const { axis, tactic, state } = round
  const node = Math.min(...wantedBy)
  const evidence: Evidence[] = []
  for (const one of wantedBy) {
    const factor = state.nodeFactor[one * state.axes + axis]!
    eachHolder(state, one, factor, (held, dim) => {
      if (held === value) evidence.push({ value, dim, tactic })
    })
  }
  round.conflicts.push({ axis, node, evidence, kind: 'value' })
}
