// Value names in scope: text -> first value id. A scope that closes restores what its names meant before.
import type { Interner } from './interner'
import { createInterner, doubled, internHashed, findHashed } from './interner'
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

export function createSymbolTable(bytes: Uint8Array): SymbolTable {
  const names = createInterner(bytes, 1024)
  const size = names.start.length
  const undo = createRows(4, 1024)
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

/** Value of a name in scope, or -1. */
export function findValue(symbols: SymbolTable, start: number, end: number, hash: number): number {
  const name = findHashed(symbols.names, start, end, hash)
  return name >= 0 && symbols.epoch[name] === symbols.currentEpoch ? symbols.value[name]! : -1
}

/** How many values a name in scope stands for. */
export function widthOf(symbols: SymbolTable, start: number, end: number, hash: number): number {
  const name = findHashed(symbols.names, start, end, hash)
  return name >= 0 ? symbols.width[name]! : 0
}

/** Gives the name a meaning until the scope closes. Returns the value it meant in the same epoch before, or -1. */
export function defineName(
  symbols: SymbolTable,
  start: number,
  end: number,
  hash: number,
  value: number,
  width: number,
): number {
  const name = internHashed(symbols.names, start, end, hash)
  if (symbols.names.start.length > symbols.value.length) growSymbols(symbols)
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
