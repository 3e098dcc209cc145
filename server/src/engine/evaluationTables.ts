// Tables that are made of an evaluation once and come with the snapshot: the thread that answers the editor has no time for passes
// over all steps and collectives.
import type { Evaluation } from './analysis'
import type { CollectivesByNode } from './modelIndex'
import { collectivesByNode, stepsByNode } from './modelIndex'
import type { ReshardGroup } from './reshards'
import { findLargeReshards } from './reshards'
import type { StepSums } from './stepSums'
import { stepSumsOf } from './stepSums'

/** Large arrays are shared. */
export interface EvaluationTables {
  readonly collectivesByNode: CollectivesByNode
  readonly stepsByNode: Int32Array
  readonly reshards: readonly ReshardGroup[]
  readonly sums: StepSums
}

/** Linear in steps and nodes. */
export const tablesOfEvaluation = (evaluation: Evaluation): EvaluationTables => ({
  collectivesByNode: collectivesByNode(evaluation.local),
  stepsByNode: stepsByNode(evaluation.local),
  reshards: findLargeReshards(evaluation),
  sums: stepSumsOf(evaluation),
})

/** Takes over tables of the same evaluation. */
export function keepEvaluationTables(evaluation: Evaluation, tables: EvaluationTables): void {
  collectivesByNode.keep(evaluation.local, tables.collectivesByNode)
  stepsByNode.keep(evaluation.local, tables.stepsByNode)
  findLargeReshards.keep(evaluation, tables.reshards)
  stepSumsOf.keep(evaluation, tables.sums)
}
