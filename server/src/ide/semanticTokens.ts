// Semantic tokens of a tactics file, from its concrete syntax: the same colours as the grammar's highlights, and names by what they are.
import { parseStatements } from '../tactics/recover'
import type { SyntaxNode, TacticsParser } from '../tactics/syntaxNodes'
import type { Span } from '../base/problems'

/** The legend; types and modifiers are numbered by their order here. docs/TACTICS.md lists what each stands for. */
export const tokenTypes = [
  'keyword',
  'function',
  'class',
  'parameter',
  'type',
  'property',
  'variable',
  'string',
  'number',
  'operator',
] as const
export const tokenModifiers = ['declaration', 'readonly'] as const

export type TokenType = (typeof tokenTypes)[number]

export interface Token extends Span {
  readonly type: TokenType
  readonly modifiers: readonly (typeof tokenModifiers)[number][]
}

/** Tokens that touch a range of offsets, in order; none goes over a line's end. */
export function tacticsTokens(
  parser: TacticsParser,
  text: string,
  range: Span = { start: 0, end: text.length },
): Token[] {
  const tokens: Token[] = []
  const visit = (node: SyntaxNode, parent: string): void => {
    if (node.isMissing || node.end <= range.start || node.start >= range.end) return
    const token = tokenOf(node, parent)
    if (token !== undefined) tokens.push({ start: node.start, end: node.end, ...token })
    else for (const child of node.children) visit(child, node.type)
  }
  for (const node of parseStatements(parser, text)) visit(node, '')
  return tokens
    .filter(({ start, end }) => end > start && !text.slice(start, end).includes('\n'))
    .sort((a, b) => a.start - b.start)
}

type Form = Pick<Token, 'type' | 'modifiers'>

const form = (type: TokenType, ...modifiers: Token['modifiers']): Form => ({ type, modifiers })

/** Names by the node that holds them. */
const names: Readonly<Record<string, Form>> = {
  tactic: form('function', 'declaration'),
  automatic_tactic: form('function', 'declaration'),
  tactic_list: form('function'),
  schedule: form('class', 'declaration'),
  mesh_axis: form('parameter', 'declaration'),
  axes: form('parameter'),
  device_statement: form('type'),
  field: form('property'),
}

const forms: Readonly<Record<string, Form>> = {
  string: form('string'),
  quoted: form('string'),
  first_divisible: form('variable', 'readonly'),
  largest_divisible: form('variable', 'readonly'),
  replicated: form('variable', 'readonly'),
  number: form('number'),
  integer: form('number'),
  unit: form('type'),
  glob: form('variable'),
  value_name: form('variable'),
  property: form('property'),
  figure: form('property'),
  element_type: form('type'),
  operator: form('operator'),
}

/** Statements whose string is a path: it looks like a link, which themes draw in the colour of text, not of strings. */
const linking: ReadonlySet<string> = new Set(['model_statement', 'include_statement'])

function tokenOf(node: SyntaxNode, parent: string): Form | undefined {
  if (linking.has(parent) && node.type === 'string') return undefined
  if (node.type === 'name') return names[parent]
  const found = node.isNamed ? forms[node.type] : undefined
  return found ?? (!node.isNamed && /^[a-z]+$/.test(node.type) ? form('keyword') : undefined)
}
