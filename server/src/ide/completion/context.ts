// What may stand at a place of a tactics file, told from the token before it and from the brackets that hold it.
import type { SyntaxNode } from '../../tactics/syntaxNodes'
import type { Place, Token } from './place'
import { isIn } from './place'

export type Context =
  | { readonly kind: Simple }
  /** A segment of a path; the prefix is what stands before it. */
  | { readonly kind: 'segment' }
  /** The right side of an action. */
  | { readonly kind: 'value'; readonly action: SyntaxNode }
  /** Behind a number, or in place of one: of a field, a comparison or an expectation. */
  | { readonly kind: 'unit' | 'amount'; readonly of: SyntaxNode }
  /** Before or behind the colon in the braces of this field. */
  | { readonly kind: 'layoutName' | 'layoutPlace'; readonly of: SyntaxNode }
  | { readonly kind: 'keywords'; readonly words: readonly string[] }

type Simple =
  | 'statement'
  | 'file'
  | 'axis'
  | 'meshAxis'
  | 'device'
  | 'deviceField'
  | 'automaticField'
  /** Behind `only`. */
  | 'dim'
  | 'tactic'
  | 'target'
  | 'scope'
  | 'condition'
  | 'operator'
  | 'figure'
  | 'none'

const simple = (kind: Simple): Context => ({ kind })
const keywords = (...words: readonly string[]): Context => ({ kind: 'keywords', words })

export function contextOf(place: Place): Context {
  const { before, current, isQuoted, paths } = place
  if (isQuoted && isIn(current, 'scope_target')) return simple('scope')
  if (isQuoted && isIn(current, 'model_statement', 'include_statement')) return simple('file')
  const after = before === undefined ? undefined : contextAfter(before, place)
  if (after !== undefined) return after
  const [path] = paths
  if (path !== undefined && (path.start < place.start || isQuoted)) return { kind: 'segment' }
  if (isQuoted) return simple('none')
  return contextInside(place) ?? simple('none')
}

/** By the token before; undefined where it ends what it belongs to. */
function contextAfter(before: Token, place: Place): Context | undefined {
  const { node, around } = before
  switch (node.type) {
    case ':':
      return place.isFirst ? undefined : afterColon(around)
    case ',':
      return afterComma(before)
    case 'on':
      return simple('axis')
    case '=':
      return isIn(before, 'schedule') ? simple('tactic') : undefined
    case 'expect':
      return simple('figure')
    case 'device':
      return isIn(before, 'name') ? undefined : simple('device')
    case 'model':
    case 'include':
      return isIn(before, 'name') ? undefined : simple('file')
    case 'where':
    case 'and':
    case 'or':
    case 'not':
    case '(':
      return isIn(before, 'action') ? simple('condition') : undefined
    case 'at':
      return simple('scope')
    case 'only':
      return node.isNamed ? undefined : simple('dim')
    default:
      return afterOperator(before) ?? (place.isFirst ? undefined : onTheLine(before, place))
  }
}

function afterColon(around: readonly SyntaxNode[]): Context {
  const holder = around.at(-1)
  const field = around.findLast(({ type }) => type === 'field')
  if (holder?.type === 'layout_entry' && field !== undefined) return { kind: 'layoutPlace', of: field }
  if (holder?.type === 'action') return { kind: 'value', action: holder }
  if (holder?.type === 'field') return { kind: 'amount', of: holder }
  return simple('none')
}

function afterComma(before: Token): Context | undefined {
  if (isIn(before, 'alternatives')) return { kind: 'segment' }
  if (isIn(before, 'axes')) return simple('axis')
  return isIn(before, 'tactic_list') ? simple('tactic') : undefined
}

function afterOperator(before: Token): Context | undefined {
  if (!isIn(before, 'operator')) return undefined
  const of = before.around.findLast(({ type }) => type === 'comparison' || type === 'expectation')
  return of === undefined ? undefined : { kind: 'amount', of }
}

/** What may follow on the same line. */
function onTheLine(before: Token, place: Place): Context | undefined {
  const { node, around } = before
  const isApart = node.end < place.start
  const amount = around.findLast(({ type }) => type === 'field' || type === 'comparison' || type === 'expectation')
  if (node.type === 'number' && isIn(before, 'quantity') && amount !== undefined) return { kind: 'unit', of: amount }
  if (node.type === 'property') return simple('operator')
  if (amount?.type === 'comparison' && isApart) return keywords('and', 'or')
  if (isIn(before, 'figure') && isApart) return simple('operator')
  if (isIn(before, 'name')) return afterName(around.at(-2)?.type ?? '')
  if (isIn(before, 'scope_target'))
    return node.type === 'string' ? keywords('backward', 'both', 'result', 'where') : keywords('result', 'where')
  const isEnd = isApart && place.paths.every(({ start }) => start >= place.start)
  return isEnd && (isIn(before, 'path') || isIn(before, 'value_target')) && isIn(before, 'action')
    ? keywords('where')
    : undefined
}

function afterName(holder: string): Context | undefined {
  if (holder === 'tactic') return keywords('on', 'auto')
  if (holder === 'automatic_tactic') return keywords('on')
  return holder === 'mesh_axis' || holder === 'layout_entry' ? undefined : simple('none')
}

/** By the innermost brackets; a statement where there are none. */
function contextInside({ inside, isFirst, before }: Place): Context | undefined {
  switch (inside.at(-1)?.type) {
    case 'tactic_body':
      return simple('target')
    case 'schedule_body':
      return keywords('expect')
    case 'mesh_body':
      return simple('meshAxis')
    case 'layout':
      return { kind: 'layoutName', of: inside.at(-2)! }
    case 'field_body':
      return simple(inside[0]?.type === 'device_statement' ? 'deviceField' : 'automaticField')
    case 'alternatives':
      return { kind: 'segment' }
    case 'group':
      return simple('condition')
    default:
      return isFirst && before?.node.type !== 'tactic' ? simple('statement') : undefined
  }
}
