// Bodies in braces: concrete syntax -> mesh axes, fields, layouts, actions and expectations. Items with a part missing are left out.
import { findOperator } from '../base/comparisons'
import { conditionTypes, readCondition, readInteger, readQuantity, unitNames } from './readCondition'
import { readName, readString, reportExpected, reportSyntax, quote, spanOf, textOf } from './readContext'
import type { ReadContext } from './readContext'
import { readPath } from './readPath'
import { findChild } from './syntaxNodes'
import type { SyntaxNode } from './syntaxNodes'
import type { Action, ActionValue, Expectation, Field, LayoutEntry, MeshAxisNode, Shape } from './syntaxTree'

const valueForms = 'a dim, `only` with a dim, `first_divisible`, `largest_divisible` or `replicated`'

type ItemReader<T> = (context: ReadContext, node: SyntaxNode, next: SyntaxNode | undefined) => T | undefined

/** Reads the items of a body. What follows an unfinished item on its line belongs to the same fault and is passed over. */
function readItems<T>(
  context: ReadContext,
  body: SyntaxNode | undefined,
  type: string,
  readItem: ItemReader<T>,
): readonly T[] {
  const nodes = body?.children.filter((child) => child.type === type && !child.isMissing) ?? []
  const items: T[] = []
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!
    const next = nodes[i + 1]
    const item = readItem(context, node, next)
    if (item !== undefined) items.push(item)
    else if (next !== undefined && isOnSameLine(context, node, next)) i++
  }
  return items
}

const isOnSameLine = (context: ReadContext, first: SyntaxNode, second: SyntaxNode): boolean =>
  !/[\n,]/.test(context.text.slice(first.end - 1, second.start))

export const readMeshAxes = (context: ReadContext, body: SyntaxNode | undefined): readonly MeshAxisNode[] =>
  readItems(context, body, 'mesh_axis', readMeshAxis)

function readMeshAxis(context: ReadContext, node: SyntaxNode): MeshAxisNode | undefined {
  const name = findChild(node, 'name')
  const number = findChild(node, 'number')
  const colon = findChild(node, ':')
  if (name === undefined) return undefined
  if (colon === undefined) return reportExpected(context, name.end, '`:` and a size')
  if (number === undefined) return reportExpected(context, colon.end, 'a size')
  const size = readInteger(context, number, 'a whole number')
  if (size === undefined) return undefined
  return {
    name: readName(context, name),
    size,
    sizeSpan: spanOf(number),
    span: { start: node.start, end: number.end },
  }
}

export const readFields = (context: ReadContext, body: SyntaxNode | undefined): readonly Field[] =>
  readItems(context, body, 'field', readField)

function readField(context: ReadContext, node: SyntaxNode, next: SyntaxNode | undefined): Field | undefined {
  const name = findChild(node, 'name')
  const colon = findChild(node, ':')
  const written = findChild(node, 'quantity', 'path', 'shape', 'layout')
  if (name === undefined) return undefined
  if (colon === undefined) return reportExpected(context, name.end, '`:` and a value')
  if (written === undefined) {
    const isLayout = /^(?:axes|wrap)$/.test(textOf(context, name))
    return reportExpected(context, colon.end, isLayout ? '`{`' : 'a number or a path')
  }
  if (written.type === 'quantity' && isStrayUnit(context, written, next)) {
    return reportExpected(context, written.end, `a unit (${unitNames}) or the next field`)
  }
  const value = readFieldValue(context, written)
  const span = { start: node.start, end: written.end }
  return value === undefined ? undefined : { name: readName(context, name), value, span }
}

function readFieldValue(context: ReadContext, node: SyntaxNode): Field['value'] | undefined {
  switch (node.type) {
    case 'path':
      return readPath(context, node)
    case 'shape':
      return readShape(context, node)
    case 'layout': {
      const entries = readItems(context, node, 'layout_entry', readLayoutEntry)
      return { kind: 'layout', entries, span: spanOf(node) }
    }
    default:
      return readQuantity(context, node)
  }
}

function readShape(context: ReadContext, node: SyntaxNode): Shape | undefined {
  const sizes = textOf(context, node).split('x')
  if (sizes.includes('')) return reportExpected(context, node.end, 'a size after `x`')
  return { kind: 'shape', sizes: sizes.map(Number), span: spanOf(node) }
}

function readLayoutEntry(context: ReadContext, node: SyntaxNode): LayoutEntry | undefined {
  const name = findChild(node, 'name')
  const colon = findChild(node, ':')
  const places = node.children.filter((child) => child.type === 'place' && !child.isMissing)
  const last = places.at(-1)
  if (name === undefined) return undefined
  if (colon === undefined) return reportExpected(context, name.end, '`:` and where it lies')
  if (last === undefined) return reportExpected(context, colon.end, 'where it lies, such as `x`')
  const span = { start: node.start, end: last.end }
  return { name: readName(context, name), places: places.map((place) => readName(context, place)), span }
}

/** `16 GB`: the unknown unit reads as a field without a colon. */
const isStrayUnit = (context: ReadContext, value: SyntaxNode, next: SyntaxNode | undefined): boolean =>
  next !== undefined && findChild(next, ':') === undefined && isOnSameLine(context, value, next)

const valueTypes = ['number', 'only', 'first_divisible', 'largest_divisible', 'replicated']

export const readActions = (context: ReadContext, body: SyntaxNode | undefined): readonly Action[] =>
  readItems(context, body, 'action', readAction)

function readAction(context: ReadContext, node: SyntaxNode): Action | undefined {
  const target = readTarget(context, node)
  const condition = readWhere(context, node)
  const valueNode = findChild(node, ...valueTypes)
  const colon = findChild(node, ':')
  if (colon === undefined) return reportExpected(context, endBeforeValue(node), describeAfterTarget(node))
  if (valueNode === undefined) return reportExpected(context, colon.end, valueForms)
  const value = readValue(context, valueNode)
  if (target === undefined || condition === 'faulty' || value === undefined) return undefined
  const span = { start: node.start, end: valueNode.end }
  return { span, target, condition, value, valueSpan: spanOf(valueNode) }
}

const isValue = (type: string): boolean => valueTypes.includes(type)

const endBeforeValue = (node: SyntaxNode): number =>
  node.children.findLast(({ type, isError }) => !isValue(type) && type !== ',' && !isError)?.end ?? node.end

const describeAfterTarget = (node: SyntaxNode): string =>
  findChild(node, 'where') === undefined
    ? '`:` or `where`'
    : endsInNumber(node)
      ? 'a unit such as `KiB`, `MiB` or `GiB`, `:`, `and` or `or`'
      : '`:`, `and` or `or`'

/** `where bytes > 3`, whose unit may follow. */
const endsInNumber = (node: SyntaxNode): boolean => {
  const last = node.children.findLast(({ type, isError }) => !isValue(type) && type !== ',' && !isError)
  return last?.type === 'quantity' || (last !== undefined && last.type !== 'where' && endsInNumber(last))
}

function readTarget(context: ReadContext, node: SyntaxNode): Action['target'] | undefined {
  const written = findChild(node, 'path', 'scope_target', 'value_target')
  if (written === undefined) return undefined
  if (written.type === 'path') return readPath(context, written)
  if (written.type === 'scope_target') return readScope(context, written)
  const name = findChild(written, 'value_name')
  return name && { kind: 'value', name: textOf(context, name), span: spanOf(written) }
}

function readScope(context: ReadContext, node: SyntaxNode): Action['target'] | undefined {
  const scope = findChild(node, 'string')
  if (scope === undefined) return reportExpected(context, node.end, 'a scope in quotes or a value such as `%57`')
  const keyword = findChild(node, 'result')
  const number = findChild(node, 'number')
  if (keyword !== undefined && number === undefined) return reportExpected(context, keyword.end, 'a number')
  const result = number && readInteger(context, number, 'the number of a result')
  if (number !== undefined && result === undefined) return undefined
  const text = readString(context, scope)
  const pass = (['backward', 'both'] as const).find((one) => findChild(node, one) !== undefined) ?? 'forward'
  return { kind: 'scope', scope: text, scopeSpan: spanOf(scope), pass, result, span: spanOf(node) }
}

function readWhere(context: ReadContext, node: SyntaxNode): Action['condition'] | 'faulty' {
  const where = findChild(node, 'where')
  if (where === undefined) return undefined
  const condition = findChild(node, ...conditionTypes)
  if (condition !== undefined) return readCondition(context, condition) ?? 'faulty'
  reportExpected(context, where.end, 'a condition such as `rank == 2`')
  return 'faulty'
}

function readValue(context: ReadContext, node: SyntaxNode): ActionValue | undefined {
  switch (node.type) {
    case 'first_divisible':
      return { kind: 'firstDivisible' }
    case 'largest_divisible':
      return { kind: 'largestDivisible' }
    case 'replicated':
      return { kind: 'replicated' }
    case 'only': {
      const number = findChild(node, 'number')
      if (number === undefined) return reportExpected(context, node.end, 'a dim')
      const dim = readInteger(context, number, 'a dim')
      return dim === undefined ? undefined : { kind: 'only', dim }
    }
    default: {
      const dim = readInteger(context, node, valueForms)
      return dim === undefined ? undefined : { kind: 'dim', dim }
    }
  }
}

export const readExpectations = (context: ReadContext, body: SyntaxNode | undefined): readonly Expectation[] =>
  readItems(context, body, 'expectation', readExpectation)

function readExpectation(context: ReadContext, node: SyntaxNode): Expectation | undefined {
  const figure = findChild(node, 'figure')
  const operatorNode = findChild(node, 'operator')
  const quantity = findChild(node, 'quantity')
  if (figure === undefined) return reportExpected(context, node.start + 'expect'.length, 'the name of a figure')
  const figureText = textOf(context, figure)
  if (/^\.|\.$|\.\./.test(figureText)) {
    reportSyntax(context, spanOf(figure), `expected the name of a figure, found ${quote(figureText)}`)
    return undefined
  }
  if (operatorNode === undefined) {
    return reportExpected(context, figure.end, '`==`, `!=`, `<`, `<=`, `>` or `>=`')
  }
  const operator = findOperator(textOf(context, operatorNode))
  if (quantity === undefined || operator === undefined) return reportExpected(context, operatorNode.end, 'a number')
  const span = { start: figure.start, end: quantity.end }
  return {
    span: { start: node.start, end: quantity.end },
    text: textOf(context, span),
    figure: readName(context, figure),
    operator,
    value: readQuantity(context, quantity),
  }
}
