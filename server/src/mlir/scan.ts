// StableHLO text to columns, in one pass over the bytes. Never throws on input; what cannot be read becomes a problem.
import type { Outcome } from '../base/problems'
import { readAlias, readMetadata } from './aliases'
import { Char, skipTrivia } from './characters'
import { closeAll, readClose } from './closing'
import type { ModuleColumns } from './columns'
import { finishAt } from './endings'
import { finishColumns } from './finish'
import { findLines } from './lines'
import { bodyKind, bodyReaders, skipPlain } from './operationBody'
import { readBareName, readName, readResults } from './operations'
import { readLabel } from './regions'
import { addProblem, finishProblems } from './scanProblems'
import type { Scan } from './state'
import { createScan, Phase } from './state'
import { decodeText } from './text'

/**
 * Scans a module.
 * Returns the columns of all that could be read, with problems beside them. Operations that could not be read in full are
 * kept with what was.
 */
export function scan(bytes: Uint8Array): Outcome<ModuleColumns> {
  const shared = toShared(bytes)
  const unreadable = describeUnreadable(shared)
  if (unreadable !== undefined) {
    const empty = createScan(shared.subarray(0, 0), findLines(shared), false)
    addProblem(empty.problems, 'mlir.binary', 0, 0, unreadable)
    return { value: finishColumns(empty, shared), problems: finishProblems(empty.problems) }
  }
  const lines = findLines(shared)
  let s = scanText(shared, lines, false)
  // Where brackets do not match, indentation tells better which of them is missing.
  if (s.isUnbalanced) s = scanText(shared, lines, true)
  if (s.operations.count === 0 && s.problems.items.length === 0) {
    addProblem(s.problems, 'mlir.empty', 0, 0, 'the file has no operations')
  }
  reportUndefinedLocations(s)
  return { value: finishColumns(s, shared), problems: finishProblems(s.problems) }
}

function scanText(bytes: Uint8Array, lines: Int32Array, byIndentation: boolean): Scan {
  const s = createScan(bytes, lines, byIndentation)
  const { end } = s
  let p = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  for (;;) {
    const isBody = s.phase === Phase.body
    p = isBody ? skipPlain(bytes, p, end) : skipTrivia(bytes, p, end)
    if (p >= end) {
      if (s.phase === Phase.start) break
      p = isBody ? finishAt(s, end, end) : readName(s, end)
    } else {
      const byte = bytes[p]!
      // One call for all of these: it is not inlined, which keeps the code that is optimised small. Most of the time of
      // the first scan of a process goes by before it is.
      const read = isBody
        ? bodyReaders[bodyKind[byte]!]!
        : s.phase === Phase.name
          ? readName
          : startReaders[startKind[byte]!]!
      p = read(s, p)
    }
  }
  closeAll(s)
  return s
}

/** By the first byte of what stands where an operation may begin. */
const startReaders: readonly ((s: Scan, at: number) => number)[] = [
  readBareName,
  readResults,
  readClose,
  readAlias,
  readLabel,
  readMetadataOrName,
]
const startKind = new Uint8Array(256)
startKind[Char.percent] = 1
startKind[Char.closeBrace] = 2
startKind[Char.hash] = 3
startKind[Char.bang] = 3
startKind[Char.caret] = 4
startKind[Char.openBrace] = 5

function readMetadataOrName(s: Scan, at: number): number {
  return s.bytes[at + 1] === Char.minus ? readMetadata(s, at) : readBareName(s, at)
}

/** The bytes over shared memory, copied when they are not yet. */
function toShared(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  return shared
}

/** What other form a file has that models come in; undefined for what may be read. */
function describeUnreadable(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes
  if (a === 0x4d && b === 0x4c && c === 0xef && d === 0x52)
    return 'the file is MLIR bytecode; StableHLO is read in its textual form, as `stablehlo-opt FILE` prints it'
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'the file is UTF-16; expected UTF-8'
  if (bytes.subarray(0, 1 << 16).includes(0)) return 'the file is not text; StableHLO is read in its textual form'
  if (decodeText(bytes, 0, Math.min(bytes.length, 10)) === 'HloModule ')
    return 'the file is HLO text; expected StableHLO, as `jax.jit(f).lower(...).as_text()` writes it before it is compiled'
  return undefined
}

/** Aliases that operations refer to and nothing defines; told last, as a text cut short has many. */
function reportUndefinedLocations(s: Scan): void {
  const { aliases, rows } = s.locations
  for (let alias = 0; alias < aliases.count; alias++) {
    const row = alias * aliases.stride
    const at = aliases.data[row + 2]! * 2
    if (rows.data[at] !== rows.data[at + 1]) continue
    const start = aliases.data[row]!
    const end = aliases.data[row + 1]!
    const name = decodeText(s.bytes, start, Math.min(end, start + 80))
    addProblem(s.problems, 'mlir.undefined-location', start, end, `\`${name}\` has no definition`)
  }
}
