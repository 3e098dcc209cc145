// The name scope of each operation as it stands in the text, without reading locations to their end: fast enough for outlines.
import { Char, skipString } from '../mlir/characters'
import type { ModuleColumns } from '../mlir/columns'
import { createInterner, intern } from '../mlir/interner'
import { parseNameStack, readLocation } from '../mlir/locations'
import { decodeText } from '../mlir/text'

/** Parts of an operation's scope: `['layer_0', 'attn']`; equal scopes share their parts. */
export type OperationScopes = (operation: number) => readonly string[]

const none: readonly string[] = []

/**
 * Most locations are `"name"(child)` and have few distinct names: each name is parsed once, and found again by its bytes. Others
 * are read in full.
 */
export function readOperationScopes(columns: ModuleColumns): OperationScopes {
  const { bytes, locations, operations } = columns
  const names = createInterner(bytes, 1024)
  const scopes: (readonly string[])[] = []
  /** Index in `scopes` + 1 by location. */
  const known = new Int32Array(locations.count)
  const addScope = (name: string): number => {
    const { scope } = parseNameStack(name)
    return scopes.push(scope === '' ? none : scope.split('/'))
  }
  /** Index in `scopes` + 1 by name. */
  const ofName: number[] = []
  const read = (location: number): number => {
    const start = locations.start[location]!
    const end = bytes[start] === Char.quote ? skipString(bytes, start, locations.end[location]!) : -1
    const isPlain = end > 0 && bytes[end] !== Char.colon
    if (!isPlain) return addScope(readLocation(columns, location).name)
    return (ofName[intern(names, start, end)] ??= addScope(decodeText(bytes, start + 1, end - 1)))
  }
  return (operation) => {
    const location = operations.location[operation]!
    if (location < 0) return none
    if (known[location] === 0) known[location] = read(location)
    return scopes[known[location]! - 1]!
  }
}
