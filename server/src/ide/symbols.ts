// Document symbols and folding: statements of a tactics file; functions and loops of a model.
import type { Span } from '../base/problems'
import type { LoadedModel } from '../engine/analysis'
import { decodeText } from '../mlir/text'
import { bodyOf } from '../sharding/innerRegions'
import { NodeRole } from '../sharding/program'
import type { TacticsFile } from '../tactics/syntaxTree'

export interface Symbol {
  readonly name: string
  readonly detail: string
  readonly kind: 'model' | 'mesh' | 'device' | 'tactic' | 'schedule' | 'function' | 'loop'
  readonly span: Span
  readonly selection: Span
}

export function tacticsSymbols(file: TacticsFile): Symbol[] {
  return file.statements.map((statement): Symbol => {
    const { span } = statement
    switch (statement.kind) {
      case 'model':
      case 'include':
        return {
          name: `${statement.kind} ${statement.path}`,
          detail: '',
          kind: 'model',
          span,
          selection: statement.pathSpan,
        }
      case 'mesh':
        return {
          name: 'mesh',
          detail: statement.axes.map(({ name, size }) => `${name.text} ${size}`).join(', '),
          kind: 'mesh',
          span,
          selection: statement.headSpan,
        }
      case 'device':
        return { name: statement.name.text, detail: 'device', kind: 'device', span, selection: statement.name.span }
      case 'tactic':
        return {
          name: statement.name.text,
          detail: `on ${statement.axes.map(({ text }) => text).join(', ')}`,
          kind: 'tactic',
          span,
          selection: statement.name.span,
        }
      case 'schedule':
        return {
          name: statement.name.text,
          detail: statement.tactics.map(({ text }) => text).join(', '),
          kind: 'schedule',
          span,
          selection: statement.name.span,
        }
    }
  })
}

export function modelSymbols({ module, program }: LoadedModel): Symbol[] {
  const { columns } = module
  const functions = Array.from({ length: columns.functions.count }, (_, i): Symbol => {
    const operation = columns.functions.operation[i]!
    const selection = { start: columns.functions.nameStart[i]!, end: columns.functions.nameEnd[i]! }
    const span = { start: columns.operations.start[operation]!, end: columns.operations.end[operation]! }
    const count = columns.operations.subtreeEnd[operation]! - operation - 1
    return {
      name: `@${decodeText(columns.bytes, selection.start, selection.end)}`,
      detail: `${count} operations`,
      kind: 'function',
      span,
      selection,
    }
  })
  const loops: Symbol[] = []
  const seen = new Set<number>()
  for (let node = 0; node < program.nodes.count; node++) {
    const operation = program.nodes.operation[node]!
    if (program.nodes.role[node] !== NodeRole.loop || seen.has(operation)) continue
    seen.add(operation)
    const body = bodyOf(program, node)
    const span = { start: columns.operations.start[operation]!, end: columns.operations.end[operation]! }
    const selection = {
      start: columns.operations.nameStart[operation]!,
      end: columns.operations.nameStart[operation]! + 5,
    }
    loops.push({
      name: 'while',
      detail: body === undefined || body.isTripCountAssumed ? 'unknown iterations' : `${body.tripCount} iterations`,
      kind: 'loop',
      span,
      selection,
    })
  }
  return [...functions, ...loops].sort((a, b) => a.span.start - b.span.start)
}
