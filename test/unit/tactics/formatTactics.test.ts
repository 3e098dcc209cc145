// Formatting: what it sets, what it leaves, and that it changes no meaning and, the second time, nothing.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatTactics } from '../../../server/src/tactics/formatTactics'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { getTacticsParser } from '../../support/tacticsParser'
import { wholeLanguage, withoutSpans } from '../../support/tacticsTexts'

const parser = await getTacticsParser()
const format = (text: string): string => formatTactics(text, parser)

const checkFormat = (text: string, formatted: string): void => {
  expect(format(text)).toBe(formatted)
  expect(format(formatted)).toBe(formatted)
}

describe('formatting', () => {
  test('sets spaces around punctuation', () => {
    checkFormat(
      'model   "a"\nmesh{batch:16,model :2}\nschedule s=A ,B\n',
      'model "a"\nmesh { batch: 16, model: 2 }\nschedule s = A, B\n',
    )
  })

  test('sets one action a line, by two spaces', () => {
    checkFormat(
      'tactic A on x,y{a.{b ,c}:1 b   where rank==2 and(dim( 0 )>4 or bytes<1MiB):replicated}',
      'tactic A on x, y {\n  a.{b, c}: 1\n  b where rank == 2 and (dim(0) > 4 or bytes < 1 MiB): replicated\n}\n',
    )
  })

  test('leaves actions with commas between them on their line', () => {
    checkFormat('tactic A on x {a:1 ,b.{c,d}:0,}', 'tactic A on x { a: 1, b.{c, d}: 0, }\n')
    checkFormat('tactic A on x {a:1, b:0 c:0}', 'tactic A on x {\n  a: 1,\n  b: 0\n  c: 0\n}\n')
    checkFormat('tactic A on x {\na:1,b:0}', 'tactic A on x {\n  a: 1,\n  b: 0\n}\n')
  })

  test('leaves a single action beside its braces', () => {
    checkFormat('tactic A on x {a:1}', 'tactic A on x { a: 1 }\n')
    checkFormat('tactic A on x {\na:1}', 'tactic A on x {\n  a: 1\n}\n')
  })

  test('keeps comments and at most one blank line', () => {
    checkFormat(
      '\n\n// first\n\n\n\nmodel "a"   // the model\ntactic A on x { // why\n\n// own line\n    a:1 // end\n\n\n\n  b:2\n   // last\n\n}\n\n\n',
      '// first\n\nmodel "a" // the model\ntactic A on x { // why\n\n  // own line\n  a: 1 // end\n\n  b: 2\n  // last\n}\n',
    )
  })

  test('leaves statements with syntax errors as they are', () => {
    const broken = '  tactic B on x {\n       a  :\n b:1\n\n\n}'
    checkFormat(`model   "a"\n${broken}\nmesh{a:2}`, `model "a"\n${broken}\nmesh { a: 2 }\n`)
  })

  test('sets units, signs and expectations', () => {
    checkFormat(
      'device d{memory:16_000MB}\nschedule s=A{expect mfu>40 %  expect executed.all_reduce==2}\n',
      'device d { memory: 16_000 MB }\nschedule s = A {\n  expect mfu > 40%\n  expect executed.all_reduce == 2\n}\n',
    )
  })

  test('keeps CRLF', () => {
    checkFormat('model "a"\r\n\r\n\r\nmesh{a:2}\r\n', 'model "a"\r\n\r\nmesh { a: 2 }\r\n')
  })

  test('makes nothing of nothing', () => {
    checkFormat('', '')
    checkFormat(' \n\n', '')
  })
})

test('a number that touches a name which begins like a shape', () => {
  expect(format('mesh { batch: 1xmodel: 2 }\n')).toBe('mesh { batch: 1 xmodel: 2 }\n')
})

test('damaged files keep their meaning and are settled after one pass', () => {
  const blanks = fc.constantFrom('', ' ', '\n', '\n\n\n', '  // c\n', '{', '}', ',', '"', 'x')
  fc.assert(
    fc.property(fc.nat(wholeLanguage.length), fc.nat(6), blanks, (at, count, inserted) => {
      const text = wholeLanguage.slice(0, at) + inserted + wholeLanguage.slice(at + count)
      const once = format(text)
      expect(format(once)).toBe(once)
      expect(meaning(once)).toEqual(meaning(text))
    }),
    { numRuns: 300 },
  )
})

/** The tree and problems, but for places and spaces (an expectation is kept as written, and so is a string that is not closed). */
function meaning(text: string): unknown {
  const { value, problems } = parseTactics(parser, text)
  const tree = JSON.stringify(withoutSpans(value.statements), (_, part: unknown) =>
    typeof part === 'string' ? part.replace(/\s+/g, '') : part,
  )
  return { tree, problems: problems.map(({ code }) => code) }
}
