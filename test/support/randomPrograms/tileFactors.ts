// Tilings of a program that try each factor of its rules, alone and with another.
import { applyTactic } from '../../../server/src/sharding/applyTactic'
import type { Mesh } from '../../../server/src/sharding/mesh'
import type { Program } from '../../../server/src/sharding/program'
import { NodeRole } from '../../../server/src/sharding/program'
import type { ShardingState } from '../../../server/src/sharding/state'
import { createState } from '../../../server/src/sharding/state'

/** A dim of a value that is made of one factor of a node alone, or begins with it. */
export interface Place {
  readonly value: number
  readonly dim: number
}

/** One place of each factor that is not whole, of every operation. */
export function placesOfFactors(program: Program): Place[] {
  const places: Place[] = []
  const { nodes, rules, values } = program
  for (let node = 0; node < nodes.count; node++) {
    if (nodes.role[node] !== NodeRole.operation) continue
    const rule = rules[nodes.rule[node]!]!
    rule.factors.forEach((factor, id) => {
      if (factor.kind === 'whole') return
      rule.ports.some((dims, port) => {
        const value = nodes.ports[nodes.portStart[node]! + port]!
        const dim = dims.findIndex((factors) => factors[0] === id)
        if (dim < 0 || values.isFree[value] === 1) return false
        places.push({ value, dim })
        return true
      })
    })
  }
  return places
}

/** The state with one dim tiled on an axis and propagated. */
export function tile(state: ShardingState, axis: number, { value, dim }: Place, tactic: number): ShardingState {
  return applyTactic(state, { axis, actions: [{ values: [value], assignment: { kind: 'dim', dim } }] }, tactic, [])
    .state
}

/** Tilings to prove on a mesh: each place on the first axis, then with each place on the second. */
export function* statesOf(program: Program, mesh: Mesh, places: readonly Place[]): Generator<ShardingState> {
  for (const first of places) {
    const alone = tile(createState(program, mesh), 0, first, 0)
    yield alone
    if (mesh.axes.length < 2) continue
    for (const second of places) yield tile(alone, 1, second, 1)
  }
}
