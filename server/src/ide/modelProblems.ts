// Problems shown in a model: those of its text and its own shardings, the conflicts that the active schedule meets at its
// operations, and the reshards that cost much; with the values and actions that they come from.
import type { Problem, RelatedPlace } from '../base/problems'
import type { Evaluation, LoadedModel } from '../engine/analysis'
import { distinctProblems } from '../engine/distinctProblems'
import { describeConflict } from '../engine/findings'
import { valueName } from '../engine/names'
import { describeReshards, findLargeReshards } from '../engine/reshards'
import { conflictSides } from './conflictSides'
import { operationNameSpan } from './modelHover'
import type { ModelFigures } from './modelFigures'
import { findDeciding, findTactic } from './modelFigures'
import { findOrigin } from '../engine/origin'

const [mostConflicts, mostReshards] = [100, 20]
/** Hops of an origin that are followed for a problem: there may be many problems. */
const longestWay = 200

/** Spans are byte offsets of the model; those of related places in tactics are of the session. */
export function modelProblems(model: LoadedModel, figures: ModelFigures | undefined): Problem[] {
  if (figures === undefined) return [...model.problems]
  const { conflicts } = figures.evaluation
  return [
    ...model.problems,
    ...figures.problems,
    // Calls of one function share its text: what is said alike of an operation is said once.
    ...distinctProblems([
      ...conflicts.slice(0, mostConflicts).flatMap((conflict) => conflictProblem(model, figures, conflict)),
      ...reshardProblems(model, figures),
    ]),
  ]
}

function conflictProblem(
  model: LoadedModel,
  figures: ModelFigures,
  conflict: Evaluation['conflicts'][number],
): Problem[] {
  const { program, module } = model
  const operation = program.nodes.operation[conflict.node]!
  if (operation < 0) return []
  const related = conflictSides(figures.evaluation.state, conflict).flatMap(({ value, dim, tactic }) => {
    const name = valueName(program, value)
    const by = figures.tactics[tactic]
    const message = `${name} is tiled at dim ${dim}${by === undefined ? '' : ` by ${by}`}`
    return [...placeOfValue(model, value, message), ...causeOf(figures, { value, axis: conflict.axis, tactic })]
  })
  const span = operationNameSpan(module.columns, operation)
  return [{ code: 'shard.conflict', span, message: describeConflict(conflict, program), related }]
}

/** Costly reshards, each at the operation that it is inserted for; like ones share their message. */
function reshardProblems(model: LoadedModel, figures: ModelFigures): Problem[] {
  const { program, module } = model
  const { collectives } = figures.evaluation.local
  return findLargeReshards(figures.evaluation).flatMap((group) => {
    const message = describeReshards(figures.evaluation, group, figures.tactics)
    return group.members.slice(0, mostReshards).flatMap((member): Problem[] => {
      const { node, value, axes, tactic } = collectives[member]!
      const operation = program.nodes.operation[node]!
      if (operation < 0) return []
      const related = [
        ...placeOfValue(model, value, `${valueName(program, value)} is moved`),
        ...causeOf(figures, { value, axis: axes[0] ?? 0, tactic }),
      ]
      const span = operationNameSpan(module.columns, operation)
      return [{ code: 'cost.large-reshard', span, message, related }]
    })
  })
}

function placeOfValue({ program, module }: LoadedModel, value: number, message: string): RelatedPlace[] {
  const source = program.values.source[value]!
  if (source < 0) return []
  const { nameStart, nameEnd } = module.columns.values
  return [{ span: { start: nameStart[source]!, end: nameEnd[source]! }, message, file: 'model' }]
}

interface Tile {
  readonly value: number
  readonly axis: number
  readonly tactic: number
}

/** The action that a tile comes from, else the tactic. */
function causeOf(figures: ModelFigures, { value, axis, tactic }: Tile): RelatedPlace[] {
  const { state } = figures.evaluation
  const origin = findOrigin(state, value, axis, longestWay)
  const action = origin?.isComplete === true ? findDeciding(figures, origin.tactic, origin.value) : undefined
  if (origin !== undefined && action !== undefined) {
    const message = `${figures.tactics[origin.tactic] ?? ''} tiles ${valueName(state.program, origin.value)} dim ${origin.dim}`
    return [{ span: action.span, message, file: 'tactics' }]
  }
  const named = findTactic(figures, origin?.tactic ?? tactic)
  return named === undefined
    ? []
    : [{ span: named.name.span, message: `${named.name.text} brought it about`, file: 'tactics' }]
}
