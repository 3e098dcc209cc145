// Problems of one scan, with a limit so that a broken file does not drown the editor.
import type { DiagnosticCode } from '../base/diagnostics'
import type { Problem } from '../base/problems'

const limit = 100

export interface ProblemList {
  readonly items: Problem[]
  dropped: number
  lastStart: number
  lastEnd: number
}

export const createProblemList = (): ProblemList => ({ items: [], dropped: 0, lastStart: 0, lastEnd: 0 })

/** Keeps the problem, or counts it when there are too many. */
export function addProblem(list: ProblemList, code: DiagnosticCode, start: number, end: number, message: string): void {
  if (list.items.length < limit) {
    list.items.push({ code, span: { start, end: Math.max(start, end) }, message })
    return
  }
  list.dropped++
  list.lastStart = start
  list.lastEnd = end
}

/** All problems kept, and one that counts the rest. */
export function finishProblems(list: ProblemList): readonly Problem[] {
  if (list.dropped === 0) return list.items
  const span = { start: list.lastStart, end: Math.max(list.lastStart, list.lastEnd) }
  return [...list.items, { code: 'mlir.syntax', span, message: `${list.dropped} more problems in this file` }]
}
