// Syntax tree -> canonical text. Parsing what is printed gives the same tree, but for spans.
import { toUnit } from './readCondition'
import type {
  Action,
  Condition,
  Expectation,
  Field,
  Name,
  PathPattern,
  PatternSegment,
  Quantity,
  ScopeTarget,
  Statement,
  TacticsFile,
} from './syntaxTree'

/** The whole file; comments are no part of the tree. */
export function printTactics(file: TacticsFile): string {
  let text = ''
  let before: Statement | undefined
  for (const statement of file.statements) {
    if (before !== undefined && (isTall(before) || isTall(statement) || before.kind !== statement.kind)) text += '\n'
    text += `${printStatement(statement)}\n`
    before = statement
  }
  return text
}

const isTall = (statement: Statement): boolean =>
  statement.kind === 'tactic' || (statement.kind === 'schedule' && statement.expectations.length > 0)

/** One statement, without a line break at its end. */
export function printStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'model':
    case 'include':
      return `${statement.kind} ${quoteString(statement.path)}`
    case 'mesh':
      return `mesh ${printLine(statement.axes.map(({ name, size }) => `${name.text}: ${size}`))}`
    case 'device': {
      const fields = statement.overrides.map(printField)
      return `device ${statement.name.text}${fields.length === 0 ? '' : ` ${printLine(fields)}`}`
    }
    case 'tactic': {
      const head = `tactic ${statement.name.text}${statement.isAutomatic ? ' auto' : ''}${printAxes(statement.axes)}`
      return `${head} ${printBody([...statement.actions.map(printAction), ...statement.fields.map(printField)])}`
    }
    case 'schedule': {
      const head = `schedule ${statement.name.text} =${printNames(statement.tactics)}`
      const lines = statement.expectations.map(printExpectation)
      return lines.length === 0 ? head : `${head} ${printBody(lines)}`
    }
  }
}

const printNames = (names: readonly Name[]): string =>
  names.length === 0 ? '' : ` ${names.map(({ text }) => text).join(', ')}`

const printAxes = (axes: readonly Name[]): string => ` on${printNames(axes)}`
const printLine = (items: readonly string[]): string => (items.length === 0 ? '{}' : `{ ${items.join(', ')} }`)
const printBody = (lines: readonly string[]): string =>
  lines.length === 0 ? '{}' : `{\n${lines.map((line) => `  ${line}\n`).join('')}}`

/** `params.**.norm where rank == 1: replicated`. */
export function printAction({ target, condition, value }: Action): string {
  const where = condition === undefined ? '' : ` where ${printCondition(condition)}`
  return `${printTarget(target)}${where}: ${printValue(value)}`
}

function printTarget(target: Action['target']): string {
  if (target.kind === 'path') return printPath(target)
  if (target.kind === 'value') return `at ${target.name}`
  return printScope(target)
}

/** `at "layer_*\/mlp" backward result 0`. */
export function printScope({ scope, pass, result }: Omit<ScopeTarget, 'kind' | 'scopeSpan' | 'span'>): string {
  const named = pass === 'forward' ? '' : ` ${pass}`
  return `at ${quoteString(scope)}${named}${result === undefined ? '' : ` result ${result}`}`
}

/** What becomes of a value: `0`, `first_divisible`. */
export function printValue(value: Action['value']): string {
  switch (value.kind) {
    case 'dim':
      return String(value.dim)
    case 'only':
      return `only ${value.dim}`
    case 'firstDivisible':
      return 'first_divisible'
    case 'largestDivisible':
      return 'largest_divisible'
    case 'replicated':
      return 'replicated'
  }
}

/** A path pattern; segments that are no words or numbers are quoted. */
export const printPath = ({ segments }: PathPattern): string => printSegments(segments, false)

/** What stands without quotes: at the start of a path, at the start of an alternative, after a dot. */
const plainForms = {
  first: /^(?!(?:at|where)$)[A-Za-z_*][A-Za-z0-9_*]*$/,
  option: /^(?:[A-Za-z_*][A-Za-z0-9_*]*|[0-9]+)$/,
  next: /^[A-Za-z0-9_*]+$/,
}

const printSegments = (segments: readonly PatternSegment[], isInBraces: boolean): string =>
  segments.map((segment, i) => printSegment(segment, i > 0 ? 'next' : isInBraces ? 'option' : 'first')).join('.')

function printSegment(segment: PatternSegment, place: keyof typeof plainForms): string {
  switch (segment.kind) {
    case 'any':
      return '**'
    case 'range':
      return `${segment.from}..${segment.to}`
    case 'alternatives':
      return `{${segment.options.map((option) => printSegments(option, true)).join(', ')}}`
    case 'glob': {
      const isPlain = !segment.isQuoted && plainForms[place].test(segment.text)
      return isPlain ? segment.text : quoteString(segment.text)
    }
  }
}

const quoteString = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

const strengths = { or: 1, and: 2, not: 3, comparison: 4 } as const

/** A condition with the fewest parentheses that keep its shape. */
export function printCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const strength = strengths[condition.kind]
      return `${printOperand(condition.left, strength)} ${condition.kind} ${printOperand(condition.right, strength + 1)}`
    }
    case 'not':
      return `not ${printOperand(condition.operand, strengths.not)}`
    case 'comparison': {
      const dim = condition.dim === undefined ? '' : `(${condition.dim})`
      return `${condition.property}${dim} ${condition.operator} ${printCompared(condition.property, condition.value)}`
    }
  }
}

const printOperand = (condition: Condition, least: number): string =>
  strengths[condition.kind] < least ? `(${printCondition(condition)})` : printCondition(condition)

/** Bytes in the largest unit of which they are a whole number. */
function printCompared(property: string, value: number | string): string {
  if (typeof value === 'string' || property !== 'bytes' || value <= 0) return String(value)
  const unit = ['TiB', 'GiB', 'MiB', 'KiB'].find((name) => Number.isInteger(toUnit(value, name)))
  return unit === undefined ? String(value) : `${toUnit(value, unit)} ${unit}`
}

const printField = ({ name, value }: Field): string => `${name.text}: ${printFieldValue(value)}`

function printFieldValue(value: Field['value']): string {
  switch (value.kind) {
    case 'path':
      return printPath(value)
    case 'quantity':
      return printQuantity(value)
    case 'shape':
      return value.sizes.join('x')
    case 'layout':
      return printLine(value.entries.map(({ name, places }) => `${name.text}:${printWords(places)}`))
  }
}

const printWords = (names: readonly Name[]): string => names.map(({ text }) => ` ${text}`).join('')

const printExpectation = ({ figure, operator, value }: Expectation): string =>
  `expect ${figure.text} ${operator} ${printQuantity(value)}`

function printQuantity({ value, unit }: Quantity): string {
  const number = String(unit === '' ? value : toUnit(value, unit))
  return unit === '' || unit === '%' ? `${number}${unit}` : `${number} ${unit}`
}
