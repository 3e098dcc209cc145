// The cost panel with the reports of a real server: first paint, another schedule, long tables.
import type { Browser } from 'playwright-core'
import type { CostsReport } from '../../../server/src/protocol/costs'
import type { CostsAnswer, CostsParams } from '../../../server/src/protocol/panelRequests'
import { costsRequest } from '../../../server/src/protocol/panelRequests'
import { setScheduleRequest } from '../../../server/src/protocol/status'
import type { SetScheduleParams } from '../../../server/src/protocol/status'
import type { Row } from '../../bench/measure'
import { median, percentile } from '../../bench/measure'
import { openFixture } from '../fixturePage'
import type { LiveServer } from '../live'
import { openLive } from '../live'
import { moveFrames, timeChoice, timeMessages } from './frames'

const [firstPaints, switches, rows, frames] = [9, 12, 10_000, 240]
/** Pixels a frame: five rows, as fast as a person can follow. */
const step = 110
const fresh = { kind: 'state', state: { kind: 'fresh', milliseconds: 1 } } as const

export interface PageBench {
  readonly browser: Browser
  readonly address: string
  readonly server: LiveServer
}

export async function measureCosts(bench: PageBench): Promise<Row[]> {
  const [one, other] = await askReports(bench.server)
  return [
    await measureFirstPaint(bench, one),
    ...(await measureSwitch(bench, [one, other])),
    ...(await measureTable(bench, one, 'collectives')),
    ...(await measureTable(bench, one, 'tensors')),
  ]
}

/** Reports of the first two schedules, and how long the server took for the second one when it is asked for. */
async function askReports(server: LiveServer): Promise<readonly [CostsReport, CostsReport]> {
  const names = (server.status()?.schedules ?? []).map(({ name }) => name)
  const [first, second] = [names[0] ?? '', names[1] ?? '']
  const other = await askReport(server, second)
  return [await askReport(server, first), other]
}

async function askReport({ client, uri }: LiveServer, name: string): Promise<CostsReport> {
  const chosen: SetScheduleParams = { uri, name }
  await client.request(setScheduleRequest, chosen)
  const params: CostsParams = { uri }
  const answer = await client.request<CostsAnswer>(costsRequest, params)
  if (answer.kind !== 'report') throw new Error(`no report of ${name}: ${answer.kind}`)
  return answer.report
}

async function measureFirstPaint({ browser, address }: PageBench, report: CostsReport): Promise<Row> {
  const times: number[] = []
  for (let i = 0; i < firstPaints; i++) {
    const { page } = await openFixture(browser, address, { view: 'costs' })
    times.push(
      await timeMessages(page, [
        { kind: 'report', version: 1, report },
        { ...fresh, version: 2 },
      ]),
    )
    await page.context().close()
  }
  const note = `report of ${(JSON.stringify(report).length / 1e3).toFixed(0)} kB; ${firstPaints} pages`
  return { name: 'report to first paint, median', value: median(times), unit: 'ms', goal: 150, note }
}

/** Once the panel was left alone for a moment; then as soon as an edit's report is there. */
async function measureSwitch(bench: PageBench, reports: readonly CostsReport[]): Promise<Row[]> {
  const ready = await measureChoices(bench, reports)
  const { browser, address, server } = bench
  const { page } = await openFixture(browser, address, { view: 'costs' })
  const both: number[] = []
  for (let i = 0; i < switches; i++) {
    const report = reports[i % reports.length]
    const start = performance.now()
    await askReport(server, report?.schedule ?? '')
    const asked = performance.now() - start
    both.push(asked + (await timeMessages(page, [{ kind: 'report', version: i + 1, report }])))
  }
  await page.context().close()
  const note = `${switches - reports.length} switches between two schedules`
  return [
    { name: 'another schedule: chosen to painted, median', value: median(ready), unit: 'ms', goal: 50, note },
    {
      name: 'another schedule whose report is not there yet, median',
      value: median(both.slice(reports.length)),
      unit: 'ms',
      note: 'right after an edit',
    },
  ]
}

/** On a page that has the reports ahead, with all that a choice sets off in the server behind. */
async function measureChoices(
  { browser, address, server }: PageBench,
  reports: readonly CostsReport[],
): Promise<number[]> {
  const ahead = new Set<string>()
  const onMessage = (message: unknown): void => {
    const { kind, report } = message as { readonly kind: string; readonly report?: CostsReport } // the session's own
    if (kind === 'ahead' && report !== undefined) ahead.add(report.schedule)
  }
  const { page } = await openLive(browser, address, { view: 'costs', server, onMessage })
  const times: number[] = []
  while (!reports.every(({ schedule }) => ahead.has(schedule) || schedule === server.status()?.active)) await pause(50)
  for (let i = 0; i < switches; i++) {
    const { schedule = '' } = reports[(i + 1) % reports.length] ?? {}
    times.push(await timeChoice(page, schedule))
    while (server.status()?.active !== schedule || server.status()?.state !== 'fresh') await pause(50)
    await pause(200)
  }
  await page.context().close()
  return times.slice(reports.length)
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** The rows that there are, over and over under other names. */
function lengthen(report: CostsReport, table: 'collectives' | 'tensors'): CostsReport {
  const repeat = <Row>(all: readonly Row[], rename: (row: Row, i: number) => Row): Row[] =>
    Array.from({ length: rows }, (_, i) => all[i % all.length]).flatMap((row, i) =>
      row === undefined ? [] : [rename(row, i)],
    )
  return table === 'collectives'
    ? { ...report, collectives: repeat(report.collectives, (row, i) => ({ ...row, value: `${row.value}.${i}` })) }
    : { ...report, tensors: repeat(report.tensors, (row, i) => ({ ...row, path: `${row.path}.${i}` })) }
}

async function measureTable(
  { browser, address }: PageBench,
  report: CostsReport,
  table: 'collectives' | 'tensors',
): Promise<Row[]> {
  const { page } = await openFixture(browser, address, { view: 'costs', place: 'editor', width: 1100 })
  const paint = await timeMessages(page, [
    { kind: 'report', version: 1, report: lengthen(report, table) },
    { ...fresh, version: 2 },
  ])
  // Rows, not groups of them.
  if (table === 'collectives')
    await page.getByRole('group', { name: 'Group by' }).getByRole('button', { name: 'none' }).click()
  await page.locator(`${scrollers[table]}[aria-rowcount="${rows + 1}"]`).waitFor()
  const { intervals, work } = await moveFrames(page, { selector: scrollers[table], kind: 'scroll', step }, frames)
  await page.context().close()
  const name = `${rows.toLocaleString('en')} ${table}`
  return [
    { name: `${name}: first paint`, value: paint, unit: 'ms' },
    {
      name: `${name}: scrolled 5 rows a frame, frame, median`,
      value: median(intervals),
      unit: 'ms',
      goal: 1000 / 60 + 0.5,
    },
    { name: `${name}: work of a frame, 95th percentile`, value: percentile(work, 0.95), unit: 'ms', goal: 1000 / 60 },
  ]
}

const scrollers = { collectives: '#collectives', tensors: '#tensors' } as const
