// What every reader of the concrete syntax shares: the file's text, and where problems go.
import type { Problem, Span } from '../base/problems'
import { printNearest } from './nearestNames'
import type { Name } from './syntaxTree'
import type { SyntaxNode } from './syntaxNodes'

export interface ReadContext {
  readonly text: string
  readonly problems: Problem[]
}

/** Reports a fault of syntax; one place gets one problem, the first. */
export function reportSyntax(context: ReadContext, span: Span, message: string): void {
  if (context.problems.some((problem) => problem.code === 'tactics.syntax' && problem.span.start === span.start)) return
  context.problems.push({ code: 'tactics.syntax', span, message })
}

/** Reports that `what` should stand at the offset, and what stands there on the same line instead. */
export function reportExpected(context: ReadContext, offset: number, what: string): undefined {
  const { span, found } = describeNext(context.text, offset)
  reportSyntax(context, span, describeFound(what, found, context.text.slice(span.start, span.end)))
}

/** `expected …, found `first_divisibel`; did you mean `first_divisible`?`: the nearest of the words that are expected. */
export function describeFound(what: string, found: string, token: string): string {
  const words = [...what.matchAll(/`([A-Za-z]\w+)`/g)].map(([, word = '']) => word)
  const near = /^[A-Za-z]\w+$/.test(token) ? printNearest(token, words) : ''
  // Names are bound to what axes and functions of JAX, PyTorch and MLIR may be called.
  const isForeign = /^[\p{L}\p{M}\p{N}_]+$/u.test(token) && !/^\w+$/.test(token)
  const letters = isForeign ? '; names are of the letters a to z, digits and `_`' : ''
  return `expected ${what}, found ${found}${near}${letters}`
}

const tokens = /"[^"\r\n]*"?|[\p{L}\p{M}\p{N}_.*%#]+|[=!<>]=|[^\s]/uy

/** The token that follows on the line, or the end of the line as an empty span at the offset. */
function describeNext(text: string, offset: number): { span: Span; found: string } {
  let start = offset
  while (text[start] === ' ' || text[start] === '\t') start++
  tokens.lastIndex = start
  const token = tokens.exec(text)?.[0]
  if (token === undefined || text.startsWith('//', start)) {
    const isEnd = text.slice(start).trim() === ''
    return { span: { start: offset, end: offset }, found: isEnd ? 'the end of the file' : 'the end of the line' }
  }
  return { span: { start, end: start + token.length }, found: quote(token) }
}

/** Text in a message: one line, at most 40 characters. */
export function quote(text: string): string {
  const line = (text.trim().split('\n')[0] ?? '').trim()
  return `\`${line.length > 40 ? `${line.slice(0, 39)}…` : line}\``
}

export const textOf = (context: ReadContext, node: Span): string => context.text.slice(node.start, node.end)

export const spanOf = ({ start, end }: Span): Span => ({ start, end })

export const readName = (context: ReadContext, node: SyntaxNode): Name => ({
  text: textOf(context, node),
  span: spanOf(node),
})

/** Text between quotes with escapes resolved; reports a missing closing quote. */
export function readString(context: ReadContext, node: SyntaxNode): string {
  const written = textOf(context, node)
  const inside = /^"((?:[^"\\]|\\[^])*)"$/.exec(written)?.[1]
  if (inside === undefined) {
    reportSyntax(context, { start: node.end, end: node.end }, `expected \`"\` after ${quote(written)}`)
  }
  return (inside ?? written.slice(1)).replace(/\\([^])/g, '$1')
}
