// Problems shown in a model: those of its text and its own shardings, and the conflicts that the active schedule meets at its operations.
import type { Problem, Span } from '../base/problems'
import type { Evaluation, LoadedModel } from '../engine/analysis'
import type { ModelFigures } from './modelHover'
import { describeConflict } from '../engine/findings'
import { valueName } from '../engine/names'
import { describeReshards, findLargeReshards } from '../engine/reshards'
import { textOf } from '../mlir/text'

const mostConflicts = 100

/** Spans are byte offsets of the model. */
export function modelProblems(
  model: LoadedModel,
  figures: Pick<ModelFigures, 'evaluation' | 'problems' | 'tactics'> | undefined,
): Problem[] {
  const conflicts = figures?.evaluation.conflicts.slice(0, mostConflicts) ?? []
  return [
    ...model.problems,
    ...(figures?.problems ?? []),
    ...conflicts.flatMap((conflict) => conflictProblem(model, conflict)),
    ...(figures === undefined ? [] : reshardProblems(model, figures)),
  ]
}

const mostReshards = 100

/** Costly reshards, at the operation that each is inserted for. */
function reshardProblems(
  model: LoadedModel,
  { evaluation, tactics }: Pick<ModelFigures, 'evaluation' | 'tactics'>,
): Problem[] {
  return findLargeReshards(evaluation).flatMap((group) => {
    const message = describeReshards(evaluation, group, tactics)
    return group.members.slice(0, mostReshards).flatMap((member): Problem[] => {
      const span = spanOfNode(model, evaluation.local.collectives[member]!.node)
      return span === undefined ? [] : [{ code: 'cost.large-reshard', span, message }]
    })
  })
}

/** The name of a node's operation in the text. */
function spanOfNode({ program, module: { columns } }: LoadedModel, node: number): Span | undefined {
  const operation = program.nodes.operation[node]!
  if (operation < 0) return undefined
  const start = columns.operations.nameStart[operation]!
  return { start, end: start + textOf(columns, columns.names, columns.operations.name[operation]!).length }
}

function conflictProblem(model: LoadedModel, conflict: Evaluation['conflicts'][number]): Problem[] {
  const span = spanOfNode(model, conflict.node)
  if (span === undefined) return []
  const { program } = model
  const { columns } = model.module
  const related = conflict.evidence.flatMap(({ value, dim }) => {
    const source = program.values.source[value]!
    if (source < 0) return []
    const place = { start: columns.values.nameStart[source]!, end: columns.values.nameEnd[source]! }
    return [{ span: place, message: `${valueName(program, value)} is tiled at dim ${dim}` }]
  })
  return [{ code: 'shard.conflict', span, message: describeConflict(conflict, program), related }]
}
