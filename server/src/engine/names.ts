// How values and nodes are called in texts: argument paths, SSA names as the model writes them, lines, scopes.
import { textOf } from '../mlir/text'
import { printTensorType } from '../model/tensorTypes'
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
