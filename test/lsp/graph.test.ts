// What the graph's page asks for, over real streams: structure, state after some tactics, details, names and lines.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'valibot'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { GraphState, GraphStructure } from '../../server/src/protocol/graph'
import { graphDetails, graphState, graphStructure } from '../../server/src/protocol/graph'
import type { GraphFindAnswer, GraphView } from '../../server/src/protocol/graphRequests'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { layeredModel, layeredTactics } from '../support/layeredModel'

let client: LanguageClient
let folder: string
let uri: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-graph-'))
  writeFileSync(join(folder, 'layered.mlir'), layeredModel({ layers: 4 }))
  uri = pathToFileURL(join(folder, 'layered.tactics')).href
  client = await startLanguageClient()
  await client.open(uri, 'tactics', layeredTactics)
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

const structureOf = async (view: GraphView = {}): Promise<GraphStructure> =>
  parse(graphStructure, await client.request('shardlens/graph', { uri, ...view }))
const stateOf = async (view: GraphView = {}): Promise<GraphState> =>
  parse(graphState, await client.request('shardlens/graphState', { uri, ...view }))

test('state and structure belong together, and follow how many tactics count', async () => {
  const view = { open: ['forward', 'forward/layer_0*'] }
  const structure = await structureOf(view)
  const all = await stateOf(view)
  expect(all).toMatchObject({ key: structure.key, schedule: 'default', applied: 2 })
  expect(all.tactics.map(({ name }) => name)).toEqual(['BP', 'MP'])
  await client.request('shardlens/setApplied', { uri, applied: 1 })
  const one = await stateOf(view)
  expect(one).toMatchObject({ key: structure.key, applied: 1 })
  expect(new Set(one.tiles.map(({ axes }) => axes.join()))).toEqual(new Set(['0']))
  expect(await structureOf(view)).toEqual(structure)
  await client.request('shardlens/setApplied', { uri })
  expect((await stateOf(view)).applied).toBe(2)
})

test('details, names and lines are found', async () => {
  const found = await client.request<GraphFindAnswer>('shardlens/graphFind', { uri, query: 'dot_general' })
  const [dot] = found.found
  expect(dot).toBeDefined()
  const details = await client.request('shardlens/graphDetails', { uri, id: dot!.id, open: dot!.open })
  expect(parse(graphDetails, details).id).toBe(dot!.id)
  const byLine = await client.request<GraphFindAnswer>('shardlens/graphFind', { uri, line: dot!.line })
  expect(byLine.found[0]?.id).toBe(dot!.id)
  expect(await client.request('shardlens/graphDetails', { uri, id: 'nowhere' })).toBeNull()
})

test('there is no graph of what is not there', async () => {
  const other = pathToFileURL(join(folder, 'other.tactics')).href
  expect(await client.request('shardlens/graph', { uri: other })).toBeNull()
  await client.open(other, 'tactics', 'model "missing.mlir"')
  for (const request of ['graph', 'graphState'])
    expect(await client.request(`shardlens/${request}`, { uri: other })).toBeNull()
})
