// Where a node stands in the user's code: name scope, primitive, phase, source line.
import { parseNameStack, readLocation } from '../mlir/locations'
import type { Program } from './program'

export interface NodePlace {
  /** `layer_3/attn`; '' outside every scope. */
  readonly scope: string
  /** `dot_general`. */
  readonly primitive: string
  readonly phase: 'forward' | 'backward' | 'none'
  readonly source: { readonly file: string; readonly line: number } | undefined
}

/** Place of a node. What an operation's own location does not say is taken from the calls it was expanded from. */
export function placeOf(program: Program, node: number): NodePlace {
  const { columns } = program.module
  const place = {
    scope: '',
    primitive: '',
    phase: 'none' as NodePlace['phase'],
    source: undefined as NodePlace['source'],
  }
  const read = (operation: number): void => {
    const id = operation < 0 ? -1 : columns.operations.location[operation]!
    if (id < 0) return
    const { name, file, line } = readLocation(columns, id)
    const stack = parseNameStack(name)
    if (place.scope === '') place.scope = stack.scope
    if (place.primitive === '') place.primitive = stack.primitive
    if (place.phase === 'none') place.phase = stack.phase
    if (place.source === undefined && file !== '') place.source = { file, line }
  }
  read(program.nodes.operation[node]!)
  for (let site = program.nodes.callSite[node]!; site >= 0; site = program.callSites[site]!.parent) {
    read(program.callSites[site]!.operation)
  }
  return place
}
