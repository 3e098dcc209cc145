// Printing: canonical text that parses to the same tree.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTactics } from '../../../server/src/tactics/parseTactics'
import { printPath, printTactics } from '../../../server/src/tactics/printTactics'
import { getTacticsParser } from '../../support/tacticsParser'
import { wholeLanguage, withoutSpans } from '../../support/tacticsTexts'

const parser = await getTacticsParser()
const parse = (text: string) => parseTactics(parser, text).value

const checkRoundTrip = (text: string): void => {
  const file = parse(text)
  const printed = printTactics(file)
  const value = parse(printed)
  // The words of an expectation are as written; spaces in them may differ.
  expect(withoutWords(value)).toEqual(withoutWords(file))
  expect(printTactics(value)).toBe(printed)
}

const withoutWords = (file: ReturnType<typeof parse>): unknown =>
  withoutSpans(
    file.statements.map((statement) =>
      statement.kind === 'schedule'
        ? { ...statement, expectations: statement.expectations.map((expectation) => ({ ...expectation, text: '' })) }
        : statement,
    ),
  )

test('every construct', () => {
  expect(printTactics(parse(wholeLanguage))).toMatchInlineSnapshot(`
    "model "t32_train.mlir"

    mesh { batch: 16, model: 2 }

    device tpu_v4 { memory: 16 GiB, link: 45 GB/s, bf16: 275 TFLOP/s, overlap: on, topology: 4x4x2, axes: { batch: x y, model: z }, wrap: { x: off, z: on } }

    tactic BP on batch {
      {tokens, targets}: 0
    }

    tactic Megatron on model {
      params.layer_*.attn.{q, k, v}: 1
      params.layer_*.mlp."block/linear".0: -1
      model.{mlp.up, 0..31, 7, "a b"}.w: 0
    }

    tactic Z3 on model, batch {
      {params, opt_state}.** where bytes >= 1 MiB and not (rank < 2 or dim(-1) == 8): first_divisible
      result.** where dtype == bf16: largest_divisible
      params.**: replicated
    }

    tactic Values on model {
      at "layer_*/mlp" result 0: 1
    }

    tactic More on model {
      at "x": 1
      at %57: 2
      at %58#1: 2
      at "y" backward: only 0
      at "x" both: only 0
      at "z" backward result 1: only -1
      gradient.params.w: 0
    }

    tactic Find auto on model, batch {
      memory: 32 GiB
      over: params.**
      evaluations: 400
      seed: 7
    }

    schedule default = BP, Megatron, Z3

    schedule lean = BP, Find {
      expect all_reduce == 289
      expect executed.all_gather <= 259
      expect peak_memory < 28 GiB
      expect step_time < 900 ms
      expect mfu > 40%
    }

    include "common.tactics"
    "
  `)
  checkRoundTrip(wholeLanguage)
  const { problems } = parseTactics(parser, printTactics(parse(wholeLanguage)))
  expect(problems).toEqual([])
})

test.each([
  'a where (rank == 1 or rank == 2) and rank == 3: 0',
  'a where rank == 1 and (rank == 2 and rank == 3): 0',
  'a where not (rank == 1 and not rank == 2): 0',
  'a where not not rank == 1: 0',
  'a where bytes >= 1536 KiB or bytes == 1000 or elements > 1e6: 0',
  '{a.b, {c, 0..3}.d, "e.f"}.**."g*\\"h": replicated',
  'a where bytes >= 2 GB and bytes < 1_000_000 or elements > 10_000: -0',
  'at "a/\\\\b" result 3: -2',
])('%s', (line) => {
  const text = `tactic A on x { ${line} }`
  expect(parseTactics(parser, text).problems).toEqual([])
  checkRoundTrip(text)
})

test('a segment that is no word is quoted', () => {
  const span = { start: 0, end: 0 }
  const glob = (text: string) => ({ kind: 'glob', text, isQuoted: false, span }) as const
  expect(printPath({ kind: 'path', span, segments: [glob('at'), glob('a-b'), glob('0'), glob('w*')] })).toBe(
    '"at"."a-b".0.w*',
  )
  expect(printPath({ kind: 'path', span, segments: [glob('0'), glob('q"')] })).toBe('"0"."q\\""')
})

test('names that are missing are left out', () => {
  checkRoundTrip('tactic Meg,n model {\n  a: 1\n}\n')
  checkRoundTrip('device tpu_v4 { memory: 16:actic BP on batch {\n  {tokens, targets}: 0\n}\n')
})

test('what is left of a damaged file', () => {
  fc.assert(
    fc.property(fc.nat(wholeLanguage.length), fc.nat(12), fc.string({ maxLength: 3 }), (at, count, inserted) =>
      checkRoundTrip(wholeLanguage.slice(0, at) + inserted + wholeLanguage.slice(at + count)),
    ),
    { numRuns: 300 },
  )
})
