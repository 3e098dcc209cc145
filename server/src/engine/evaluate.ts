// One step of a schedule, evaluated: state -> local program -> simulation -> figures. Kept by the prefix of tactics.
import type { Problem } from '../base/problems'
import type { Device } from '../cost/devices'
import type { Figures } from '../cost/figures'
import { simulate } from '../cost/simulate'
import type { ModelShardings } from '../model/shardings/sharding'
import { lower } from '../lowering/lower'
import type { BoundTactic, TacticOutcome } from '../sharding/applyTactic'
import { applyModuleShardings } from '../sharding/applyModuleShardings'
import { applyTactic } from '../sharding/applyTactic'
import { startState } from '../sharding/manualRegions'
import type { Mesh } from '../sharding/mesh'
import type { Program } from '../sharding/program'
import type { Conflict } from '../sharding/propagate'
import type { ShardingState } from '../sharding/state'
import type { Evaluation, Figured } from './analysis'
import type { Memo } from './memo'
import { createMemo } from './memo'

interface Partitioned {
  readonly state: ShardingState
  readonly conflicts: readonly Conflict[]
  readonly outcome: TacticOutcome | undefined
  /** Located in the model: of its own shardings, and of regions partitioned by hand. */
  readonly problems?: readonly Problem[]
}

/** Keeps what was computed for one program. Keys are made of mesh, device and the tactics so far. */
export interface Evaluator {
  readonly program: Program
  readonly partitions: Memo<Partitioned>
  readonly figures: Memo<Figures>
  /** Local programs are large: only those of schedules asked for in full are kept. */
  readonly evaluations: Memo<Evaluation>
}

const keptAnalyses = 4

export const createEvaluator = (program: Program): Evaluator => ({
  program,
  partitions: createMemo(keptAnalyses),
  figures: createMemo(keptAnalyses),
  evaluations: createMemo(1),
})

/** Forgets what the last few analyses did not use. */
export function endAnalysis(evaluator: Evaluator): void {
  evaluator.partitions.endGeneration()
  evaluator.figures.endGeneration()
  evaluator.evaluations.endGeneration()
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
    const { value: state, problems } = startState(evaluator.program, mesh)
    return { state, conflicts: [], outcome: undefined, problems }
  })
  return { key, length: 0, partitioned }
}

/** The prefix with one more tactic; `content` is the tactic without its places in the text. */
export function extendPrefix(evaluator: Evaluator, prefix: Prefix, bound: BoundTactic, content: string): Prefix {
  const key = `${prefix.key}\n${content}`
  const before = prefix.partitioned
  const partitioned = evaluator.partitions.get(key, () => {
    const outcome = applyTactic(before.state, bound, prefix.length, before.conflicts)
    return { state: outcome.state, conflicts: [...before.conflicts, ...outcome.conflicts], outcome }
  })
  return { key, length: prefix.length + 1, partitioned }
}

/** Name of the tactic that the model's own shardings are. */
export const moduleTactic = 'module'

/** The prefix with the shardings that the model states; `problems` are located in the model. */
export function extendByModule(
  evaluator: Evaluator,
  prefix: Prefix,
  shardings: ModelShardings,
): { readonly prefix: Prefix; readonly problems: readonly Problem[] } {
  const key = `${prefix.key}\n${moduleTactic}`
  const before = prefix.partitioned
  const partitioned = evaluator.partitions.get(key, () => {
    const { outcome, problems } = applyModuleShardings(before.state, shardings)
    return { state: outcome.state, conflicts: outcome.conflicts, outcome, problems }
  })
  return { prefix: { key, length: prefix.length + 1, partitioned }, problems: partitioned.problems ?? [] }
}

/** What a prefix costs on a device. */
export function figurePrefix(evaluator: Evaluator, prefix: Prefix, device: Device): Figured {
  const { state, conflicts } = prefix.partitioned
  const figures = evaluator.figures.get(keyOf(prefix, device), () => evaluate(prefix, device).figures)
  return { state, conflicts, figures }
}

/** The same with the local program and the simulation. */
export function evaluatePrefix(evaluator: Evaluator, prefix: Prefix, device: Device): Evaluation {
  const key = keyOf(prefix, device)
  const evaluation = evaluator.evaluations.get(key, () => evaluate(prefix, device))
  evaluator.figures.get(key, () => evaluation.figures)
  return evaluation
}

const keyOf = (prefix: Prefix, device: Device): string => `${JSON.stringify(device)}\n${prefix.key}`

function evaluate({ partitioned: { state, conflicts } }: Prefix, device: Device): Evaluation {
  const local = lower(state)
  const simulation = simulate(local, device)
  return { state, local, simulation, conflicts, figures: { ...simulation.figures, conflicts: conflicts.length } }
}
