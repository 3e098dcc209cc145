// Value names in scope: text -> first value id. A scope that closes restores what its names meant before.
import type { Interner } from './interner'
import { createInterner, doubled, intern } from './interner'
import type { Rows } from './rows'
import { addRow, createRows } from './rows'

export interface SymbolTable {
  /** Distinct names, with their `%`; kept for the whole file, as functions reuse names. */
  readonly names: Interner
  /** By name: first value, number of values, and the epoch (isolated region) it is visible in. */
  value: Int32Array
  width: Int32Array
  epoch: Int32Array
  /** Overwritten meanings: name, value, width, epoch. */
  readonly undo: Rows
  currentEpoch: number
  lastEpoch: number
}

/** `capacity`: how many names to expect. */
export function createSymbolTable(bytes: Uint8Array, capacity: number): SymbolTable {
  const names = createInterner(bytes, Math.max(1024, capacity))
  const size = names.start.length
  const undo = createRows(4, Math.max(1024, capacity))
  const symbols: SymbolTable = { names, value: none, width: none, epoch: none, undo, currentEpoch: 0, lastEpoch: 0 }
  // Assigned, not initialised: see createRows.
  symbols.value = new Int32Array(size)
  symbols.width = new Int32Array(size)
  symbols.epoch = new Int32Array(size)
  symbols.currentEpoch = 1
  symbols.lastEpoch = 1
  return symbols
}

const none = new Int32Array(0)

/** Id of a name, whether it is in scope or not. */
export function internSymbol(symbols: SymbolTable, start: number, end: number): number {
  const name = intern(symbols.names, start, end)
  if (name >= symbols.value.length) growSymbols(symbols)
  return name
}

/** First of the values of a name in scope, or -1. */
export const valueOf = (symbols: SymbolTable, name: number): number =>
  symbols.epoch[name] === symbols.currentEpoch ? symbols.value[name]! : -1

/** Gives the name a meaning until the scope closes. Returns the value it meant in the same epoch before, or -1. */
export function defineSymbol(symbols: SymbolTable, name: number, value: number, width: number): number {
  const before = symbols.epoch[name] === symbols.currentEpoch ? symbols.value[name]! : -1
  const at = addRow(symbols.undo)
  const undo = symbols.undo.data
  undo[at] = name
  undo[at + 1] = symbols.value[name]!
  undo[at + 2] = symbols.width[name]!
  undo[at + 3] = symbols.epoch[name]!
  symbols.value[name] = value
  symbols.width[name] = width
  symbols.epoch[name] = symbols.currentEpoch
  return before
}

/** Forgets all names given since `mark` (the count of `undo` then). */
export function leaveScope(symbols: SymbolTable, mark: number): void {
  const undo = symbols.undo.data
  for (let row = symbols.undo.count - 1; row >= mark; row--) {
    const name = undo[row * 4]!
    symbols.value[name] = undo[row * 4 + 1]!
    symbols.width[name] = undo[row * 4 + 2]!
    symbols.epoch[name] = undo[row * 4 + 3]!
  }
  symbols.undo.count = mark
}

/** Begins a region that sees nothing of what is outside. */
export function enterIsolated(symbols: SymbolTable): void {
  symbols.lastEpoch++
  symbols.currentEpoch = symbols.lastEpoch
}

function growSymbols(symbols: SymbolTable): void {
  symbols.value = doubled(symbols.value)
  symbols.width = doubled(symbols.width)
  symbols.epoch = doubled(symbols.epoch)
}
