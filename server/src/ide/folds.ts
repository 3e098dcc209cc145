// What can be folded: statements and comments of a tactics file, regions of a model.
import type { ModuleColumns } from '../mlir/columns'
import { parentOf } from '../mlir/find'
import { lineOf } from '../mlir/positions'
import { indexText } from '../base/textPositions'
import type { TacticsFile } from '../tactics/syntaxTree'

/** Lines from 0; the first stays visible, the last is folded away too. */
export interface Fold {
  readonly startLine: number
  readonly endLine: number
  readonly kind?: 'comment'
}

/** Of one file parsed alone. A closing brace on a line of its own stays visible. */
export function tacticsFolds({ statements }: TacticsFile, text: string): Fold[] {
  const index = indexText(text)
  const bodies = statements.flatMap(({ span }): Fold[] => {
    const [start, end] = [index.at(span.start), index.at(span.end)]
    const last = text.slice(span.end - end.column, span.end).trim() === '}' ? end.line - 1 : end.line
    return last > start.line ? [{ startLine: start.line, endLine: last }] : []
  })
  return [...bodies, ...commentFolds(text)].sort((a, b) => a.startLine - b.startLine)
}

/** Two or more lines in a row that hold nothing but a comment. */
function commentFolds(text: string): Fold[] {
  const folds: Fold[] = []
  let start = -1
  const lines = text.split(/\r\n|\n|\r/)
  for (let line = 0; line <= lines.length; line++) {
    const isComment = /^\s*\/\//.test(lines[line] ?? '')
    if (isComment && start < 0) start = line
    if (isComment || start < 0) continue
    if (line - 1 > start) folds.push({ startLine: start, endLine: line - 1, kind: 'comment' })
    start = -1
  }
  return folds
}

/** Editors fold no more. */
const mostFolds = 5000

/** Functions and regions, read off the columns of regions: the cost is theirs, not that of the operations. */
export function modelFolds(columns: ModuleColumns): Fold[] {
  const { regions, operations } = columns
  const folds: Fold[] = []
  for (let region = 0; region < regions.count && folds.length < mostFolds; region++) {
    const owner = regions.operation[region]!
    const first = regions.blockCount[region] === 0 ? -1 : columns.blocks.firstOperation[regions.firstBlock[region]!]!
    const last = lastOperation(columns, region)
    if (last < 0 || first < 0) continue
    // The first of several regions begins where the operation does, the others on the line before their operations.
    const isOnly = operations.regionCount[owner] === 1
    const startLine = lineOf(columns, operations.start[isOnly ? owner : first]!) - (isOnly ? 0 : 1)
    const endLine = lineOf(columns, operations.end[last]! - 1)
    if (endLine > startLine) folds.push({ startLine, endLine })
  }
  return folds
}

/** The last operation directly in a region, or -1: what stands last in it, or what holds that. */
function lastOperation(columns: ModuleColumns, region: number): number {
  const { regions, blocks, operations } = columns
  const count = regions.blockCount[region]!
  const block = regions.firstBlock[region]! + count - 1
  if (count === 0 || blocks.endOperation[block]! <= blocks.firstOperation[block]!) return -1
  let at = blocks.endOperation[block]! - 1
  while (at >= 0 && operations.block[at] !== block) at = parentOf(columns, at)
  return at
}
