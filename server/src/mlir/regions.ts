// Regions and blocks: entering, labels, closing. An explicit stack of frames keeps the operations that are still open.
import { Char, skipName, skipSpaces, skipTrivia } from './characters'
import { makeArguments, readArguments, spanOfRest } from './blockArguments'
import { NameKind } from './nameTable'
import { findLast } from './search'
import { addRow } from './rows'
import { addProblem } from './scanProblems'
import type { Scan } from './state'
import { Block, Frame, Operation, Phase } from './state'
import { enterIsolated, leaveScope } from './symbols'

/** Deeper regions are not read: what walks them may recurse. */
export const depthLimit = 500

/** Enters the region whose `{` is at `open`; the operation being read is resumed when it closes. Returns the offset after the `{`. */
export function enterRegion(s: Scan, open: number, kind: NameKind): number {
  const frame = addRow(s.frames)
  saveFrame(s, frame, open)
  s.operations.data[s.operation * Operation.stride + Operation.regionCount]!++
  const region = addRow(s.regions)
  s.regions.data[region] = s.operation
  s.region = region
  s.block = -1
  if (kind === NameKind.function || kind === NameKind.module) enterIsolated(s.symbols)
  const after = skipTrivia(s.bytes, open + 1, s.end)
  const next = s.bytes[after]
  const hasPending = s.pending.count > s.pendingBase
  if (next !== Char.caret && (next !== Char.closeBrace || hasPending)) {
    openBlock(s)
    if (hasPending) makeArguments(s, s.block)
  }
  s.pendingBase = s.pending.count
  s.phase = Phase.start
  return after
}

function saveFrame(s: Scan, frame: number, open: number): void {
  const { data } = s.frames
  data[frame + Frame.operation] = s.operation
  data[frame + Frame.block] = s.block
  data[frame + Frame.region] = s.region
  data[frame + Frame.depth] = s.depth
  data[frame + Frame.regionListDepth] = s.regionListDepth
  data[frame + Frame.signature] = s.signature
  data[frame + Frame.textStart] = s.textStart
  data[frame + Frame.textDepth] = s.textDepth
  data[frame + Frame.pendingBase] = s.pendingBase
  data[frame + Frame.pendingGroup] = s.pendingGroup
  data[frame + Frame.open] = open
  data[frame + Frame.indentation] = s.byIndentation ? indentationAt(s, open) : 0
  data[frame + Frame.symbolMark] = s.symbols.undo.count
  data[frame + Frame.epoch] = s.symbols.currentEpoch
}

/** Begins a block in the current region. */
function openBlock(s: Scan): void {
  closeBlock(s)
  const at = addRow(s.blocks)
  s.blocks.data[at + Block.region] = s.region
  s.blocks.data[at + Block.argumentStart] = s.values.count
  s.blocks.data[at + Block.firstOperation] = s.operations.count
  s.blocks.data[at + Block.endOperation] = s.operations.count
  s.block = s.blocks.count - 1
}

function closeBlock(s: Scan): void {
  if (s.block >= 0) s.blocks.data[s.block * Block.stride + Block.endOperation] = s.operations.count
}

/** Makes sure that an operation of a region has a block. */
export function ensureBlock(s: Scan): void {
  if (s.block < 0 && s.region >= 0) openBlock(s)
}

/** Reads `^name(%a: type, ...):` at `from`. Returns the offset after it. */
export function readLabel(s: Scan, from: number): number {
  const { bytes, end } = s
  let p = skipTrivia(bytes, skipName(bytes, from + 1, end), end)
  if (s.region < 0) {
    addProblem(s.problems, 'mlir.syntax', from, p, 'a block label stands outside of any region')
    return p
  }
  openBlock(s)
  s.pendingBase = s.pending.count
  s.pendingGroup = 0
  if (bytes[p] === Char.openParenthesis) {
    p = readArguments(s, p)
    makeArguments(s, s.block)
    s.pending.count = s.pendingBase
  }
  const at = p < 0 ? -1 - p : skipTrivia(bytes, p, end)
  if (p >= 0 && bytes[at] === Char.colon) return at + 1
  addProblem(
    s.problems,
    'mlir.syntax',
    from,
    spanOfRest(s, from),
    'this block label is malformed: expected `^name(%argument: type):`',
  )
  return Math.max(at, from + 1)
}

/** Closes the innermost region at the `}` (or the end) and resumes its operation. */
export function leaveRegion(s: Scan): void {
  closeBlock(s)
  s.frames.count--
  const frame = s.frames.count * Frame.stride
  const { data } = s.frames
  leaveScope(s.symbols, data[frame + Frame.symbolMark]!)
  s.symbols.currentEpoch = data[frame + Frame.epoch]!
  s.operation = data[frame + Frame.operation]!
  s.block = data[frame + Frame.block]!
  s.region = data[frame + Frame.region]!
  s.depth = data[frame + Frame.depth]!
  s.regionListDepth = data[frame + Frame.regionListDepth]!
  s.signature = data[frame + Frame.signature]!
  s.textStart = data[frame + Frame.textStart]!
  s.textDepth = data[frame + Frame.textDepth]!
  s.pendingBase = data[frame + Frame.pendingBase]!
  s.pendingGroup = data[frame + Frame.pendingGroup]!
  s.settled = -1
  s.phase = Phase.body
}

/** Bytes of white space that begin the line of `at`; more than any text is indented by counts as that. */
export function indentationAt(s: Scan, at: number): number {
  const start = s.lineStart[findLast(s.lineStart, s.lineStart.length, at)]!
  return skipSpaces(s.bytes, start, Math.min(s.end, start + mostIndentation)) - start
}

const mostIndentation = 1000

/** Offset of the `{` of the innermost region. */
export const innermostOpen = (s: Scan): number => s.frames.data[(s.frames.count - 1) * Frame.stride + Frame.open]!
