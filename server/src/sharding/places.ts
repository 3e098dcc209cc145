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

/**
 * Place of a node. Names in a function that is called are relative to the call, so the call's scope goes before them; what
 * an operation's own location does not say otherwise is taken from the calls it was expanded from.
 */
export const placeOf = (program: Program, node: number): NodePlace =>
  placeOfOperation(program, program.nodes.operation[node]!, program.nodes.callSite[node]!)

/** Place of a call's operation. */
export function placeOfCall(program: Program, site: number): NodePlace {
  const { operation, parent } = program.callSites[site]!
  return placeOfOperation(program, operation, parent)
}

function placeOfOperation(program: Program, own: number, callSite: number): NodePlace {
  const { columns } = program.module
  const place = {
    scope: '',
    primitive: '',
    phase: 'none' as NodePlace['phase'],
    source: undefined as NodePlace['source'],
  }
  let functions: readonly string[] = []
  const read = (operation: number): void => {
    const id = operation < 0 ? -1 : columns.operations.location[operation]!
    if (id < 0) return
    const { name, file, line } = readLocation(columns, id)
    const stack = parseNameStack(name)
    const isWhole = functions.length > 0 && functions[0] === stack.functions[0]
    if (!isWhole) place.scope = joinScopes(stack.scope, place.scope)
    functions = stack.functions
    if (place.primitive === '') place.primitive = stack.primitive
    if (place.phase === 'none' || stack.phase === 'backward') place.phase = stack.phase
    if (place.source === undefined && file !== '') place.source = { file, line }
  }
  read(own)
  for (let site = callSite; site >= 0; site = program.callSites[site]!.parent) {
    read(program.callSites[site]!.operation)
  }
  return place
}

const joinScopes = (outer: string, inner: string): string =>
  outer === '' || inner === '' ? outer + inner : `${outer}/${inner}`
