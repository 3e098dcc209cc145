// Hover at a place of a model: a value, an operation, a function's symbol, a location's alias, a type.
import type { Span } from '../base/problems'
import type { LoadedModel } from '../engine/analysis'
import type { ModuleColumns } from '../mlir/columns'
import { findOperationAt, findValueAt } from '../mlir/find'
import { operationTable } from '../model/operations'
import { NodeRole } from '../sharding/program'
import { sitesAt } from './callIndex'
import { functionAt } from './modelDefinition'
import type { ModelFigures } from './modelFigures'
import type { HoverContext } from './modelHovers/context'
import { operationHover } from './modelHovers/operationHover'
import { callHover, functionHover, regionHover } from './modelHovers/regionHover'
import { locationHover, typeHover } from './modelHovers/textHover'
import { valueHover } from './modelHovers/valueHover'
import { indexProgram, nodesOf } from '../engine/modelIndex'
import type { Presentation } from './presentation'
import { wordsAlone } from './presentation'
import type { Hover } from './tacticsHover'

/** Hover at a byte offset. Without figures: types, rules and places alone. Costs what it shows, not what the model holds. */
export function modelHover(
  model: LoadedModel,
  offset: number,
  figures: ModelFigures | undefined,
  presentation: Presentation = wordsAlone,
): Hover | undefined {
  const { columns } = model.module
  const context: HoverContext = { model, figures, presentation }
  const value = findValueAt(columns, offset)
  if (value >= 0) return { span: nameAround(columns.bytes, offset), text: valueHover(context, value) }
  const named = functionAt(model, offset)
  if (named >= 0) return { span: symbolAround(columns.bytes, offset), text: functionHover(context, named) }
  return hoverOperation(context, offset) ?? locationHover(context, offset) ?? typeHover(columns, offset)
}

/** Hover of an operation's name. */
function hoverOperation(context: HoverContext, offset: number): Hover | undefined {
  const { model } = context
  const { columns, kinds } = model.module
  const operation = findOperationAt(columns, offset)
  if (operation < 0) return undefined
  const span = operationNameSpan(columns, operation)
  if (offset < span.start || offset > span.end) return undefined
  const { family } = operationTable[kinds[columns.operations.name[operation]!] ?? 'unknown']
  if (family === 'function') {
    const index = columns.functions.operation.indexOf(operation)
    return index < 0 ? undefined : { span, text: functionHover(context, index) }
  }
  const sites = family === 'call' ? sitesAt(model.program, operation) : []
  if (sites.length > 0) return { span, text: callHover(context, operation, sites) }
  const nodes = nodesOf(indexProgram(model.program), operation)
  const [node] = nodes
  if (node === undefined) return undefined
  const role = model.program.nodes.role[node]
  const isRegion = role === NodeRole.loop || role === NodeRole.branch
  return { span, text: isRegion ? regionHover(context, operation) : operationHover(context, nodes) }
}

/** The name of an operation as written: short forms (`call`) are shorter than what the columns call it. */
export function operationNameSpan({ bytes, operations }: ModuleColumns, operation: number): Span {
  const start = operations.nameStart[operation]!
  return { start, end: extend(bytes, start, /[\w.$]/) }
}

/** The `%name` around an offset. */
export function nameAround(bytes: Uint8Array, offset: number): Span {
  let start = offset
  while (start > 0 && bytes[start] !== 0x25 && isOneOf(bytes[start - 1], /[\w$.#%-]/)) start--
  return { start, end: extend(bytes, offset, /[\w$.#%-]/) }
}

/** The `@symbol` around an offset. */
function symbolAround(bytes: Uint8Array, offset: number): Span {
  let start = offset
  while (start > 0 && bytes[start] !== 0x40 && isOneOf(bytes[start - 1], /[\w$.@-]/)) start--
  return { start, end: extend(bytes, Math.max(offset, start + 1), /[\w$.-]/) }
}

function extend(bytes: Uint8Array, from: number, allowed: RegExp): number {
  let end = from
  while (end < bytes.length && isOneOf(bytes[end], allowed)) end++
  return end
}

const isOneOf = (byte: number | undefined, allowed: RegExp): boolean =>
  byte !== undefined && allowed.test(String.fromCharCode(byte))
