// Locations, read when asked for: name stack, and the file, line and column that the user wrote.
import { Char, isDigit, skipString, skipTrivia, startsWith } from './characters'
import type { ModuleColumns } from './columns'
import { skipBalanced } from './brackets'
import { aliasNumber, skipAlias } from './locationTable'
import { decodeText, encodeText } from './text'

export { parseNameStack } from './nameStack'
export type { NameStack, Phase } from './nameStack'

export interface Location {
  /** Innermost name: `jit(step)/jvp(layer_3/attn)/dot_general`, or `params['embed']` of an argument; '' when there is none. */
  readonly name: string
  /** Where the user's code stands: the first file found; '' when there is none. As written, often relative. */
  readonly file: string
  /** From 1, as Python counts; 0 when unknown. */
  readonly line: number
  readonly column: number
}

const unknown: Location = { name: '', file: '', line: 0, column: 0 }

/** One place of the stack of calls that made an operation. */
export interface Frame {
  /** As written, often relative. */
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly column: number
  /** The function that holds it: `dense`, `Block.__call__`, `step.<locals>.<lambda>`; '' when that is not said. */
  readonly function: string
}

/** Most places of one stack that are read; writers keep ten unless they are told otherwise. */
const mostFrames = 64

/** Bounds what is kept of one module: a location is some hundred bytes. */
const memoLimit = 20_000
/** Bounds one reading, also where aliases form a cycle or a fan. */
const stepLimit = 256

interface Memo {
  readonly locations: Map<number, Location>
  /** Location id + 1 by n of `#locN`, and by text for other aliases. */
  readonly numbered: Int32Array
  readonly named: Map<string, number>
}

const memos = new WeakMap<ModuleColumns, Memo>()

/** Reads a location; without name or file what does not say any, which id -1 is too. */
export function readLocation(columns: ModuleColumns, id: number): Location {
  if (id < 0 || id >= columns.locations.count) return unknown
  const memo = ensureMemo(columns)
  const known = memo.locations.get(id)
  if (known !== undefined) return known
  const reading = createReading(columns, memo, 1)
  readId(reading, id)
  const { file, line, column } = reading.frames[0] ?? unknown
  const location = { name: reading.name, file, line, column }
  if (memo.locations.size >= memoLimit) memo.locations.clear()
  memo.locations.set(id, location)
  return location
}

/** The location that an alias of the text, `#loc12`, stands for; undefined when nothing defines it. */
export function readAlias(columns: ModuleColumns, alias: string): Location | undefined {
  const { numbered, named } = ensureMemo(columns)
  const bytes = encodeText(alias)
  const number = aliasNumber(bytes, 0, bytes.length)
  const id = number < 0 ? named.get(alias) : (numbered[number] ?? 0) - 1
  return id === undefined || id < 0 ? undefined : readLocation(columns, id)
}

/** All places in the user's code that a location names, the innermost call first; not kept. */
export function readFrames(columns: ModuleColumns, id: number): readonly Frame[] {
  if (id < 0 || id >= columns.locations.count) return []
  const reading = createReading(columns, ensureMemo(columns), mostFrames)
  readId(reading, id)
  return reading.frames
}

interface Reading {
  readonly columns: ModuleColumns
  readonly memo: Memo
  /** Reading ends with so many. */
  readonly most: number
  name: string
  /** Name last read that is no operation's: the function of the file that follows. */
  function: string
  readonly frames: Frame[]
  steps: number
  readonly seen: Set<number>
}

const createReading = (columns: ModuleColumns, memo: Memo, most: number): Reading => ({
  columns,
  memo,
  most,
  name: '',
  function: '',
  frames: [],
  steps: 0,
  seen: new Set(),
})

const isDone = (reading: Reading): boolean => reading.frames.length >= reading.most || reading.steps > stepLimit

/** Reads a location by id unless it was read on the way here. */
function readId(reading: Reading, id: number): void {
  if (isDone(reading) || reading.seen.has(id)) return
  reading.seen.add(id)
  readBody(reading, reading.columns.locations.start[id]!, reading.columns.locations.end[id]!)
}

/** Reads `"name"(child)`, `"file":1:2 to :3`, `callsite(a at b)`, `fused<..>[a, b]`, `#alias` or `unknown`. */
function readBody(reading: Reading, from: number, end: number): void {
  const { bytes } = reading.columns
  reading.steps++
  const p = skipTrivia(bytes, from, end)
  if (p >= end || isDone(reading)) return
  if (bytes[p] === Char.hash) followAlias(reading, p, end)
  else if (bytes[p] === Char.quote) readQuoted(reading, p, end)
  else if (startsWith(bytes, p, end, 'callsite(')) readChildren(reading, p + 8, end)
  else if (startsWith(bytes, p, end, 'fused')) readFused(reading, p + 5, end)
  else if (startsWith(bytes, p, end, 'loc(')) readChildren(reading, p + 3, end)
}

function followAlias(reading: Reading, start: number, end: number): void {
  const { bytes } = reading.columns
  const stop = skipAlias(bytes, start, end)
  const number = aliasNumber(bytes, start, stop)
  const { numbered, named } = reading.memo
  const id = number >= 0 ? (numbered[number] ?? 0) - 1 : (named.get(decodeText(bytes, start, stop)) ?? -1)
  if (id >= 0) readId(reading, id)
}

/** A name with a child, or a file. */
function readQuoted(reading: Reading, from: number, end: number): void {
  const { bytes } = reading.columns
  const after = skipString(bytes, from, end)
  if (after < 0 || after > end) return
  const text = unescape(decodeText(bytes, from + 1, after - 1))
  if (bytes[after] === Char.colon && after < end) {
    const line = readNumber(bytes, after + 1, end)
    const column = bytes[line.next] === Char.colon ? readNumber(bytes, line.next + 1, end).value : 0
    reading.frames.push({ file: text, line: line.value, column, function: reading.function })
    reading.function = ''
    return
  }
  // The outermost name is the operation's own; those inside are of Python functions.
  if (reading.name === '') reading.name = text
  else reading.function = text
  if (bytes[after] === Char.openParenthesis && after < end) readChildren(reading, after, end)
}

/** `<metadata>[a, b]`. */
function readFused(reading: Reading, from: number, end: number): void {
  const { bytes } = reading.columns
  let p = skipTrivia(bytes, from, end)
  if (bytes[p] === Char.less) {
    const after = skipBalanced(bytes, p, end)
    if (after < 0) return
    p = skipTrivia(bytes, after, end)
  }
  if (bytes[p] === Char.openBracket) readChildren(reading, p, end)
}

/** Reads the locations in brackets, separated by commas or `at`, until a file is found. */
function readChildren(reading: Reading, open: number, end: number): void {
  const { bytes } = reading.columns
  const closed = skipBalanced(bytes, open, end)
  const close = closed < 0 ? end : closed - 1
  let p = skipTrivia(bytes, open + 1, close)
  while (p < close && !isDone(reading)) {
    const next = endOfChild(bytes, p, close)
    readBody(reading, p, next)
    p = skipTrivia(bytes, next, close)
    if (bytes[p] === Char.comma) p = skipTrivia(bytes, p + 1, close)
    else if (startsWith(bytes, p, close, 'at')) p = skipTrivia(bytes, p + 2, close)
    else if (p < close) return
  }
}

/** Offset where the child that begins at `from` ends: a comma, `at` or the closing bracket. */
function endOfChild(bytes: Uint8Array, from: number, end: number): number {
  let p = from
  while (p < end) {
    const byte = bytes[p]!
    if (byte === Char.comma || startsWith(bytes, p, end, ' at ')) return p
    if (byte === Char.quote) p = skipString(bytes, p, end)
    else if (byte === Char.openParenthesis || byte === Char.openBracket || byte === Char.less) {
      p = skipBalanced(bytes, p, end)
    } else p++
    if (p < 0) return end
  }
  return end
}

function readNumber(bytes: Uint8Array, from: number, end: number): { value: number; next: number } {
  let value = 0
  let p = from
  for (; p < end && isDigit(bytes[p]!); p++) value = Math.min(value * 10 + bytes[p]! - Char.zero, 0x7fffffff)
  return { value, next: p }
}

/** `\"`, `\\`, `\n`, `\t` and `\5C` of MLIR strings. */
function unescape(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(["\\nt]|[0-9A-Fa-f]{2})/g, (_, code: string) => {
    if (code === 'n') return '\n'
    if (code === 't') return '\t'
    return code.length === 1 ? code : String.fromCharCode(parseInt(code, 16))
  })
}

function ensureMemo(columns: ModuleColumns): Memo {
  const known = memos.get(columns)
  if (known !== undefined) return known
  const memo = createMemo(columns)
  memos.set(columns, memo)
  return memo
}

function createMemo(columns: ModuleColumns): Memo {
  const { aliases, aliasLocation } = columns.locations
  const numbers = new Int32Array(aliases.count)
  let largest = -1
  for (let alias = 0; alias < aliases.count; alias++) {
    numbers[alias] = aliasNumber(columns.bytes, aliases.start[alias]!, aliases.end[alias]!)
    largest = Math.max(largest, numbers[alias]!)
  }
  const numbered = new Int32Array(largest + 1)
  const named = new Map<string, number>()
  for (let alias = 0; alias < aliases.count; alias++) {
    if (numbers[alias]! >= 0) numbered[numbers[alias]!] = aliasLocation[alias]! + 1
    else named.set(decodeText(columns.bytes, aliases.start[alias]!, aliases.end[alias]!), aliasLocation[alias]!)
  }
  return { locations: new Map(), numbered, named }
}
