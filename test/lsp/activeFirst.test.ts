// A file of many schedules whose analysis takes long, over real streams: the active one is shown before the others are there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chainModel } from '../support/chain'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'

const names = ['A', 'B', 'C', 'D', 'E', 'F']
const tactics = `model "long.mlir"
mesh { ${names.map((name) => `axis${name}: 2`).join(', ')} }
${names.map((name) => `tactic ${name} on axis${name} { x: 0 }`).join('\n')}
${names.map((name) => `schedule of${name} = ${name}`).join('\n')}
`

let client: LanguageClient
let folder: string
let uri: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-first-'))
  uri = pathToFileURL(join(folder, 'long.tactics')).href
  writeFileSync(join(folder, 'long.mlir'), chainModel(100_000))
  client = await startLanguageClient()
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

const lineOf = (name: string): number =>
  tactics.split('\n').findIndex((line) => line.startsWith(`schedule of${name}`)) + 1
const hasHint = (hints: readonly string[], name: string): boolean =>
  hints.some((hint) => hint.startsWith(`${lineOf(name)} `))
const state = (): string | undefined => client.statuses.findLast((one) => one.uri === uri)?.state

test('the active schedule has its hints while the others are computed, and those follow', async () => {
  await client.open(uri, 'tactics', tactics)
  const first = await client.firstHints(uri)
  expect(state()).toBe('computing')
  expect(hasHint(first, 'A')).toBe(true)
  expect(hasHint(first, 'F')).toBe(false)
  // What the status says and other files show is of whole analyses.
  expect(client.statuses.flatMap(({ schedules }) => schedules)).toEqual([])
  const all = await client.hints(uri)
  expect(names.every((name) => hasHint(all, name))).toBe(true)
  expect(all.filter((hint) => hint.startsWith(`${lineOf('A')} `))).toEqual(
    first.filter((hint) => hint.startsWith(`${lineOf('A')} `)),
  )
}, 60_000)
