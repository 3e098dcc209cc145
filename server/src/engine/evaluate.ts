// One step of a schedule, evaluated: state -> local program -> simulation -> figures. Kept by the prefix of tactics.
import type { Problem } from '../base/problems'
import type { Device } from '../cost/devices'
import { sharesOf } from '../cost/shares'
import { simulate } from '../cost/simulate'
import type { LocalProgram } from '../lowering/localProgram'
import { lower } from '../lowering/lower'
import type { ModelShardings } from '../model/shardings/sharding'
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
import { createMemo, layeredMemo, readingMemo } from './memo'
import { findLargeReshards, summarizeReshards } from './reshards'

interface Partitioned {
  readonly state: ShardingState
  readonly conflicts: readonly Conflict[]
  readonly outcome: TacticOutcome | undefined
  /** Located in the model: of its own shardings, and of regions partitioned by hand. */
  readonly problems?: readonly Problem[]
}

type Costs = Pick<Figured, 'figures' | 'shares' | 'reshards'>

/** Keeps what was computed for one program, by mesh and the tactics so far; figures and evaluations by device too. */
export interface Evaluator {
  readonly program: Program
  readonly partitions: Memo<Partitioned>
  readonly figures: Memo<Costs>
  /** Of schedules asked for in full. */
  readonly evaluations: Memo<Evaluation>
  /** Their local programs: another device costs them nothing but its prices. */
  readonly inFull: Memo<LocalProgram>
  /** Local programs of the other prefixes, as many as there is room for. */
  readonly locals: Memo<LocalProgram>
}

const keptAnalyses = 4

/** How many texts local programs outlive: what was typed is often taken back at once. */
const keptTexts = 2

/**
 * Steps of local programs kept beside those in full. A step takes some 100 bytes in its program and as many in what the cost model keeps
 * of it, so this is 50 MB: every prefix of a model of 20,000 operations under a dozen tactics, none of one of half a million.
 */
const mostKeptSteps = 250_000

export const createEvaluator = (program: Program): Evaluator => ({
  program,
  partitions: createMemo(keptAnalyses),
  figures: createMemo(keptAnalyses),
  evaluations: createMemo(1),
  inFull: createMemo(1),
  locals: createMemo(keptTexts, { most: mostKeptSteps, weigh: ({ steps }) => steps.count }),
})

/** Forgets what the last few analyses did not use. */
export function endAnalysis(evaluator: Evaluator): void {
  evaluator.partitions.endGeneration()
  evaluator.figures.endGeneration()
  evaluator.evaluations.endGeneration()
  evaluator.inFull.endGeneration()
  evaluator.locals.endGeneration()
}

/** Finds what the evaluator keeps and adds nothing: for schedules that are only thought of. */
export function readingOnly(evaluator: Evaluator): Evaluator {
  const { program, partitions, figures, evaluations, inFull, locals } = evaluator
  return {
    program,
    partitions: readingMemo(partitions),
    figures: readingMemo(figures),
    evaluations: readingMemo(evaluations),
    inFull: readingMemo(inFull),
    locals: readingMemo(locals),
  }
}

/** Finds what the evaluator keeps, and keeps its own results apart: for questions that come one after the other beside a text. */
export function layeredOn(evaluator: Evaluator): Evaluator {
  const own = createEvaluator(evaluator.program)
  return {
    program: evaluator.program,
    partitions: layeredMemo(evaluator.partitions, own.partitions),
    figures: layeredMemo(evaluator.figures, own.figures),
    evaluations: layeredMemo(evaluator.evaluations, own.evaluations),
    inFull: layeredMemo(evaluator.inFull, own.inFull),
    locals: layeredMemo(evaluator.locals, own.locals),
  }
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
  const known = evaluator.inFull.find(prefix.key) ?? evaluator.locals.find(prefix.key)
  const costs = evaluator.figures.get(keyOf(prefix, device), () => {
    const local = known ?? evaluator.locals.get(prefix.key, () => lower(state))
    return costsOf(evaluate(prefix, local, device))
  })
  return { state, conflicts, ...costs }
}

/** The same with the local program and the simulation. */
export function evaluatePrefix(evaluator: Evaluator, prefix: Prefix, device: Device): Evaluation {
  const key = keyOf(prefix, device)
  const evaluation = evaluator.evaluations.get(key, () => {
    const local =
      evaluator.locals.find(prefix.key) ?? evaluator.inFull.find(prefix.key) ?? lower(prefix.partitioned.state)
    return evaluate(prefix, local, device)
  })
  evaluator.inFull.get(prefix.key, () => evaluation.local)
  // Where there is room, it is kept longer.
  evaluator.locals.get(prefix.key, () => evaluation.local)
  evaluator.figures.get(key, () => costsOf(evaluation))
  return evaluation
}

const costsOf = ({ figures, shares, reshards }: Evaluation): Costs => ({ figures, shares, reshards })

const keyOf = (prefix: Prefix, device: Device): string => `${JSON.stringify(device)}\n${prefix.key}`

function evaluate({ partitioned: { state, conflicts } }: Prefix, local: LocalProgram, device: Device): Evaluation {
  const simulation = simulate(local, device)
  const figures = { ...simulation.figures, conflicts: conflicts.length }
  const large = findLargeReshards({ local, simulation })
  const reshards = summarizeReshards(local, large)
  const evaluation = { state, local, simulation, conflicts, figures, shares: sharesOf(local, simulation), reshards }
  findLargeReshards.keep(evaluation, large)
  return evaluation
}
