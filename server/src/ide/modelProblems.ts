// Problems shown in a model: those of its text and its own shardings, and the conflicts that the active schedule meets at its operations.
import type { Problem } from '../base/problems'
import type { Evaluation, LoadedModel } from '../engine/analysis'
import type { ModelFigures } from './modelHover'
import { describeConflict } from '../engine/findings'
import { valueName } from '../engine/names'
import { textOf } from '../mlir/text'

const mostConflicts = 100

/** Spans are byte offsets of the model. */
export function modelProblems(
  model: LoadedModel,
  figures: Pick<ModelFigures, 'evaluation' | 'problems'> | undefined,
): Problem[] {
  const conflicts = figures?.evaluation.conflicts.slice(0, mostConflicts) ?? []
  return [
    ...model.problems,
    ...(figures?.problems ?? []),
    ...conflicts.flatMap((conflict) => conflictProblem(model, conflict)),
  ]
}

function conflictProblem({ program, module }: LoadedModel, conflict: Evaluation['conflicts'][number]): Problem[] {
  const operation = program.nodes.operation[conflict.node]!
  if (operation < 0) return []
  const { columns } = module
  const start = columns.operations.nameStart[operation]!
  const span = { start, end: start + textOf(columns, columns.names, columns.operations.name[operation]!).length }
  const related = conflict.evidence.flatMap(({ value, dim }) => {
    const source = program.values.source[value]!
    if (source < 0) return []
    const place = { start: columns.values.nameStart[source]!, end: columns.values.nameEnd[source]! }
    return [{ span: place, message: `${valueName(program, value)} is tiled at dim ${dim}` }]
  })
  return [{ code: 'shard.conflict', span, message: describeConflict(conflict, program), related }]
}
