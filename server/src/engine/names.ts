// How values and nodes are called in texts: argument paths, SSA names as the model writes them, lines, scopes.
import type { Span } from '../base/problems'
import { positionOf } from '../mlir/positions'
import { textOf } from '../mlir/text'
import { printTensorType } from '../model/tensorTypes'
import { placeOf } from '../sharding/places'
import type { Program } from '../sharding/program'

export { valueName } from '../sharding/valueNames'

/** `512x64xf32`. */
export function valueType(program: Program, value: number): string {
  const type = program.module.types[program.values.type[value]!]
  return type === undefined ? 'unknown' : printTensorType(type)
}

/** Full name of the operation of a node: `stablehlo.dot_general`. */
export function operationName(program: Program, node: number): string {
  const { columns } = program.module
  const operation = program.nodes.operation[node]!
  return operation < 0 ? 'return' : textOf(columns, columns.names, columns.operations.name[operation]!)
}

/** The same as people say it: `dot_general`. */
export const shortOperationName = (program: Program, node: number): string =>
  operationName(program, node).replace(/^stablehlo\./, '')

/** ` in `layer_0/attn`, backward`; empty where the model's locations name nothing. */
export function scopeText(program: Program, node: number): string {
  const { scope, phase } = placeOf(program, node)
  return `${scope === '' ? '' : ` in \`${scope}\``}${phase === 'backward' ? ', backward' : ''}`
}

/** The name of a node's operation in the text; undefined for what has none, as a returned value. */
export function spanOfNode(program: Program, node: number): Span | undefined {
  const operation = program.nodes.operation[node]!
  const { operations } = program.module.columns
  if (operation < 0) return undefined
  const start = operations.nameStart[operation]!
  return { start, end: start + operationName(program, node).length }
}

/** Line of a node's operation in the model file, from 1; 0 when it has none. */
export function lineOf(program: Program, node: number): number {
  const operation = program.nodes.operation[node]!
  const { columns } = program.module
  return operation < 0 ? 0 : positionOf(columns, columns.operations.nameStart[operation]!).line + 1
}
