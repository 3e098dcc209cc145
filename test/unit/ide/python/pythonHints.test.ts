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

const path = '/home/ann/layers.py'
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
    expect(labels(figuresOf(layersPy, layersPy))).toMatchInlineSnapshot()
    expect(labels(figuresOf(layersPy, layersPy), 'all')).toMatchInlineSnapshot()
    expect(pythonHints(figuresOf(layersPy, layersPy), 'off')).toEqual([])
  })

  test('follow their lines through edits, and leave those that were changed', () => {
    const edited = `# A line more.\n${layersPy.replace("h = dense(x, p['w1'])", "h = dense(x, p['w1'], 2)").replace('def loss', '\n\ndef loss')}`
    expect(labels(figuresOf(edited, layersPy, { kind: 'edited' }), 'all')).toMatchInlineSnapshot()
  })

  test('of a newer file are marked, and vanish from lines of other functions', () => {
    const moved = layersPy.replace('def block', 'def other():\n    pass\n\ndef block')
    const newer = { kind: 'newer', source: Date.UTC(2026, 0, 2), model: Date.UTC(2026, 0, 1) } as const
    expect(labels(figuresOf(moved, undefined, newer), 'all')).toMatchInlineSnapshot()
  })
})

describe('a hover', () => {
  test('tells operations, collectives with reasons and callers', () => {
    expect(pythonHover(figuresOf(layersPy, layersPy), basis, 4)).toMatchInlineSnapshot()
    expect(pythonHover(figuresOf(layersPy, layersPy), basis, 0)).toBeUndefined()
  })

  test('of a stale file says both times', () => {
    const newer = { kind: 'newer', source: Date.UTC(2026, 0, 2), model: Date.UTC(2026, 0, 1) } as const
    expect(pythonHover(figuresOf(layersPy, undefined, newer), basis, 4)).toContain(
      'saved at 2026-01-02 00:00:00 UTC, after the model was written at 2026-01-01 00:00:00 UTC',
    )
  })
})
