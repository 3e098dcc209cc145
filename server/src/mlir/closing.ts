// Ends of regions: by their `}`, by indentation where brackets do not match, or by the end of the text.
import { Char } from './characters'
import { endOperation } from './endings'
import { indentationAt, innermostOpen, leaveRegion } from './regions'
import { addProblem } from './scanProblems'
import type { Scan } from './state'
import { Frame } from './state'

/** At a `}`: closes the region, and goes on with its operation. */
export function readClose(s: Scan, at: number): number {
  if (s.frames.count === 0) {
    s.isUnbalanced = true
    addProblem(s.problems, 'mlir.syntax', at, at + 1, 'this `}` closes nothing')
    return at + 1
  }
  if (s.byIndentation && !settleByIndentation(s, at)) {
    addProblem(s.problems, 'mlir.syntax', at, at + 1, 'this `}` closes nothing')
    return at + 1
  }
  leaveRegion(s)
  s.settled = at + 1
  return at + 1
}

/**
 * Closes the regions that opened on lines indented further than this `}`, when one opened on a line indented like it.
 * Returns false when the `}` is indented further than any line that opened a region.
 */
function settleByIndentation(s: Scan, at: number): boolean {
  let lineStart = at
  while (lineStart > 0 && s.bytes[lineStart - 1]! <= Char.space && s.bytes[lineStart - 1] !== Char.newline) lineStart--
  if (lineStart > 0 && s.bytes[lineStart - 1] !== Char.newline) return true
  const indentation = indentationAt(s, at)
  for (let frame = s.frames.count - 1; frame >= 0; frame--) {
    if (s.frames.data[frame * Frame.stride + Frame.indentation] !== indentation) continue
    while (s.frames.count > frame + 1) abandonRegion(s, at)
    return true
  }
  return indentation < s.frames.data[(s.frames.count - 1) * Frame.stride + Frame.indentation]!
}

/** Closes a region that has no `}`, and its operation. */
function abandonRegion(s: Scan, at: number): void {
  const open = innermostOpen(s)
  addProblem(s.problems, 'mlir.unclosed', open, open + 1, 'this region is not closed')
  leaveRegion(s)
  endOperation(s, at)
}

export function closeAll(s: Scan): void {
  if (s.frames.count > 0) s.isUnbalanced = true
  while (s.frames.count > 0) abandonRegion(s, s.end)
}
