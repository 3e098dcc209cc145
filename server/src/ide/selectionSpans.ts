// Smart select: what lies around an offset, from the smallest part to the whole file.
import type { Span } from '../base/problems'
import type { LoadedModel } from '../engine/analysis'
import type { ModuleColumns } from '../mlir/columns'
import { findOperationAt, parentOf } from '../mlir/find'
import { parseStatements } from '../tactics/recover'
import type { SyntaxNode, TacticsParser } from '../tactics/syntaxNodes'
import { nameAround } from './modelHover'

/** Of a tactics file, by its concrete syntax: word, pattern, action, body, statement, file. */
export function selectInTactics(parser: TacticsParser, text: string, offset: number): Span[] {
  const spans: Span[] = [{ start: 0, end: text.length }]
  let nodes = parseStatements(parser, text)
  for (;;) {
    const inner =
      nodes.find((node) => offset >= node.start && offset < node.end) ?? nodes.find((node) => node.end === offset)
    if (inner === undefined) break
    spans.push({ start: inner.start, end: inner.end }, ...insideBraces(inner, offset))
    nodes = inner.children
  }
  return narrowing(spans)
}

/** What stands between the braces of a body. */
function insideBraces({ children }: SyntaxNode, offset: number): Span[] {
  const [first, last] = [children[0], children.at(-1)]
  if (first?.type !== '{' || last?.type !== '}' || children.length < 3) return []
  const span = { start: children[1]!.start, end: children.at(-2)!.end }
  return offset >= span.start && offset <= span.end ? [span] : []
}

/** Of a model: name, operation, what holds it. */
export function selectInModel({ module: { columns } }: LoadedModel, offset: number): Span[] {
  const spans: Span[] = []
  for (let at = findOperationAt(columns, offset); at >= 0; at = parentOf(columns, at))
    spans.unshift(operationSpan(columns, at))
  const name = nameAround(columns.bytes, offset)
  return narrowing([{ start: 0, end: columns.bytes.length }, ...spans, ...(name.end > name.start ? [name] : [])])
}

const operationSpan = ({ operations }: ModuleColumns, operation: number): Span => ({
  start: operations.start[operation]!,
  end: operations.end[operation]!,
})

/** Innermost first, each really inside the next. */
function narrowing(spans: readonly Span[]): Span[] {
  const kept: Span[] = []
  for (const span of spans) {
    const around = kept.at(-1)
    const isInside = around === undefined || (span.start >= around.start && span.end <= around.end)
    const isSame = around !== undefined && span.start === around.start && span.end === around.end
    if (isInside && !isSame) kept.push(span)
  }
  return kept.reverse()
}
