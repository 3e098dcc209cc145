// Random tactics on a program: arguments and inner values tiled, pinned, or given their first divisible dim, axis by axis.
import type { BoundAction } from '../../../server/src/sharding/applyTactic'
import { applyTactic } from '../../../server/src/sharding/applyTactic'
import type { Mesh } from '../../../server/src/sharding/mesh'
import type { Program } from '../../../server/src/sharding/program'
import type { Conflict } from '../../../server/src/sharding/propagate'
import type { ShardingState } from '../../../server/src/sharding/state'
import { createState } from '../../../server/src/sharding/state'
import type { Tape } from './tape'

export const meshes: readonly Mesh[] = [
  { axes: [{ name: 'a', size: 2 }] },
  {
    axes: [
      { name: 'a', size: 2 },
      { name: 'b', size: 2 },
    ],
  },
  {
    axes: [
      { name: 'a', size: 4 },
      { name: 'b', size: 2 },
    ],
  },
  {
    axes: [
      { name: 'a', size: 2 },
      { name: 'b', size: 3 },
    ],
  },
]

const axesOf = (a: number, b: number, c: number): Mesh => ({
  axes: [
    { name: 'a', size: a },
    { name: 'b', size: b },
    { name: 'c', size: c },
  ],
})

/** Also meshes of three axes, with axes of one device, and of more devices than most dims have elements. */
export const manyMeshes: readonly Mesh[] = [
  ...meshes,
  axesOf(2, 2, 2),
  axesOf(2, 1, 4),
  axesOf(3, 2, 2),
  axesOf(1, 8, 1),
]

/** One to six tactics, each on an axis of the mesh. */
export function applyRandomTactics(tape: Tape, program: Program, mesh: Mesh): ShardingState {
  let state = createState(program, mesh)
  let conflicts: readonly Conflict[] = []
  const tactics = 1 + tape.below(6)
  for (let tactic = 0; tactic < tactics; tactic++) {
    const actions = Array.from({ length: 1 + tape.below(3) }, () => randomAction(tape, program))
    const outcome = applyTactic(state, { axis: tape.below(mesh.axes.length), actions }, tactic, conflicts)
    state = outcome.state
    conflicts = [...conflicts, ...outcome.conflicts]
  }
  return state
}

function randomAction(tape: Tape, program: Program): BoundAction {
  const value = randomValue(tape, program)
  const rank = program.module.types[program.values.type[value]!]?.dims.length ?? 0
  const kind = tape.below(8)
  if (kind === 0) return { values: [value], assignment: { kind: 'replicated' } }
  if (kind === 1) return { values: [...program.arguments], assignment: { kind: 'firstDivisible' } }
  return { values: [value], assignment: { kind: 'dim', dim: tape.below(Math.max(rank, 1)) } }
}

/** An argument, a result of the program, or any value inside. */
function randomValue(tape: Tape, program: Program): number {
  const place = tape.below(6)
  if (place < 3 && program.arguments.length > 0) return tape.pick([...program.arguments])
  const outputs = Array.from(program.outputs, (node) => program.nodes.ports[program.nodes.portStart[node]! + 1]!)
  return place === 3 && outputs.length > 0 ? tape.pick(outputs) : tape.below(program.values.count)
}
