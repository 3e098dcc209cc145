// State of one scan: tables that grow, and the operation being read.
import type { Interner } from './interner'
import { createInterner } from './interner'
import type { LocationTable } from './locationTable'
import { createLocationTable } from './locationTable'
import type { NameTable } from './nameTable'
import { createNameTable } from './nameTable'
import type { Rows } from './rows'
import { createRows } from './rows'
import type { ProblemList } from './scanProblems'
import { createProblemList } from './scanProblems'
import type { SignatureTable } from './signatures'
import { createSignatureTable } from './signatures'
import type { SymbolTable } from './symbols'
import { createSymbolTable } from './symbols'

/** Fields of a row of `operations`. */
export const enum Operation {
  name,
  start,
  end,
  nameStart,
  operandStart,
  resultStart,
  resultCount,
  head,
  attributes,
  moreAttributes,
  location,
  block,
  subtreeEnd,
  regionCount,
  stride,
}

/** Fields of a row of `values`. */
export const enum Value {
  type,
  operation,
  index,
  block,
  nameStart,
  nameEnd,
  location,
  attributes,
  stride,
}

/** Fields of a row of `blocks`. */
export const enum Block {
  region,
  argumentStart,
  argumentCount,
  firstOperation,
  endOperation,
  stride,
}

/** Fields of a row of `functions`. */
export const enum Function {
  operation,
  nameStart,
  nameEnd,
  isPublic,
  resultStart,
  stride,
}

/** Fields of a row of `pending`: block arguments read before their region opens. */
export const enum Pending {
  nameStart,
  nameEnd,
  type,
  location,
  attributes,
  /** Which parenthesised list it stands in; -1 for `%a = %b`. */
  group,
  stride,
}

/** Fields of a row of `frames`: what is resumed when a region closes. */
export const enum Frame {
  operation,
  block,
  region,
  depth,
  regionListDepth,
  signature,
  textStart,
  textDepth,
  pendingBase,
  pendingGroup,
  /** Offset of the `{`. */
  open,
  /** Bytes of white space before the first word of the line of the `{`. */
  indentation,
  symbolMark,
  epoch,
  stride,
}

/** What is read next. */
export const enum Phase {
  /** An operation, a label, an alias, or the end of a region. */
  start,
  /** An operation's name, its results being read. */
  name,
  /** What follows the name. */
  body,
}

export interface Scan {
  readonly bytes: Uint8Array
  readonly end: number
  /** Offset of each line, then the offset after the newline that the last line would end with. */
  readonly lineStart: Int32Array
  /** Line of the last signature. */
  line: number
  /** Whether indentation settles which region a `}` closes: for the second look at a text whose brackets do not match. */
  readonly byIndentation: boolean
  /** Set when brackets do not match. */
  isUnbalanced: boolean
  readonly names: NameTable
  readonly types: Interner
  readonly texts: Interner
  readonly symbols: SymbolTable
  readonly signatures: SignatureTable
  readonly locations: LocationTable
  readonly operations: Rows
  readonly operands: Rows
  readonly values: Rows
  readonly blocks: Rows
  /** One field: the operation. */
  readonly regions: Rows
  readonly functions: Rows
  /** Type and attribute text. */
  readonly functionResults: Rows
  readonly pending: Rows
  readonly frames: Rows
  readonly problems: ProblemList
  phase: Phase
  /** Of the operation that begins: its offset and its first result. */
  operationStart: number
  resultStart: number
  /** The operation being read, its parentheses open here, and the depth of the list of regions (0: not in one). */
  operation: number
  depth: number
  regionListDepth: number
  /** Signature id, or -1 while none was read. */
  signature: number
  /** Offset after its types, its last region or its header: what comes then ends it. -1 before. */
  settled: number
  /** Where the attribute text begins, -1 once it was taken; and `depth` there. */
  textStart: number
  textDepth: number
  /** Rows of `pending` from here on belong to the operation being read. */
  pendingBase: number
  pendingGroup: number
  /** Block being filled, or -1; region it is in, or -1. */
  block: number
  region: number
  /** Type id that `readType` found. */
  type: number
  /** Location id that `readLocationReference` found. */
  location: number
}

export function createScan(bytes: Uint8Array, lineStart: Int32Array, byIndentation: boolean): Scan {
  // An operation, an alias or a location is a line in what is printed, and so these tables seldom grow.
  const lines = lineStart.length + 64
  return {
    bytes,
    end: bytes.length,
    lineStart,
    line: 0,
    byIndentation,
    isUnbalanced: false,
    names: createNameTable(bytes),
    types: createInterner(bytes, 256),
    texts: createInterner(bytes, Math.max(1024, lines >> 3)),
    symbols: createSymbolTable(bytes, lines),
    signatures: createSignatureTable(bytes),
    locations: createLocationTable(bytes, lines),
    operations: createRows(Operation.stride, lines),
    operands: createRows(2, 2 * lines),
    values: createRows(Value.stride, lines + (bytes.length >> 9)),
    blocks: createRows(Block.stride, 1024),
    regions: createRows(1, 1024),
    functions: createRows(Function.stride, 64),
    functionResults: createRows(2, 1024),
    pending: createRows(Pending.stride, 1024),
    frames: createRows(Frame.stride, 16),
    problems: createProblemList(),
    phase: 0,
    operationStart: 0,
    resultStart: 0,
    operation: -1,
    depth: 0,
    regionListDepth: 0,
    signature: -1,
    settled: -1,
    textStart: -1,
    textDepth: 0,
    pendingBase: 0,
    pendingGroup: 0,
    block: -1,
    region: -1,
    type: -1,
    location: -1,
  }
}

/** Keeps the hidden classes of a scan's objects alive from one scan to the next, and with them the code optimised for them. */
export const keptAlive = createScan(new Uint8Array(0), new Int32Array(2), false)
