// Go to definition and references: patterns to arguments, names to tactics and axes, uses of a value to its definition.
import type { Span } from '../base/problems'
import type { LoadedModel } from '../engine/analysis'
import { findValueAt } from '../mlir/find'
import { findValues } from '../sharding/bindTactic'
import type { TacticsFile } from '../tactics/syntaxTree'

/** Places in the tactics file itself, or in the model (byte offsets). */
export interface Targets {
  readonly file: 'tactics' | 'model'
  readonly origin: Span
  readonly spans: readonly Span[]
}

const covers = (span: Span, offset: number): boolean => offset >= span.start && offset <= span.end
const mostTargets = 200

/** Targets of what stands at an offset of a tactics file. */
export function defineInTactics(
  file: TacticsFile,
  offset: number,
  model: LoadedModel | undefined,
): Targets | undefined {
  for (const schedule of file.schedules) {
    const name = schedule.tactics.find(({ span }) => covers(span, offset))
    const tactic = file.tactics.find((one) => one.name.text === name?.text)
    if (name !== undefined && tactic !== undefined)
      return { file: 'tactics', origin: name.span, spans: [tactic.name.span] }
  }
  for (const tactic of file.tactics) {
    const axis = tactic.axes.find(({ span }) => covers(span, offset))
    const declared = file.mesh?.axes.find(({ name }) => name.text === axis?.text)
    if (axis !== undefined && declared !== undefined)
      return { file: 'tactics', origin: axis.span, spans: [declared.name.span] }
    const action = tactic.actions.find(({ target }) => covers(target.span, offset))
    if (action === undefined || model === undefined) continue
    const spans = findValues(action, model.program)
      .slice(0, mostTargets)
      .flatMap((value) => definitionOf(model, model.program.values.source[value]!) ?? [])
    return { file: 'model', origin: action.target.span, spans }
  }
  return undefined
}

/** Definition of the value at a byte offset of the model. */
export function defineInModel(model: LoadedModel, offset: number): Span | undefined {
  return definitionOf(model, findValueAt(model.module.columns, offset))
}

function definitionOf({ module }: LoadedModel, value: number): Span | undefined {
  if (value < 0) return undefined
  return { start: module.columns.values.nameStart[value]!, end: module.columns.values.nameEnd[value]! }
}

/** Uses of the value at a byte offset, its definition first. */
export function referencesInModel(model: LoadedModel, offset: number): Span[] {
  const { columns } = model.module
  const value = findValueAt(columns, offset)
  const definition = definitionOf(model, value)
  if (definition === undefined) return []
  const spans = [definition]
  const length = definition.end - definition.start
  for (let at = 0; at < columns.operands.value.length; at++) {
    if (columns.operands.value[at] === value)
      spans.push({ start: columns.operands.start[at]!, end: columns.operands.start[at]! + length })
  }
  return spans
}
