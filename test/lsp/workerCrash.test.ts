// An analysis worker that dies, runs out of memory or is stopped: what was asked of it, and what is asked next.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { tablesOf } from '../../server/src/engine/programTables'
import type {
  AnalysisClient,
  AnalysisClientOptions,
  Answer,
  RequestOptions,
} from '../../server/src/worker/analysisClient'
import { createAnalysisClient } from '../../server/src/worker/analysisClient'
import { mostCrashes } from '../../server/src/worker/crashes'
import { chainModel, chainTactics } from '../support/chain'
import { mlpTactics, mlpTrain } from '../support/models'

const dist = join(import.meta.dirname, '..', '..', 'dist')
let folder: string
let client: AnalysisClient
let failures: string[]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-crash-'))
  writeFileSync(join(folder, 'mlp.mlir'), mlpTrain)
  writeFileSync(join(folder, 'long.mlir'), chainModel(150_000))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

afterEach(() => client.dispose())

function start(heapLimit?: number): void {
  failures = []
  client = createAnalysisClient({ ...options(), ...(heapLimit === undefined ? {} : { heapLimit }) })
}

const options = (): AnalysisClientOptions => ({
  workerPath: join(dist, 'worker.js'),
  runtimeWasm: join(dist, 'web-tree-sitter.wasm'),
  grammarWasm: join(dist, 'tree-sitter-tactics.wasm'),
  log: () => undefined,
  onFailure: (message) => failures.push(message),
})

const analyze = (text = mlpTactics, options: RequestOptions = {}): Promise<Answer> =>
  client.request(
    {
      kind: 'analyze',
      text,
      path: join(folder, 'mlp.tactics'),
      isUrgent: true,
      granted: 0,
      active: undefined,
      applied: undefined,
      device: '',
      deviceFile: '',
      roots: [],
      overlap: false,
      moduleShardings: true,
      tripCount: 1,
      largestModel: 2 ** 30,
      open: [],
      openTactics: new Map(),
      found: new Map(),
    },
    options,
  )

/** Asks, and ends the worker this often before there is an answer. */
async function analyzeThrough(crashes: number): Promise<Answer> {
  const answer = analyze()
  for (let i = 0; i < crashes; i++) await client.kill()
  return answer
}

test('what was under way when the worker died is asked again', async () => {
  start()
  expect((await analyzeThrough(1)).kind).toBe('analyzed')
  expect(failures).toEqual([])
})

test('what kills the worker twice fails with a message, and the next request works', async () => {
  start()
  const message = expect.stringMatching(/^the analysis ended unexpectedly: exit code \d$/) as string
  expect(await analyzeThrough(2)).toEqual({ kind: 'failed', message })
  expect(failures).toEqual([message])
  expect((await analyze()).kind).toBe('analyzed')
})

test('a worker that dies again and again is left alone until it is asked for', async () => {
  start()
  for (let crashes = 0; crashes < mostCrashes - 1; crashes += 2) await analyzeThrough(2)
  const given = await analyzeThrough(1)
  expect(given).toMatchObject({ kind: 'failed', message: expect.stringMatching(/too often/) as string })
  expect(await analyze()).toEqual(given)
  await client.restart()
  expect((await analyze()).kind).toBe('analyzed')
})

test('a model that the worker runs out of memory on is not tried again; others are analysed', async () => {
  start(24)
  const large = chainTactics('long.mlir')
  expect(await analyze(large)).toEqual({ kind: 'failed', message: 'the analysis ran out of memory' })
  expect(failures).toEqual(['the analysis ran out of memory'])
  const again = await analyze(`${large}\n`)
  expect(again.kind === 'analyzed' && again.problems.map(({ code }) => code)).toEqual(['model.out-of-memory'])
  expect((await analyze()).kind).toBe('analyzed')
  // Asked for by a person, it is tried again.
  await client.restart()
  expect((await analyze(large)).kind).toBe('failed')
})

test('a request is stopped before it begins, and while a model is read', async () => {
  start()
  const early = new AbortController()
  const first = analyze(mlpTactics, { signal: early.signal })
  early.abort()
  expect((await first).kind).toBe('stopped')

  const late = new AbortController()
  const stages: string[] = []
  const second = analyze(chainTactics('long.mlir'), {
    signal: late.signal,
    onStage: (stage) => {
      stages.push(stage)
      if (stage === 'loading') late.abort()
    },
  })
  expect((await second).kind).toBe('stopped')
  expect(stages.slice(0, 2)).toEqual(['reading', 'loading'])
  expect((await analyze()).kind).toBe('analyzed')
  expect(failures).toEqual([])
})

test('a search whose worker dies is asked again once, and then fails by its name', async () => {
  start()
  const text = `${mlpTactics.replaceAll(/^schedule[^]*/gm, '')}\ntactic Find auto on model {}\nschedule found = Find\n`
  const analysed = await analyze(text)
  if (analysed.kind !== 'analyzed') throw new Error(`the analysis is ${analysed.kind}`)
  const { model, modelKey, questions } = analysed
  const [question] = questions
  const searcher = createAnalysisClient({ ...options(), work: 'search' })
  const search = (): Promise<Answer> =>
    searcher.request({
      kind: 'search',
      path: join(folder, 'mlp.tactics'),
      modelKey: modelKey!,
      model: model!,
      tables: tablesOf(model!.program),
      question: question!,
    })
  const survived = search()
  await searcher.kill()
  const answer = await survived
  expect(answer.kind).toBe('searched')
  const lost = search()
  await searcher.kill()
  await searcher.kill()
  expect(await lost).toMatchObject({ kind: 'failed', message: expect.stringMatching(/^the search ended/) as string })
  // The same question has the same answer in another worker.
  expect(await search()).toEqual(answer)
  await searcher.dispose()
})
