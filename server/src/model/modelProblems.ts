// What a module holds that is not analysed as it stands: no function, unknown and broken operations, dynamic shapes.
import type { Problem, Span } from '../base/problems'
import type { ModuleColumns } from '../mlir/columns'
import { textOf } from '../mlir/text'
import type { Module } from './module'
import type { BrokenOperation } from './verify/verifyOperations'

/** Each kind at its first places; a model without a function has that one problem. */
export function findModelProblems(module: Module, broken: readonly BrokenOperation[] = []): Problem[] {
  if (module.main < 0) {
    const span = { start: 0, end: firstLineEnd(module.columns) }
    return [{ code: 'model.no-main', span, message: 'no function found; expected a `func.func`' }]
  }
  return [
    ...findUnknownOperations(module),
    ...describeBroken(module, broken),
    ...findDynamicShapes(module),
    ...findUncountable(module),
  ]
}

const describeBroken = ({ columns }: Module, broken: readonly BrokenOperation[]): Problem[] =>
  broken
    .slice(0, mostPerCode)
    .map(({ operation, message }) => ({ code: 'model.broken-operation', span: nameSpan(columns, operation), message }))

const mostPerCode = 20

const firstLineEnd = (columns: ModuleColumns): number =>
  columns.lineStart.length > 1 ? columns.lineStart[1]! - 1 : columns.bytes.length

/** The operation's name; short forms (`call`) are shorter in the source than in the table of names. */
function nameSpan({ operations, names, bytes }: ModuleColumns, operation: number): Span {
  const start = operations.nameStart[operation]!
  const name = operations.name[operation]!
  let end = start
  const longest = start + names.end[name]! - names.start[name]!
  while (end < longest && /[\w.$]/.test(String.fromCharCode(bytes[end]!))) end++
  return { start, end }
}

/** The first of each name. */
function findUnknownOperations({ columns, kinds }: Module): Problem[] {
  const { operations } = columns
  const problems: Problem[] = []
  const seen = new Set<number>()
  for (let i = 0; i < operations.count; i++) {
    const name = operations.name[i]!
    if (kinds[name] !== 'unknown' || seen.has(name) || seen.size >= mostPerCode) continue
    seen.add(name)
    const text = textOf(columns, columns.names, name)
    // An operation whose name cannot be read has its own problem.
    if (text === '') continue
    const message = `\`${text}\` has no sharding rule: its operands are gathered and it is computed whole on every device`
    problems.push({ code: 'model.unknown-operation', span: nameSpan(columns, i), message })
  }
  return problems
}

function findDynamicShapes({ columns, types }: Module): Problem[] {
  const { values } = columns
  const problems: Problem[] = []
  for (let value = 0; value < values.count && problems.length < mostPerCode; value++) {
    if (types[values.type[value]!]?.isDynamic !== true) continue
    const type = textOf(columns, columns.types, values.type[value]!)
    const message = `\`${type}\` has a dim of unknown size: it stays whole on every device and its bytes are not counted`
    problems.push({
      code: 'model.dynamic-shape',
      span: { start: values.nameStart[value]!, end: values.nameEnd[value]! },
      message,
    })
  }
  return problems
}

/** Values whose bytes are no exact number any more: nothing real is so large, and sums over them would mislead. */
function findUncountable({ columns, types }: Module): Problem[] {
  const { values } = columns
  const problems: Problem[] = []
  for (let value = 0; value < values.count && problems.length < mostPerCode; value++) {
    const bytes = types[values.type[value]!]?.bytes ?? 0
    if (bytes <= Number.MAX_SAFE_INTEGER) continue
    const type = textOf(columns, columns.types, values.type[value]!)
    const message = `\`${type}\` has more bytes than are counted exactly (8 PiB): memory and times overflow`
    const span = { start: values.nameStart[value]!, end: values.nameEnd[value]! }
    problems.push({ code: 'model.overflow', span, message })
  }
  return problems
}
