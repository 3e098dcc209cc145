// What panels ask for, over real streams: reports, what-if questions, the state looked at, sweeps, comparisons, places, changes written.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'valibot'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApplyWorkspaceEditParams } from 'vscode-languageserver/node'
import { CancellationTokenSource } from 'vscode-languageserver/node'
import type { Changes, CostsReport } from '../../server/src/protocol/costs'
import { alternatives, costsReport, scheduleDifference, sweepResult } from '../../server/src/protocol/costs'
import type { CostsAnswer, SweepProgressParams } from '../../server/src/protocol/panelRequests'
import { compareReports } from '../../server/src/protocol/compareReports'
import { keyOfReport } from '../../server/src/protocol/panelRequests'
import type { LanguageClient } from '../support/languageClient'
import { startLanguageClient } from '../support/languageClient'
import { mlpTactics, mlpTrain } from '../support/models'

let client: LanguageClient
let folder: string
const applied: ApplyWorkspaceEditParams[] = []
const progress: SweepProgressParams[] = []

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shardlens-panels-'))
  mkdirSync(join(folder, 'written'))
  for (const place of ['.', 'written']) writeFileSync(join(folder, place, 'mlp.mlir'), mlpTrain)
  client = await startLanguageClient()
  client.connection.onRequest('workspace/applyEdit', (params: ApplyWorkspaceEditParams) => {
    applied.push(params)
    return { applied: true }
  })
  client.connection.onNotification(
    'shardlens/sweepProgress',
    (params: SweepProgressParams) => void progress.push(params),
  )
  await client.open(uriOf('mlp.tactics'), 'tactics', mlpTactics)
  await client.open(uriOf('mlp.mlir'), 'mlir', mlpTrain)
})

afterAll(async () => {
  await client.stop()
  rmSync(folder, { recursive: true, force: true })
})

const ask = (name: string, changes?: Changes): Promise<CostsAnswer> =>
  client.request<CostsAnswer>('shardlens/costs', { uri: uriOf(name), ...(changes === undefined ? {} : { changes }) })

async function reportOf(name: string, changes?: Changes): Promise<CostsReport> {
  const answer = await ask(name, changes)
  if (answer.kind !== 'report') throw new Error(JSON.stringify(answer))
  return parse(costsReport, answer.report)
}

test('a report is of the text as it is', async () => {
  const report = await reportOf('mlp.tactics')
  expect([report.file, report.model.name, report.schedule, report.isWhatIf]).toEqual([
    'mlp.tactics',
    'mlp.mlir',
    'default',
    false,
  ])
  expect(report.applied).toBe(report.tactics.length)
  expect(await ask('none.tactics')).toEqual({ kind: 'none' })
})

test('a report of another schedule is the one that choosing it shows, and a report that is known is not made again', async () => {
  const uri = uriOf('mlp.tactics')
  const own = await reportOf('mlp.tactics')
  const answer = await client.request<CostsAnswer>('shardlens/costs', { uri, schedule: 'data' })
  if (answer.kind !== 'report') throw new Error(answer.kind)
  const { report: ahead } = answer
  expect([ahead.basis, ahead.schedule, (await reportOf('mlp.tactics')).schedule]).toEqual([
    own.basis,
    'data',
    'default',
  ])
  await client.request('shardlens/setSchedule', { uri, name: 'data' })
  const { milliseconds } = ahead
  expect({ ...(await reportOf('mlp.tactics')), milliseconds }).toEqual(ahead)
  const known = [own, ahead].map(keyOfReport)
  expect(await client.request('shardlens/costs', { uri, known })).toEqual({ kind: 'known', key: known[1] })
  await client.request('shardlens/setSchedule', { uri, name: 'default' })
  await client.change(uri, mlpTactics.replace('tpu_v4', 'tpu_v5p'))
  expect(await client.request('shardlens/costs', { uri, known })).toMatchObject({ kind: 'report' })
  await client.change(uri, mlpTactics)
  expect(await client.request('shardlens/costs', { uri, known })).toEqual({ kind: 'known', key: known[0] })
})

test('a what-if question is answered as if it were written, and changes nothing', async () => {
  const changes = { mesh: { batch: 2, model: 4 }, device: 'h100' }
  const asked = await reportOf('mlp.tactics', changes)
  expect([asked.isWhatIf, asked.mesh.map(({ size }) => size), asked.device.name]).toEqual([true, [2, 4], 'h100'])
  const written = mlpTactics.replace('batch: 4, model: 2', 'batch: 2, model: 4').replace('tpu_v4', 'h100')
  await client.open(uriOf('written/mlp.tactics'), 'tactics', written)
  const other = await reportOf('written/mlp.tactics')
  const { milliseconds, basis } = asked
  expect({ ...other, milliseconds, basis }).toEqual({ ...asked, isWhatIf: false, problems: other.problems })
  expect((await reportOf('mlp.tactics')).mesh.map(({ size }) => size)).toEqual([4, 2])
  expect(applied).toEqual([])
})

test.each<readonly [changes: Changes, message: RegExp]>([
  [{ mesh: { batch: 2, bogus: 2 } }, /no axis `bogus`; it has batch, model/],
  [{ device: 'abacus' }, /no device `abacus`/],
  [{ topology: '4 by 4' }, /`4 by 4`; expected sizes/],
  [{ mesh: { batch: 2 ** 52, model: 4 } }, /more devices than can be counted/],
])('a what-if question without an answer says why: %o', async (changes, message) => {
  const answer = await ask('mlp.tactics', changes)
  expect(answer).toEqual({ kind: 'refused', message: expect.stringMatching(message) as unknown })
})

test('hints of the model, panel and status show the state looked at, until all tactics are, or another schedule is', async () => {
  const uri = uriOf('mlp.tactics')
  const whole = await client.hints(uriOf('mlp.mlir'))
  const text = await client.hints(uri)
  await client.request('shardlens/setApplied', { uri, applied: 1 })
  const report = await reportOf('mlp.tactics')
  expect(report.applied).toBe(1)
  expect(client.statuses.findLast((status) => status.uri === uri)).toMatchObject({
    applied: 1,
    tactics: report.tactics.length,
  })
  expect(await client.hints(uriOf('mlp.mlir'))).not.toEqual(whole)
  expect(await client.hints(uri)).toEqual(text)
  expect(await client.hover(uri, 'schedule default', 'default')).toContain('**peak memory**, after `BP`')
  // An edit keeps it, also one that leaves fewer tactics.
  await client.change(uri, mlpTactics.replace('= BP, Megatron', '= Megatron, BP'))
  expect((await reportOf('mlp.tactics')).applied).toBe(1)
  await client.change(uri, mlpTactics)
  await client.request('shardlens/setSchedule', { uri, name: 'data' })
  await client.request('shardlens/setSchedule', { uri, name: 'default' })
  expect((await reportOf('mlp.tactics')).applied).toBe(report.tactics.length)
  await client.request('shardlens/setApplied', { uri, applied: 0 })
  expect(await reportOf('mlp.tactics')).toMatchObject({ applied: 0, collectives: [] })
  await client.request('shardlens/setApplied', { uri })
  expect(await client.hints(uriOf('mlp.mlir'))).toEqual(whole)
})

test('a sweep tells how far it is, and has every schedule on every mesh', async () => {
  const uri = uriOf('mlp.tactics')
  const result = parse(sweepResult, await client.request('shardlens/sweep', { uri, devices: 8 }))
  expect(result.points).toHaveLength(2 * 4)
  expect(result.points.some(({ isPareto }) => isPareto)).toBe(true)
  expect(progress.at(-1)).toEqual({ uri, done: 8, total: 8 })
  expect(await client.request('shardlens/sweep', { uri, devices: 0 })).toEqual({
    message: expect.stringMatching(/is 0/) as unknown,
  })
})

test('a sweep that is called off answers nothing, and hints are there meanwhile', async () => {
  const uri = uriOf('mlp.tactics')
  const source = new CancellationTokenSource()
  const answer = client.connection.sendRequest('shardlens/sweep', { uri, devices: 2 ** 40 }, source.token)
  expect(await client.hints(uri)).not.toEqual([])
  source.cancel()
  expect(await answer).toBe(null)
})

test('alternatives come with their figures, and one that is chosen is written as it was tried', async () => {
  const uri = uriOf('mlp.tactics')
  const found = parse(alternatives, await client.request('shardlens/alternatives', { uri }))
  const report = await reportOf('mlp.tactics')
  expect([found.basis, found.schedule]).toEqual([report.basis, report.schedule])
  const titles = found.items.map(({ title }) => title)
  expect(titles).toContain('Leave out Megatron')
  expect(new Set(titles).size).toBe(titles.length)
  const chosen = found.items.find(({ title }) => title === 'Leave out Megatron')
  const write = (basis: string, title: string): Promise<string | null> =>
    client.request('shardlens/writeAlternative', { uri, basis, title })
  expect(await write(found.basis, 'Bake a cake')).toMatch(/changed since/)
  expect(await write('of another text', 'Leave out Megatron')).toMatch(/changed since/)
  applied.length = 0
  expect(await write(found.basis, 'Leave out Megatron')).toBe(null)
  const [edit] = applied[0]?.edit.changes?.[uri] ?? []
  expect(applied[0]?.label).toBe('Leave out Megatron')
  await client.change(uri, mlpTactics.replace('= BP, Megatron, ', '= BP, '))
  expect(edit?.newText).toBe('')
  const { peakMemory, stepTime } = (await reportOf('mlp.tactics')).schedules[0]!.state
  expect(chosen).toMatchObject({ peakMemory, stepTime })
  applied.length = 0
  await client.change(uri, mlpTactics)
})

test('alternatives to one collective are what would make it cheaper, and one is written as it was tried', async () => {
  const uri = uriOf('mlp.tactics')
  const { collectives, basis } = await reportOf('mlp.tactics')
  // The sum of the second product, whose contracted dim Megatron splits.
  const sum = collectives.find(({ kind, axes }) => kind === 'all_reduce' && axes.includes(1))
  const collective = { line: sum?.place.line ?? 0, kind: 'all_reduce' as const, axes: [1] }
  const found = parse(alternatives, await client.request('shardlens/alternatives', { uri, collective }))
  expect(found.items.map((one) => one.title)).toEqual([
    'Remove Megatron from default',
    'Shard at "out" result 0 dim 0 on model in Megatron',
    'Keep params.w2 whole on model in Megatron',
  ])
  const title = found.items[1]!.title
  const chosen = found.items.find((one) => one.title === title)
  applied.length = 0
  expect(await client.request('shardlens/writeAlternative', { uri, basis, title })).toMatch(/changed since/)
  expect(await client.request('shardlens/writeAlternative', { uri, basis, title, collective })).toBe(null)
  const [edit] = applied[0]?.edit.changes?.[uri] ?? []
  expect(edit?.newText).toBe('\n  at "out" result 0: 0')
  await client.change(uri, mlpTactics.replace('params.w2: 0', `params.w2: 0${edit?.newText}`))
  const { peakMemory, stepTime } = (await reportOf('mlp.tactics')).schedules[0]!.state
  expect(chosen).toMatchObject({ peakMemory, stepTime })
  await client.change(uri, mlpTactics)
  const none = { ...collective, line: collective.line + 1 }
  expect(await client.request('shardlens/alternatives', { uri, collective: none })).toMatchObject({ items: [] })
})

test('two schedules differ in tensors and collectives', async () => {
  const uri = uriOf('mlp.tactics')
  const found = parse(
    scheduleDifference,
    await client.request('shardlens/difference', { uri, from: 'data', to: 'default' }),
  )
  const paths = found.tensors.map(({ path }) => path)
  expect(paths).toContain('params.w1')
  // Values inside of the program too.
  expect(paths.some((path) => path.includes('/'))).toBe(true)
  const data = await client.request<CostsAnswer>('shardlens/costs', { uri, schedule: 'data' })
  if (data.kind !== 'report') throw new Error(data.kind)
  expect(compareReports(data.report, await reportOf('mlp.tactics'))).toEqual(found)
  expect(found.collectives.length).toBeGreaterThan(0)
  const back = parse(
    scheduleDifference,
    await client.request('shardlens/difference', { uri, from: 'default', to: 'data' }),
  )
  expect(back.tensors.map(({ from, to }) => [to, from])).toEqual(found.tensors.map(({ from, to }) => [from, to]))
  expect(await client.request('shardlens/difference', { uri, from: 'default', to: 'none' })).toBe(null)
})

test('a row goes to its tactic or to a line of the tactics file', async () => {
  const uri = uriOf('mlp.tactics')
  const lines = mlpTactics.split('\n')
  const report = await reportOf('mlp.tactics')
  const index = report.tactics.findIndex(({ name }) => name === 'Megatron')
  const line = lines.findIndex((text) => text.startsWith('tactic Megatron'))
  expect(await client.request('shardlens/locate', { uri, tactic: index })).toEqual({ uri, line, character: 7 })
  const source = `${join(folder, 'mlp.tactics')}:3`
  expect(await client.request('shardlens/locate', { uri, source })).toEqual({ uri, line: 2, character: 0 })
  expect(await client.request('shardlens/locate', { uri, source: 'nowhere.py:3' })).toBe(null)
  expect(await client.request('shardlens/locate', { uri, tactic: 99 })).toBe(null)
})

test('changes are written where they belong, with the line breaks of the file', async () => {
  const uri = uriOf('dos.tactics')
  await client.open(uri, 'tactics', mlpTactics.replaceAll('\n', '\r\n').replace('device tpu_v4\r\n', ''))
  const changes = { mesh: { model: 1 }, device: 'h100' }
  expect(await client.request('shardlens/writeChanges', { uri, changes })).toBe(null)
  const edits = applied.at(-1)?.edit.changes?.[uri] ?? []
  expect(edits.map(({ newText }) => newText)).toEqual(['1', '\r\ndevice h100'])
  expect(edits[0]?.range.start.line).toBe(1)
  expect(await client.request('shardlens/writeChanges', { uri, changes: { device: 'abacus' } })).toMatch(/abacus/)
})
