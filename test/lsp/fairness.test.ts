// Several files share one analysis worker, over real streams: none is put off for ever, and the one that is typed into goes on.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chainModel, chainTactics } from '../support/chain'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTactics, mlpTrain } from '../support/models'

const keyEvery = 40
let client: LanguageClient
let folder: string
const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-fair-'))
  writeFileSync(join(folder, 'mlp.mlir'), mlpTrain)
  writeFileSync(join(folder, 'long.mlir'), chainModel(40_000))
  client = await startLanguageClient()
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

test('a file has its figures while another one is typed into without a pause, and that one has them behind', async () => {
  const [typed, other] = [uriOf('typed.tactics'), uriOf('other.tactics')]
  await client.open(typed, 'tactics', mlpTactics)
  await client.hints(typed)
  await client.open(other, 'tactics', chainTactics('long.mlir'))
  let isAnswered = false
  const hints = client.hints(other).finally(() => (isAnswered = true))
  let text = mlpTactics
  while (!isAnswered) {
    text = `${text} `
    await client.change(typed, text)
    await pause(keyEvery)
  }
  expect((await hints)[0]).toBe('1 40,002 ops · 1 argument')
  expect((await client.hints(typed)).length).toBeGreaterThan(3)
}, 60_000)
