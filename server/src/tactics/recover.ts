// Concrete syntax of a whole file, statement by statement. A statement with a fault is parsed again in pieces (its head,
// then each item of its body), so that one unfinished line costs no other line.
import { blankOut, findBody, splitBody, splitStatements } from './splitText'
import type { Body } from './splitText'
import { hasFault, parseNodes } from './syntaxNodes'
import type { SyntaxNode, TacticsParser } from './syntaxNodes'
import type { Span } from '../base/problems'

/** A text that makes the parser expect items of a body, by the type of the statement. */
const bodies: Readonly<Record<string, { readonly type: string; readonly item: string; readonly prefix: string }>> = {
  mesh_statement: { type: 'mesh_body', item: 'mesh_axis', prefix: 'mesh {' },
  device_statement: { type: 'field_body', item: 'field', prefix: 'device _ {' },
  tactic: { type: 'tactic_body', item: 'action', prefix: 'tactic _ on _ {' },
  automatic_tactic: { type: 'field_body', item: 'field', prefix: 'tactic _ auto on _ {' },
  schedule: { type: 'schedule_body', item: 'expectation', prefix: 'schedule _ = _ {' },
}

interface Source {
  readonly parser: TacticsParser
  readonly text: string
  readonly blanked: string
}

/** Statements of the file, and ERROR nodes between them, in order. */
export function parseStatements(parser: TacticsParser, text: string): readonly SyntaxNode[] {
  const source = { parser, text, blanked: blankOut(text) }
  return splitStatements(source.blanked).flatMap((span) => parseSpan(source, span))
}

function parseSpan(source: Source, span: Span): readonly SyntaxNode[] {
  const root = parseNodes(source.parser, source.text.slice(span.start, span.end), {
    shift: span.start,
    limit: span.end,
  })
  if (root === undefined) return []
  if (!hasFault(root)) return root.children
  const body = findBody(source.blanked, span)
  if (body === undefined) return root.isError ? [root] : root.children
  return parseInPieces(source, span, body)
}

function parseInPieces(source: Source, span: Span, body: Body): readonly SyntaxNode[] {
  const head = parseNodes(source.parser, `${source.text.slice(span.start, body.open)}{}`, {
    shift: span.start,
    limit: body.open,
  })
  const end = body.close === undefined ? span.end : body.close + 1
  const rest = { start: end, end: span.end }
  const after = source.blanked.slice(rest.start, rest.end).trim() === '' ? [] : parseSpan(source, rest)
  const statements = head === undefined || head.isError ? [] : head.children
  const last = statements.at(-1)
  const shape = last === undefined ? undefined : bodies[last.type]
  if (last === undefined || shape === undefined) {
    return [...statements, makeNode('ERROR', { start: firstText(source, span), end: body.open + 1 }, []), ...after]
  }
  const items = parseItems(source, { start: body.open + 1, end: body.close ?? span.end }, shape)
  const bodyEnd = body.close === undefined ? lastText(source, span) : end
  const missing = body.close === undefined ? [makeNode('}', { start: bodyEnd, end: bodyEnd }, [])] : []
  const bodyNode = makeNode(shape.type, { start: body.open, end: bodyEnd }, [...items, ...missing])
  const headNodes = last.children.filter((child) => child.type !== shape.type)
  const whole = makeNode(last.type, { start: last.start, end: bodyEnd }, [...headNodes, bodyNode])
  return [...statements.slice(0, -1), whole, ...after]
}

/** Items and ERROR nodes of a body, each piece parsed alone. */
function parseItems(source: Source, span: Span, { item, prefix }: { item: string; prefix: string }): SyntaxNode[] {
  return splitBody(source.blanked, span).flatMap((piece) => {
    const text = `${prefix}${source.text.slice(piece.start, piece.end)}\n}`
    const root = parseNodes(source.parser, text, { shift: piece.start - prefix.length, limit: piece.end })
    const nodes = root === undefined ? [] : collectItems(root, item, piece)
    const isSilent = root !== undefined && hasFault(root) && !nodes.some(hasFault)
    // A fault that no item shows, such as a brace before all of them.
    const stray = findStrayBrace(source.blanked, piece) ?? (isSilent ? firstText(source, piece) : undefined)
    if (stray === undefined || (source.blanked[stray] === '{' && !isSilent)) return nodes
    return [...nodes, makeNode('ERROR', { start: stray, end: stray + 1 }, [])]
  })
}

/** A closing brace that the piece does not open (it would close the body it was put in), or an opening one left open. */
function findStrayBrace(blanked: string, { start, end }: Span): number | undefined {
  const open: number[] = []
  for (let i = start; i < end; i++) {
    if (blanked[i] === '{') open.push(i)
    else if (blanked[i] === '}' && open.pop() === undefined) return i
  }
  return open[0]
}

function collectItems(node: SyntaxNode, item: string, piece: Span): SyntaxNode[] {
  if (node.end <= piece.start || node.start >= piece.end) return []
  if (node.type === item && !node.isError) return node.start >= piece.start ? [node] : []
  const inner = node.children.flatMap((child) => collectItems(child, item, piece))
  if (!node.isError) return inner
  // What the parser passed over begins after the text put before it.
  const own = node.children.find((child) => child.start >= piece.start && child.type !== item)
  const start = node.start >= piece.start ? node.start : (own?.start ?? (inner.length > 0 ? undefined : piece.start))
  if (start === undefined) return inner
  return [makeNode('ERROR', { start, end: Math.min(node.end, piece.end) }, []), ...inner]
}

const makeNode = (type: string, { start, end }: Span, children: readonly SyntaxNode[]): SyntaxNode => ({
  type,
  start,
  end,
  isNamed: /^\w/.test(type),
  isMissing: type === '}',
  isError: type === 'ERROR',
  children,
})

const firstText = ({ blanked }: Source, { start, end }: Span): number =>
  start + (/\S/.exec(blanked.slice(start, end))?.index ?? 0)

const lastText = ({ blanked }: Source, { start, end }: Span): number =>
  start + blanked.slice(start, end).trimEnd().length
