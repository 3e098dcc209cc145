// Hints and hovers of a Python file, from the model that JAX lowered it to.
import { beforeAll, describe, expect, test } from 'vitest'
import type { SourceLines } from '../../../../server/src/engine/sourceLines'
import { findSourceLines } from '../../../../server/src/engine/sourceLines'
import type { PythonFigures } from '../../../../server/src/ide/python/pythonHints'
import { pythonHints } from '../../../../server/src/ide/python/pythonHints'
import { pythonHover } from '../../../../server/src/ide/python/pythonHover'
import type { Staleness } from '../../../../server/src/ide/python/pythonView'
import { viewPython } from '../../../../server/src/ide/python/pythonView'
import { getSourceFrames } from '../../../../server/src/sharding/sourceFrames'
import type { Figured } from '../../../support/figured'
import { figure } from '../../../support/figured'
import { layersModel, layersPy, layersTactics } from '../../../support/pythonModel'

const path = '/disk/ann/layers.py'
let figured: Figured
let lines: SourceLines

beforeAll(async () => {
  figured = await figure(layersModel, layersTactics)
  const { files } = getSourceFrames(figured.model.program)
  expect(files).toEqual(['/app/src/layers.py', '/app/gen.py'])
  lines = findSourceLines(figured.model.program, [path, undefined])
})

function figuresOf(text: string, traced: string | undefined, staleness: Staleness = { kind: 'fresh' }): PythonFigures {
  const { evaluation } = figured.snapshot
  if (evaluation === undefined) throw new Error('nothing was evaluated')
  return { evaluation, lines, path, view: viewPython(text, traced, staleness) }
}

const labels = (python: PythonFigures, level: 'collectives' | 'all' = 'collectives'): string[] =>
  pythonHints(python, level).map(({ line, label }) => `${line + 1} ${label}`)

const basis = {
  schedule: 'default',
  tactics: ['BP', 'Megatron'],
  tacticsFile: 'layers.tactics',
  modelFile: 'layers.mlir',
  modelLink: (line: number) => `file:///layers.mlir#L${line}`,
  tacticLink: (tactic: string) => `file:///layers.tactics#${tactic}`,
  sourceLink: (file: string, line: number) => `file://${file}#L${line}`,
}

describe('hints', () => {
  test('stand at the innermost line of the workspace, with collectives and phases', () => {
    expect(labels(figuresOf(layersPy, layersPy))).toMatchInlineSnapshot(`
      [
        "5 AR 3 · fwd 2.00 + bwd 8.00 µs · 512 B",
      ]
    `)
    expect(labels(figuresOf(layersPy, layersPy), 'all')).toMatchInlineSnapshot(`
      [
        "5 AR 3 · fwd 2.00 + bwd 8.00 µs · 512 B",
        "19 0.960 ns update",
      ]
    `)
    expect(pythonHints(figuresOf(layersPy, layersPy), 'off')).toEqual([])
  })

  test('follow their lines through edits, and leave those that were changed', () => {
    const edited = `# A line more.\n${layersPy.replace("h = dense(x, p['w1'])", "h = dense(x, p['w1'], 2)").replace('def loss', '\n\ndef loss')}`
    expect(labels(figuresOf(edited, layersPy, { kind: 'edited' }), 'all')).toMatchInlineSnapshot(`
      [
        "6 stale: AR 3 · fwd 2.00 + bwd 8.00 µs · 512 B",
        "22 stale: 0.960 ns update",
      ]
    `)
  })

  test('of a newer file are marked, and vanish from lines of other functions', () => {
    const moved = layersPy.replace('def block', 'def other():\n    pass\n\ndef block')
    const newer = { kind: 'newer', source: Date.UTC(2026, 0, 2), model: Date.UTC(2026, 0, 1) } as const
    expect(labels(figuresOf(moved, undefined, newer), 'all')).toMatchInlineSnapshot(`
      [
        "5 stale: AR 3 · fwd 2.00 + bwd 8.00 µs · 512 B",
        "19 stale: 0.960 ns update",
      ]
    `)
  })
})

describe('a hover', () => {
  test('tells operations, collectives with reasons and callers', () => {
    expect(pythonHover(figuresOf(layersPy, layersPy), basis, 4)).toMatchInlineSnapshot(`
      "**Traced here: 10.0 µs (fwd 2.00, bwd 8.00)** · 100 % of the step

      schedule \`default\` of \`layers.tactics\`, model \`layers.mlir\`

      | operation | &emsp;phase | &emsp;count | &emsp;flops | &emsp;time |
      | :-- | --: | --: | --: | --: |
      | [\`stablehlo.dot_general\`](file:///layers.mlir#L23) | &emsp;backward | &emsp;3 | &emsp;2.05 kFLOP | &emsp;1.92 ns |
      | [\`stablehlo.dot_general\`](file:///layers.mlir#L8) | &emsp;forward | &emsp;2 | &emsp;1.54 kFLOP | &emsp;1.07 ns |
      | [\`stablehlo.transpose\`](file:///layers.mlir#L24) | &emsp;backward | &emsp;2 | &emsp; | &emsp;fused |

      **Collectives**

      - 2 **all_reduce** on \`batch\`, 384 B, 8.00 µs, by [\`BP\`](file:///layers.tactics#BP), [line 23](file:///layers.mlir#L23)  
        BP tiles %1 dim 0 on batch; this dot\\_general sums over it, so each device holds a partial result
      - 1 **all_reduce** on \`model\`, 128 B, 2.00 µs, by [\`Megatron\`](file:///layers.tactics#Megatron), [line 13](file:///layers.mlir#L13)  
        Megatron tiles p.w2 dim 0 on model; this dot\\_general sums over it, so each device holds a partial result

      **Called from**

      - \`block\` [layers.py:8](file:///disk/ann/layers.py#L8) ← \`loss\` [layers.py:13](file:///disk/ann/layers.py#L13) ← \`step\` [layers.py:18](file:///disk/ann/layers.py#L18) ← \`<module>\` gen.py:6
      - \`block\` [layers.py:10](file:///disk/ann/layers.py#L10) ← \`loss\` [layers.py:13](file:///disk/ann/layers.py#L13) ← \`step\` [layers.py:18](file:///disk/ann/layers.py#L18) ← \`<module>\` gen.py:6"
    `)
    expect(pythonHover(figuresOf(layersPy, layersPy), basis, 0)).toBeUndefined()
  })

  test('of a stale file says both times', () => {
    const newer = { kind: 'newer', source: Date.UTC(2026, 0, 2), model: Date.UTC(2026, 0, 1) } as const
    expect(pythonHover(figuresOf(layersPy, undefined, newer), basis, 4)).toContain(
      'saved at 2026-01-02 00:00:00 UTC, after the model was written at 2026-01-01 00:00:00 UTC',
    )
  })
})
