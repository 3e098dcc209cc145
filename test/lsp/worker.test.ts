// The analysis worker: a newer request ends an older one, and a worker that dies is replaced.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AnalysisClient } from '../../server/src/worker/analysisClient'
import { createAnalysisClient } from '../../server/src/worker/analysisClient'
import { mlpTactics, mlpTrain } from '../support/models'

const dist = join(import.meta.dirname, '..', '..', 'dist')
let folder: string
let client: AnalysisClient

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-worker-'))
  writeFileSync(join(folder, 'mlp.mlir'), mlpTrain)
  client = createAnalysisClient({
    workerPath: join(dist, 'worker.js'),
    runtimeWasm: join(dist, 'web-tree-sitter.wasm'),
    grammarWasm: join(dist, 'tree-sitter-tactics.wasm'),
    log: () => undefined,
  })
})

afterAll(async () => {
  await client.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const analyze = (text = mlpTactics, overlap = false, isUrgent = true) =>
  client.request({
    kind: 'analyze',
    text,
    path: join(folder, 'mlp.tactics'),
    openTactics: new Map(),
    found: new Map(),
    active: undefined,
    applied: undefined,
    isUrgent,
    granted: 0,
    device: '',
    deviceFile: '',
    roots: [],
    overlap,
    moduleShardings: true,
    tripCount: 1,
    largestModel: 2 ** 20,
    open: [],
  })

test('the newest of several requests is answered, the others end', async () => {
  const answers = await Promise.all([analyze(), analyze(), analyze()])
  expect(answers.at(-1)?.kind).toBe('analyzed')
  expect(answers.slice(0, -1).every(({ kind }) => kind === 'cancelled' || kind === 'analyzed')).toBe(true)
})

test('overlap is what the file says, and else what the setting says', async () => {
  const says = (value: string): string => mlpTactics.replace('device tpu_v4', `device tpu_v4 { overlap: ${value} }`)
  const overlapOf = async (text: string, setting: boolean): Promise<boolean | undefined> => {
    const answer = await analyze(text, setting)
    return answer.kind === 'analyzed' ? answer.snapshot?.device.overlap : undefined
  }
  expect(await overlapOf(mlpTactics, false)).toBe(false)
  expect(await overlapOf(mlpTactics, true)).toBe(true)
  expect(await overlapOf(says('off'), true)).toBe(false)
})

test('an analysis that is not urgent waits for the one before it, and ends none', async () => {
  const first = analyze(`${mlpTactics}// another text\n`)
  const second = analyze(mlpTactics, false, false)
  expect((await first).kind).toBe('analyzed')
  expect((await second).kind).toBe('analyzed')
})
