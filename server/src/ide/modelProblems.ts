// Problems shown in a model: those of its text, and the conflicts that the active schedule meets at its operations.
import type { Problem } from '../base/problems'
import type { Evaluation, LoadedModel } from '../engine/analysis'
import { describeConflict } from '../engine/findings'
import { valueName } from '../engine/names'
import { textOf } from '../mlir/text'

const mostConflicts = 100

/** Spans are byte offsets of the model. */
export function modelProblems(model: LoadedModel, evaluation: Evaluation | undefined): Problem[] {
  const conflicts = evaluation === undefined ? [] : evaluation.conflicts.slice(0, mostConflicts)
  return [...model.problems, ...conflicts.flatMap((conflict) => conflictProblem(model, conflict))]
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
