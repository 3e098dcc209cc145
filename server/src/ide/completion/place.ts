// Where the cursor stands in the concrete syntax: the token before it, the nodes around it, and the word that is typed.
import type { Span } from '../../base/problems'
import { parseStatements } from '../../tactics/recover'
import type { SyntaxNode, TacticsParser } from '../../tactics/syntaxNodes'

/** A token with the nodes around it, outermost first. */
export interface Token {
  readonly node: SyntaxNode
  readonly around: readonly SyntaxNode[]
}

export interface Place {
  readonly offset: number
  /** The word around the cursor, or the inside of the string that holds it: what a completion replaces. */
  readonly word: Span
  /** Where the word begins, its opening quote counted. */
  readonly start: number
  readonly isQuoted: boolean
  /** The last token that ends before the word. */
  readonly before: Token | undefined
  /** The token that begins with the word. */
  readonly current: Token | undefined
  /** Nodes in whose brackets the cursor is, outermost first, each with those around it. */
  readonly inside: readonly SyntaxNode[]
  /** Path nodes that hold the word, or end where it begins, outermost first. */
  readonly paths: readonly SyntaxNode[]
  /** Whether the word is the first of its line. */
  readonly isFirst: boolean
}

/** Undefined inside a comment. */
export function findPlace(parser: TacticsParser, text: string, offset: number): Place | undefined {
  const quoted = findQuoted(text, offset)
  if (quoted === 'comment') return undefined
  const word = quoted ?? wordAt(text, offset)
  const start = quoted === undefined ? word.start : word.start - 1
  const statements = parseStatements(parser, text)
  const tokens = statements.flatMap((node) => listTokens(node, []))
  return {
    offset,
    word,
    start,
    isQuoted: quoted !== undefined,
    before: tokens.findLast(({ node }) => node.end <= start && node.end > node.start),
    current: tokens.find(({ node }) => node.start === start && node.end > start),
    inside: findInside(statements, start),
    paths: findPaths(statements, start),
    isFirst: text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === '',
  }
}

/** Whether a node of one of these types is around the token. */
export const isIn = (token: Token | undefined, ...types: readonly string[]): boolean =>
  token?.around.some(({ type }) => types.includes(type)) === true

function listTokens(node: SyntaxNode, around: readonly SyntaxNode[]): Token[] {
  if (node.children.length === 0) return node.isMissing ? [] : [{ node, around }]
  return node.children.flatMap((child) => listTokens(child, [...around, node]))
}

const bracketed = ['mesh_body', 'field_body', 'tactic_body', 'schedule_body', 'layout', 'alternatives', 'group']

/** The chain of nodes down to the innermost one whose brackets hold the offset. */
function findInside(nodes: readonly SyntaxNode[], start: number): SyntaxNode[] {
  for (const node of nodes.toReversed()) {
    if (node.start >= start) continue
    const inner = findInside(node.children, start)
    if (inner.length > 0) return [node, ...inner]
    const isOpen = node.children.some(({ isMissing, type }) => isMissing && (type === '}' || type === ')'))
    if (bracketed.includes(node.type) && (start < node.end || isOpen)) return [node]
    // What stands before it cannot hold the offset.
    if (node.end > start) return []
  }
  return []
}

function findPaths(nodes: readonly SyntaxNode[], start: number): SyntaxNode[] {
  return nodes.flatMap((node) => {
    if (node.start > start || node.end < start) return []
    const inner = findPaths(node.children, start)
    return node.type === 'path' ? [node, ...inner] : inner
  })
}

/** The comment, or the inside of the string, that holds the offset. */
function findQuoted(text: string, offset: number): Span | 'comment' | undefined {
  for (const match of text.matchAll(/\/\/[^\n]*|"(?:[^"\\\r\n]|\\[^\r\n])*"?/g)) {
    const [written] = match
    if (match.index >= offset) return undefined
    const end = match.index + written.length
    if (written.startsWith('/')) {
      if (offset <= end) return 'comment'
      continue
    }
    const isClosed = written.length > 1 && written.endsWith('"')
    if (offset < end || (offset === end && !isClosed)) return { start: match.index + 1, end: isClosed ? end - 1 : end }
  }
  return undefined
}

function wordAt(text: string, offset: number): Span {
  let [start, end] = [offset, offset]
  while (start > 0 && /[\w*?%]/.test(text.charAt(start - 1))) start--
  while (end < text.length && /[\w*]/.test(text.charAt(end))) end++
  return { start, end }
}
