// Hints of a model: which operations speak at each level, what they say, and where it stands.
import { describe, expect, test } from 'vitest'
import type { HintLevel } from '../../../server/src/ide/modelHints'
import { modelHints } from '../../../server/src/ide/modelHints'
import { decodeText } from '../../../server/src/mlir/text'
import { figure } from '../../support/figured'
import { mlpTactics, mlpTrain } from '../../support/models'

/** Each line that has a hint: what stands before it, cut to the operation, and the hint. */
async function hintsOf(level: HintLevel, active = 'default', text = mlpTrain, tactics = mlpTactics) {
  const { model, snapshot } = await figure(text, tactics, active)
  const { bytes } = model.module.columns
  return modelHints(snapshot.evaluation!, { start: 0, end: bytes.length }, level).map(({ offset, label }) => {
    const before = decodeText(bytes, 0, offset).split('\n').at(-1) ?? ''
    return `${before.trim()} «${label}»`
  })
}

describe('levels', () => {
  test('changes: results that are split otherwise than their operands, and collectives', async () => {
    expect(await hintsOf('changes', 'data')).toEqual([
      '%0 = stablehlo.dot_general %x, %w1, contracting_dims = [1] x [0] «{batch, –}»',
      '%2 = stablehlo.dot_general %1, %w2, contracting_dims = [1] x [0] «{batch, –}»',
      expect.stringMatching(
        /^%5 = stablehlo\.reduce\(%4 init: %zero\) .* = \[0, 1\] «whole · all_reduce batch, 4 B, .*s»$/,
      ),
      expect.stringMatching(/^%6 = .* «whole · all_reduce batch, 256 B, .*s»$/),
      '%7 = stablehlo.dot_general %3, %w2, contracting_dims = [1] x [1] «{batch, –}»',
      expect.stringMatching(/^%9 = .* «whole · all_reduce batch, 512 B, .*s»$/),
    ])
  })

  test('changes: nothing where nothing is split', async () => {
    expect(await hintsOf('changes', 'none', mlpTrain, 'model "mlp.mlir"\nmesh { batch: 4 }\n')).toEqual([])
  })

  test('collectives: these alone', async () => {
    const hints = await hintsOf('collectives')
    expect(hints).toHaveLength(6)
    expect(hints[0]).toMatch(/«all_gather batch of %w1, 256 B, .*s»$/)
    for (const hint of hints) expect(hint).toMatch(/«(all|reduce)_\w+ /)
  })

  test('all: every operation with a result', async () => {
    const hints = await hintsOf('all', 'data')
    expect(hints).toHaveLength(13)
    expect(hints).toContain('%1 = stablehlo.tanh %0 «{batch, –}»')
  })
})

describe('their place', () => {
  const around = (literal: string): string =>
    `func.func public @main(%x: tensor<32x8xf32> loc("x")) -> tensor<4xf32> {\n  %c = stablehlo.constant ${literal} : tensor<4xf32>\n  return %c : tensor<4xf32>\n}\n`

  test.each([
    ['dense<"0x:0 : 0">', '%c = stablehlo.constant dense<"0x:0 : 0"> «whole»'],
    [`dense<"0x${'0'.repeat(5000)}">`, '%c = stablehlo.constant «whole»'],
  ])('is before the signature, or behind the name where that is far', async (literal, expected) => {
    expect(await hintsOf('all', 'data', around(literal))).toContain(expected)
  })

  test('is asked for by range', async () => {
    const { model, snapshot } = await figure(mlpTrain, mlpTactics)
    const { operations } = model.module.columns
    const third = operations.start[4]!
    const hints = modelHints(snapshot.evaluation!, { start: third, end: third + 1 }, 'all')
    expect(hints.length).toBe(1)
  })
})
