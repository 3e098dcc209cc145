// What is typed into a table's filter -> a test of its rows. Words and path patterns must all match; behind `where`, or beginning
// with a property, stands a condition as in a tactics file: `params.** bytes > 1 MiB and not dtype == f32`.
import type { ComparisonOperator } from '../../../server/src/base/comparisons'
import { comparisons, findOperator } from '../../../server/src/base/comparisons'
import { normalizePath } from '../../../server/src/base/paths'
import { compilePattern, compileScope } from '../../../server/src/tactics/matchPattern'
import type { FilterToken } from './filterTokens'
import { readPattern, splitTokens } from './filterTokens'

/** What a table lets its rows be asked for. */
export interface FilterFields<Row> {
  /** Numbers: bytes, seconds, counts. */
  readonly numbers: Readonly<Record<string, (row: Row) => number | undefined>>
  /** Words: compared as they are. Several for one row mean any of them. */
  readonly words: Readonly<Record<string, (row: Row) => readonly string[]>>
  /** Paths and scopes that patterns name. */
  readonly names: (row: Row) => readonly string[]
  /** Dims of the global type, for `dim(0)`. */
  readonly dims?: (row: Row) => readonly number[]
}

export type RowTest<Row> = (row: Row) => boolean

export interface ParsedFilter<Row> {
  /** All rows, when the text could not be read. */
  readonly test: RowTest<Row>
  readonly problem: string | undefined
}

/** Never throws: what cannot be read is a problem that says what is allowed. */
export function parseFilter<Row>(text: string, fields: FilterFields<Row>): ParsedFilter<Row> {
  const tokens = splitTokens(text)
  const reader: Reader<Row> = { tokens, at: 0, fields, problem: undefined }
  const tests: RowTest<Row>[] = []
  while (reader.at < tokens.length && reader.problem === undefined) tests.push(readPart(reader))
  if (reader.problem !== undefined) return { test: () => true, problem: reader.problem }
  return { test: (row) => tests.every((test) => test(row)), problem: undefined }
}

interface Reader<Row> {
  readonly tokens: readonly FilterToken[]
  at: number
  readonly fields: FilterFields<Row>
  problem: string | undefined
}

const never = (): boolean => false

function readPart<Row>(reader: Reader<Row>): RowTest<Row> {
  const token = reader.tokens[reader.at]!
  if (token.text === 'where' || token.text === 'and') {
    reader.at++
    return readOr(reader)
  }
  if (token.kind === 'symbol' || token.text === 'not' || isCondition(reader)) return readOr(reader)
  reader.at++
  return testName(token.text, reader)
}

/** A property with an operator behind it; a word alone is looked for in names. */
function isCondition<Row>({ tokens, at }: Reader<Row>): boolean {
  const [token, next] = [tokens[at]!, tokens[at + 1]]
  if (token.kind !== 'word') return false
  return next?.kind === 'operator' || (token.text === 'dim' && next?.text === '(')
}

/** A word without `*`, `?` or braces is looked for anywhere in a name, a pattern must name the path or scope. */
function testName<Row>(text: string, reader: Reader<Row>): RowTest<Row> {
  const { names } = reader.fields
  if (!/[*?{]/.test(text)) {
    const wanted = text.toLowerCase()
    return (row) => names(row).some((name) => name.toLowerCase().includes(wanted))
  }
  if (text.includes('/')) {
    const matches = compileScope(text)
    return (row) => names(row).some(matches)
  }
  const pattern = readPattern(text)
  if (pattern === undefined) {
    reader.problem = `\`${text}\` is no pattern: a brace is not closed.`
    return never
  }
  const matches = compilePattern(pattern)
  return (row) => names(row).some((name) => matches(normalizePath(name)))
}

function readOr<Row>(reader: Reader<Row>): RowTest<Row> {
  const options = [readAnd(reader)]
  while (takeText(reader, 'or')) options.push(readAnd(reader))
  return (row) => options.some((test) => test(row))
}

function readAnd<Row>(reader: Reader<Row>): RowTest<Row> {
  const parts = [readNot(reader)]
  while (takeText(reader, 'and')) parts.push(readNot(reader))
  return (row) => parts.every((test) => test(row))
}

function readNot<Row>(reader: Reader<Row>): RowTest<Row> {
  if (takeText(reader, 'not')) {
    const operand = readNot(reader)
    return (row) => !operand(row)
  }
  if (!takeText(reader, '(')) return readComparison(reader)
  const inner = readOr(reader)
  if (!takeText(reader, ')')) fail(reader, 'a `)` is missing')
  return inner
}

function readComparison<Row>(reader: Reader<Row>): RowTest<Row> {
  const { tokens, fields } = reader
  const name = tokens[reader.at]
  if (name === undefined) return fail(reader, 'a condition is missing: such as `bytes > 1 MiB`')
  reader.at++
  const dim = name.text === 'dim' ? readDim(reader) : undefined
  const operator = findOperator(tokens[reader.at]?.text ?? '')
  if (operator === undefined) {
    return fail(reader, `behind \`${name.text}\` stands ==, !=, <, <=, > or >=`)
  }
  const value = tokens[reader.at + 1]
  if (value === undefined) return fail(reader, `behind \`${name.text} ${operator}\` stands a number or a word`)
  reader.at += 2
  const words = Object.hasOwn(fields.words, name.text) ? fields.words[name.text] : undefined
  if (words !== undefined) return testWords(reader, words, operator, value.text)
  const number =
    dim === undefined
      ? Object.hasOwn(fields.numbers, name.text)
        ? fields.numbers[name.text]
        : undefined
      : (row: Row) => fields.dims?.(row).at(dim)
  if (number === undefined) return fail(reader, `\`${name.text}\` is unknown: ${listFields(fields)} can be asked for`)
  if (value.amount === undefined) return fail(reader, `\`${value.text}\` is no number: such as 3, 1 MiB or 2 ms`)
  return testNumber(number, operator, value.amount)
}

function readDim<Row>(reader: Reader<Row>): number {
  const [open, number, close] = reader.tokens.slice(reader.at, reader.at + 3)
  if (open?.text !== '(' || number?.amount === undefined || close?.text !== ')') {
    fail(reader, '`dim` names a dim in parentheses: `dim(0)`')
    return 0
  }
  reader.at += 3
  return number.amount
}

function testNumber<Row>(
  number: (row: Row) => number | undefined,
  operator: ComparisonOperator,
  wanted: number,
): RowTest<Row> {
  const compare = comparisons[operator]
  return (row) => {
    const value = number(row)
    return value !== undefined && compare(value, wanted)
  }
}

function testWords<Row>(
  reader: Reader<Row>,
  words: (row: Row) => readonly string[],
  operator: ComparisonOperator,
  wanted: string,
): RowTest<Row> {
  if (operator !== '==' && operator !== '!=') return fail(reader, `words are compared by == and !=, not by ${operator}`)
  return (row) => words(row).includes(wanted) === (operator === '==')
}

const listFields = ({ numbers, words, dims }: FilterFields<never>): string =>
  [...Object.keys(numbers), ...Object.keys(words), ...(dims === undefined ? [] : ['dim(i)'])].join(', ')

function takeText<Row>(reader: Reader<Row>, text: string): boolean {
  if (reader.tokens[reader.at]?.text !== text || reader.problem !== undefined) return false
  reader.at++
  return true
}

function fail<Row>(reader: Reader<Row>, problem: string): RowTest<Row> {
  reader.problem ??= `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`
  return never
}
