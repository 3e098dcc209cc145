// What follows `where`, and quantities: concrete syntax -> conditions with numbers in base units.
import { findOperator } from '../base/comparisons'
import { quote, reportExpected, reportSyntax, spanOf, textOf } from './readContext'
import type { ReadContext } from './readContext'
import { findChild } from './syntaxNodes'
import type { SyntaxNode } from './syntaxNodes'
import type { Condition, Quantity } from './syntaxTree'

const properties = ['rank', 'bytes', 'elements', 'dtype', 'dim'] as const

type Scale = { readonly multiply: number; readonly divide: number }

const sizes: Readonly<Record<string, Scale>> = {
  KiB: { multiply: 2 ** 10, divide: 1 },
  MiB: { multiply: 2 ** 20, divide: 1 },
  GiB: { multiply: 2 ** 30, divide: 1 },
  TiB: { multiply: 2 ** 40, divide: 1 },
  KB: { multiply: 1e3, divide: 1 },
  MB: { multiply: 1e6, divide: 1 },
  GB: { multiply: 1e9, divide: 1 },
  TB: { multiply: 1e12, divide: 1 },
}

/** Units: bytes and seconds in one of the unit, or how many of the unit make a second or a whole (kept exact). */
const unitScales: Readonly<Record<string, Scale>> = {
  ...sizes,
  ...Object.fromEntries(Object.entries(sizes).map(([unit, scale]) => [`${unit}/s`, scale])),
  'GFLOP/s': { multiply: 1e9, divide: 1 },
  'TFLOP/s': { multiply: 1e12, divide: 1 },
  'PFLOP/s': { multiply: 1e15, divide: 1 },
  us: { multiply: 1, divide: 1e6 },
  ms: { multiply: 1, divide: 1e3 },
  s: { multiply: 1, divide: 1 },
  '%': { multiply: 1, divide: 100 },
}
const noScale = { multiply: 1, divide: 1 }

export const unitTexts: readonly string[] = Object.keys(unitScales)

/** For messages; of the units of rates the two usual ones. */
export const unitNames = unitTexts
  .filter((unit) => !unit.endsWith('/s') || unit === 'GB/s' || unit === 'TFLOP/s')
  .map((unit) => `\`${unit}\``)
  .join(', ')

/** `16 GiB`, `45 GB/s`, `1e12`: undefined for other text. */
export function parseQuantity(text: string): Pick<Quantity, 'value' | 'unit'> | undefined {
  const [, number, unit = ''] = /^\s*(-?[0-9][0-9_.]*(?:[eE][+-]?[0-9]+)?)\s*([A-Za-z/%]*)\s*$/.exec(text) ?? []
  const scale = unit === '' ? noScale : unitScales[unit]
  const value = toNumber(number ?? '')
  return scale === undefined || number === undefined || Number.isNaN(value)
    ? undefined
    : { value: (value * scale.multiply) / scale.divide, unit }
}

/** The number that stands before the unit, for a value in base units. */
export function toUnit(value: number, unit: string): number {
  const { multiply, divide } = unitScales[unit] ?? noScale
  return Number(((value / multiply) * divide).toPrecision(12))
}

export const conditionTypes: readonly string[] = ['or', 'and', 'not', 'group', 'comparison']
const propertyForms = '`rank`, `bytes`, `elements`, `dtype`, `dim(i)`, `not` or `(`'
const operatorForms = '`==`, `!=`, `<`, `<=`, `>` or `>=`'

/** Undefined when a part is missing, which is reported. */
export function readCondition(context: ReadContext, node: SyntaxNode): Condition | undefined {
  switch (node.type) {
    case 'or':
    case 'and':
      return readChain(context, node, node.type)
    case 'not': {
      const operand = readOperand(context, node)
      return operand && { kind: 'not', operand, span: spanOf(node) }
    }
    case 'group':
      return readOperand(context, node)
    default:
      return readComparison(context, node)
  }
}

const operandsOf = (node: SyntaxNode): readonly SyntaxNode[] =>
  node.children.filter((child) => child.isNamed && !child.isMissing && conditionTypes.includes(child.type))

function readOperand(context: ReadContext, node: SyntaxNode): Condition | undefined {
  const [operand] = operandsOf(node)
  const after = node.children[0]?.end ?? node.end
  return operand === undefined ? reportExpected(context, after, propertyForms) : readCondition(context, operand)
}

/** Each operand of a chain is a level of its tree; what reads trees goes down by recursion. */
const mostOperands = 500

/** Operands with `and` or `or` between them; they group from the left. */
function readChain(context: ReadContext, node: SyntaxNode, kind: 'and' | 'or'): Condition | undefined {
  node.children.forEach((child, i) => {
    const next = node.children[i + 1]
    if (child.type === kind && !child.isNamed && (next === undefined || !next.isNamed)) {
      reportExpected(context, child.end, propertyForms)
    }
  })
  const operands = operandsOf(node)
  const beyond = operands[mostOperands]
  if (beyond !== undefined) {
    reportSyntax(context, spanOf(beyond), `more than ${mostOperands} conditions joined by \`${kind}\``)
    return undefined
  }
  const [first, ...others] = operands.map((operand) => readCondition(context, operand))
  const isWhole = operands.length * 2 - 1 === node.children.length
  return isWhole && first !== undefined ? fold(first, others, kind, operands) : undefined
}

function fold(
  first: Condition,
  others: readonly (Condition | undefined)[],
  kind: 'and' | 'or',
  nodes: readonly SyntaxNode[],
): Condition | undefined {
  const start = nodes[0]!.start
  let left = first
  for (const [i, right] of others.entries()) {
    if (right === undefined) return undefined
    left = { kind, left, right, span: { start, end: nodes[i + 1]!.end } }
  }
  return left
}

function readComparison(context: ReadContext, node: SyntaxNode): Condition | undefined {
  const property = readProperty(context, node)
  const written = findChild(node, 'operator')
  if (property === undefined) return undefined
  if (written === undefined) return reportExpected(context, node.end, operatorForms)
  const operator = findOperator(textOf(context, written))
  const value = readComparedValue(context, node, property.property, written.end)
  if (operator === undefined || value === undefined) return undefined
  return { kind: 'comparison', ...property, operator, value, span: spanOf(node) }
}

type Property = Pick<Extract<Condition, { kind: 'comparison' }>, 'property' | 'dim'>

function readProperty(context: ReadContext, node: SyntaxNode): Property | undefined {
  const written = findChild(node, 'property')
  const property = properties.find((name) => written !== undefined && name === textOf(context, written))
  if (written === undefined || property === undefined) return reportExpected(context, node.start, propertyForms)
  const parenthesis = findChild(node, '(')
  if (property !== 'dim') {
    if (parenthesis === undefined) return { property, dim: undefined }
    return reportExpected(context, written.end, operatorForms)
  }
  const number = findChild(node, 'number')
  if (number === undefined || parenthesis === undefined) {
    return reportExpected(context, parenthesis?.end ?? written.end, parenthesis ? 'a dim' : '`(` and a dim')
  }
  const dim = readInteger(context, number, 'a dim')
  return dim === undefined ? undefined : { property, dim }
}

function readComparedValue(
  context: ReadContext,
  node: SyntaxNode,
  property: Property['property'],
  after: number,
): number | string | undefined {
  if (property === 'dtype') {
    const type = findChild(node, 'element_type')
    return type === undefined ? reportExpected(context, after, 'an element type such as `f32`') : textOf(context, type)
  }
  const quantity = findChild(node, 'quantity')
  return quantity === undefined ? reportExpected(context, after, 'a number') : readQuantity(context, quantity).value
}

/** A number with its unit, if any. */
export function readQuantity(context: ReadContext, node: SyntaxNode): Quantity {
  const number = findChild(node, 'number')
  const unit = findChild(node, 'unit')
  const unitText = unit === undefined ? '' : textOf(context, unit)
  const value = number === undefined ? 0 : toNumber(textOf(context, number))
  const { multiply, divide } = unitScales[unitText] ?? noScale
  return { kind: 'quantity', value: (value * multiply) / divide, unit: unitText, span: spanOf(node) }
}

/** A whole number; reports any other. */
export function readInteger(context: ReadContext, node: SyntaxNode, what: string): number | undefined {
  const text = textOf(context, node)
  if (/^-?[0-9_]+$/.test(text)) return toNumber(text)
  reportSyntax(context, spanOf(node), `expected ${what}, found ${quote(text)}`)
  return undefined
}

/** `1_000` is 1000; `-0` is 0, as it prints. */
const toNumber = (text: string): number => Number(text.replaceAll('_', '')) + 0
