// One step of a schedule, evaluated: state -> local program -> simulation -> figures. Kept by the prefix of tactics.
import type { Device } from '../cost/devices'
import type { Simulation } from '../cost/simulate'
import { simulate } from '../cost/simulate'
import { lower } from '../lowering/lower'
import type { LocalProgram } from '../lowering/localProgram'
import type { BoundTactic, TacticOutcome } from '../sharding/applyTactic'
import { applyTactic } from '../sharding/applyTactic'
import type { Mesh } from '../sharding/mesh'
import type { Program } from '../sharding/program'
import type { Conflict } from '../sharding/propagate'
import type { ShardingState } from '../sharding/state'
import { createState } from '../sharding/state'
import type { Evaluation } from './analysis'
import type { Memo } from './memo'
import { createMemo } from './memo'

interface Partitioned {
  readonly state: ShardingState
  readonly local: LocalProgram
  readonly conflicts: readonly Conflict[]
  readonly outcome: TacticOutcome | undefined
}

/** Keeps what was computed for one program. Keys are made of mesh, device and the tactics so far. */
export interface Evaluator {
  readonly program: Program
  readonly partitions: Memo<Partitioned>
  readonly simulations: Memo<Simulation>
}

const keptAnalyses = 4

export const createEvaluator = (program: Program): Evaluator => ({
  program,
  partitions: createMemo(keptAnalyses),
  simulations: createMemo(keptAnalyses),
})

/** Forgets what the last few analyses did not use. */
export function endAnalysis(evaluator: Evaluator): void {
  evaluator.partitions.endGeneration()
  evaluator.simulations.endGeneration()
}

/** A prefix of a schedule: what it is known by, and how to get there. */
export interface Prefix {
  readonly key: string
  /** Number of tactics. */
  readonly length: number
  readonly partitioned: Partitioned
}

/** The prefix without tactics: everything whole. */
export function startPrefix(evaluator: Evaluator, mesh: Mesh): Prefix {
  const key = mesh.axes.map((axis) => `${axis.name}=${axis.size}`).join(',')
  const partitioned = evaluator.partitions.get(key, () => {
    const state = createState(evaluator.program, mesh)
    return { state, local: lower(state), conflicts: [], outcome: undefined }
  })
  return { key, length: 0, partitioned }
}

/** The prefix with one more tactic; `content` is the tactic without its places in the text. */
export function extendPrefix(evaluator: Evaluator, prefix: Prefix, bound: BoundTactic, content: string): Prefix {
  const key = `${prefix.key}\n${content}`
  const before = prefix.partitioned
  const partitioned = evaluator.partitions.get(key, () => {
    const outcome = applyTactic(before.state, bound, prefix.length, before.conflicts)
    const conflicts = [...before.conflicts, ...outcome.conflicts]
    return { state: outcome.state, local: lower(outcome.state), conflicts, outcome }
  })
  return { key, length: prefix.length + 1, partitioned }
}

/** What a prefix costs on a device. */
export function evaluatePrefix(evaluator: Evaluator, prefix: Prefix, device: Device): Evaluation {
  const { state, local, conflicts } = prefix.partitioned
  const key = `${JSON.stringify(device)}\n${prefix.key}`
  const simulation = evaluator.simulations.get(key, () => simulate(local, device))
  return { state, local, simulation, conflicts, figures: { ...simulation.figures, conflicts: conflicts.length } }
}
