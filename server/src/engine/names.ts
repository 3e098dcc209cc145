// How values and nodes are called in texts: argument paths, SSA names as the model writes them, lines, scopes.
import { readLocation, parseNameStack } from '../mlir/locations'
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

export interface NodePlace {
  /** Scopes of the operation, those of its call sites first: `layer_3/attn`. */
  readonly scope: string
  readonly phase: 'forward' | 'backward' | 'none'
  readonly source: { readonly file: string; readonly line: number } | undefined
}

/** Name scope, phase and source line of a node. Without any of its own an expanded operation takes its call's. */
export function placeOf(program: Program, node: number): NodePlace {
  const { columns } = program.module
  let scope = ''
  let phase: NodePlace['phase'] = 'none'
  let source: NodePlace['source']
  const read = (operation: number): void => {
    const id = operation < 0 ? -1 : columns.operations.location[operation]!
    if (id < 0) return
    const location = readLocation(columns, id)
    const stack = parseNameStack(location.name ?? '')
    if (scope === '') scope = stack.scope
    if (phase === 'none') phase = stack.phase
    if (source === undefined && location.file !== undefined) source = { file: location.file, line: location.line ?? 0 }
  }
  read(program.nodes.operation[node]!)
  for (let site = program.nodes.callSite[node]!; site >= 0; site = program.callSites[site]!.parent) {
    read(program.callSites[site]!.operation)
  }
  return { scope, phase, source }
}
