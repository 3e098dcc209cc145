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
  /** What was decided in this round, in that order: nodes and their factors. */
  readonly nodes: number[]
  readonly factors: number[]
  /** By value: 1 + the dim that decisions of this round ask for, 0 for none; and the first of the nodes that ask. */
  readonly wantedDim: Uint8Array
  readonly wantedBy: Int32Array
}

/** Propagates `axis` from the values in `changed`; writes into `state` and returns the conflicts met. */
export function propagate(
  state: ShardingState,
  axis: number,
  tactic: number,
  changed: readonly number[],
  earlier: ReadonlySet<number>,
): Conflict[] {
  const round = startRound(state, axis, tactic, earlier)
  const seen = new Int32Array(state.program.nodes.count)
  let values = changed
  for (let number = 1; values.length > 0; number++) {
    round.nodes.length = round.factors.length = 0
    decide(round, values, seen, number)
    values = apply(round)
  }
  return round.conflicts
}

const startRound = (state: ShardingState, axis: number, tactic: number, earlier: ReadonlySet<number>): Round => ({
  state,
  axis,
  tactic,
  conflicts: [],
  inConflict: new Set(earlier),
  nodes: [],
  factors: [],
  wantedDim: new Uint8Array(state.program.values.count),
  wantedBy: new Int32Array(state.program.values.count),
})

function decide(round: Round, changed: readonly number[], seen: Int32Array, number: number): void {
  const { state, axis } = round
  const { touchStart, touchNode } = state.program.values
  for (const value of changed) {
    for (let at = touchStart[value]!; at < touchStart[value + 1]!; at++) {
      const node = touchNode[at]!
      if (seen[node] === number) continue
      const factor = state.nodeFactor[node * state.axes + axis]!
      if (factor !== OPEN && !isMet(round, node, factor)) continue
      seen[node] = number
      if (factor === OPEN) decideNode(round, node)
      else {
        round.nodes.push(node)
        round.factors.push(factor)
      }
    }
  }
}

/** A constraint of the model whose turn is to come, and whose operand has come to be split as it says: it holds nothing back. */
function isMet({ state, axis }: Round, node: number, factor: number): boolean {
  const { nodes, rules } = state.program
  const first = nodes.portStart[node]!
  const held = state.valueDim[nodes.ports[first + 1]! * state.axes + axis]!
  if (held > HELD || nodes.portStart[node + 1]! !== first + 2) return false
  const dim = state.valueDim[nodes.ports[first]! * state.axes + axis]!
  return dim === HELD - held && rules[nodes.rule[node]!]!.ports[0]![dim]!.includes(factor)
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
  if (obstacle !== undefined) return recordConflict(round, node, obstacle)
  round.nodes.push(node)
  round.factors.push(factor)
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
  const { state, axis, tactic, wantedDim, wantedBy } = round
  const contested = new Map<number, number[]>()
  const changed: number[] = []
  for (const value of askFor(round, contested)) {
    const dim = wantedDim[value]! - 1
    wantedDim[value] = 0
    const isDivisible = localDimSize(state, value, dim) % state.mesh.axes[axis]!.size === 0
    if (contested.has(value) || !isDivisible)
      recordValueConflict(round, value, contested.get(value) ?? [wantedBy[value]!])
    else {
      setTile(state, value, dim, axis, tactic, wantedBy[value]!)
      changed.push(value)
    }
  }
  return changed
}

/** Takes the factors; returns the values that are to be tiled for them, and in `contested` who wants a value tiled differently. */
function askFor(round: Round, contested: Map<number, number[]>): number[] {
  const { state, axis, tactic, nodes, factors, wantedDim, wantedBy } = round
  const { isFree } = state.program.values
  const values: number[] = []
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!
    if (state.nodeFactor[node * state.axes + axis] === OPEN) setFactor(state, node, factors[i]!, axis, tactic)
    eachHolder(state, node, factors[i]!, (value, dim) => {
      const now = state.valueDim[value * state.axes + axis]!
      if (isFree[value] === 1 || (now !== OPEN && now !== HELD - dim)) return
      const other = wantedDim[value]!
      if (other === 0) {
        wantedDim[value] = dim + 1
        wantedBy[value] = node
        values.push(value)
      } else if (other !== dim + 1) contested.set(value, [wantedBy[value]!, node])
      else if (node < wantedBy[value]!) wantedBy[value] = node
    })
  }
  return values
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
