// Formatting of a selection and of a statement that was just closed.
import { beforeAll, expect, test } from 'vitest'
import type { FormatEdit } from '../../../server/src/tactics/formatRange'
import { formatClosed, formatStatements } from '../../../server/src/tactics/formatRange'
import { formatTactics } from '../../../server/src/tactics/formatTactics'
import type { TacticsParser } from '../../../server/src/tactics/syntaxNodes'
import { takeCaret } from '../../support/caret'
import { getTacticsParser } from '../../support/tacticsParser'

let parser: TacticsParser

beforeAll(async () => {
  parser = await getTacticsParser()
})

function apply(text: string, edits: readonly FormatEdit[]): string {
  return edits.reduceRight((all, { span, newText }) => all.slice(0, span.start) + newText + all.slice(span.end), text)
}

const messy = `mesh   { a:2 }

// of A
tactic A on a {
x :  0   // kept
}
tactic   B on a { x:1 }
schedule s=A,B
`

test('a selection formats the statements that it touches, and no other', () => {
  const start = messy.indexOf('x :')
  const once = apply(messy, formatStatements(messy, parser, { start, end: start }))
  expect(once).toBe(messy.replace('x :  0   // kept', '  x: 0 // kept'))
  expect(formatStatements(once, parser, { start, end: start })).toEqual([])
})

test('a selection of all is the formatted file, but for blank lines between statements', () => {
  const all = apply(messy, formatStatements(messy, parser, { start: 0, end: messy.length }))
  const dense = (text: string): string => text.replaceAll(/\n+/g, '\n')
  expect(dense(all)).toBe(dense(formatTactics(messy, parser)))
})

test.each([
  ['mesh { a:2 }\ntactic A on a {\nx:0\n}<|>\n', 'mesh { a:2 }\ntactic A on a {\n  x: 0\n}\n'],
  ['mesh { a:2 }<|>\n', 'mesh { a: 2 }\n'],
  ['tactic A on a {\n{x,y}<|>\n}\n', undefined],
  ['tactic A on a {\n  x where <|>\n}\n', undefined],
  ['tactic A on a {\r\nx:0\r\n}<|>\r\n', 'tactic A on a {\r\n  x: 0\r\n}\r\n'],
])('closing %j', (fixture, expected) => {
  const { text, offset } = takeCaret(fixture)
  expect(apply(text, formatClosed(text, parser, offset))).toBe(expected ?? text)
})

test('a statement that cannot be read stays as it is', () => {
  const text = 'tactic A on a {\n   x: 0 0\n}\n'
  expect(formatStatements(text, parser, { start: 0, end: text.length })).toEqual([])
})
