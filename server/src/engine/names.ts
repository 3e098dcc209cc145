// How values and nodes are called in texts: argument paths, SSA names as the model writes them, lines, scopes.
import { decodeText, textOf } from '../mlir/text'
import { printTensorType } from '../model/tensorTypes'
import type { Program } from '../sharding/program'

/** `params.layer_0.attn.q` for an argument, `%57` or `%58#1` for another value. */
export function valueName(program: Program, value: number): string {
  const { module, values } = program
  const argument = program.arguments.indexOf(value)
  if (argument >= 0) return module.arguments[argument]?.path ?? `arg${argument}`
  const source = values.source[value]!
  if (source < 0) return 'an undefined value'
  const { columns } = module
  const name = decodeText(columns.bytes, columns.values.nameStart[source]!, columns.values.nameEnd[source]!)
  const operation = columns.values.operation[source]!
  const hasSiblings = operation >= 0 && columns.operations.resultCount[operation]! > 1
  return hasSiblings ? `${name}#${columns.values.index[source]!}` : name
}

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
