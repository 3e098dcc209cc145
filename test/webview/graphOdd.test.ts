// The graph of programs that are unlike others, and messages that are malformed or out of order.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { expectAccessible, expectPicture } from './checks'
import { openPage, themes, useBrowser, usedBrowser } from './driver'
import type { FixturePage, PageOptions } from './fixturePage'
import { stand } from './graphCanvas'
import { askGraph, messagesOf } from './graphMessages'
import type { LiveServer } from './live'
import { openLive, startLive } from './live'
import { markup, oddPrograms } from './odd'

useBrowser()

const folder = mkdtempSync(join(tmpdir(), 'shardlens-odd-'))
const servers = new Map<string, LiveServer>()
afterAll(async () => {
  for (const { client } of servers.values()) await client.stop()
  rmSync(folder, { recursive: true })
})

type OddName = keyof typeof oddPrograms

/** A server on the program, kept for the other tests of the file. */
async function serve(name: OddName): Promise<LiveServer> {
  const known = servers.get(name)
  if (known !== undefined) return known
  const place = mkdtempSync(join(folder, 'program-'))
  writeFileSync(join(place, 'm.mlir'), oddPrograms[name].model)
  const tactics = join(place, 'm.tactics')
  writeFileSync(tactics, oddPrograms[name].tactics)
  const server = await startLive(tactics)
  servers.set(name, server)
  return server
}

async function open(name: OddName, more: Partial<PageOptions> = {}): Promise<FixturePage> {
  const server = await serve(name)
  const size = { width: 900, height: 480 }
  const opened = await usedBrowser((browser) =>
    openLive(browser, inject('address'), { view: 'graph', server, ...size, ...more }),
  )
  await opened.page.getByRole('treeitem').first().waitFor({ state: 'attached' })
  await opened.page.getByRole('note', { name: 'Legend' }).waitFor()
  await stand(opened.page)
  return opened
}

/** Marks the first node from the top, by the keyboard. */
async function mark(page: Page): Promise<void> {
  await page.locator('#canvas').press('ArrowDown')
  await page.getByRole('complementary', { name: 'Details' }).getByRole('button', { name: 'Close' }).waitFor()
  await stand(page)
}

describe.each(['oneOperation', 'noCollectives', 'noSchedule', 'longNames', 'markup'] as const)('%s', (name) => {
  test('is drawn as in its picture, with what is marked', async () => {
    const { page } = await open(name)
    await mark(page)
    await expectPicture(page, `graph-odd-${name}`)
    await expectAccessible(page)
  })

  test.each([360, 1100])('keeps within a width of %s', async (width) => {
    const { page } = await open(name, { width })
    await mark(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  })
})

test('markup in a name is text', async () => {
  const { page } = await open('markup')
  expect(await page.locator('img').count()).toBe(0)
  const names = await page
    .getByRole('treeitem')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''))
  // A slash ends a scope.
  expect(names).toContainEqual(expect.stringContaining(markup.slice(0, markup.indexOf('/'))))
  await page.locator('#find').fill('<img')
  await page.getByRole('option').filter({ hasText: '<img src=x' }).first().waitFor()
})

describe('more axes than there are colours', () => {
  test.each(themes)('repeat them with an outline: theme %s', async (theme) => {
    const { page } = await open('eightAxes', { theme })
    await mark(page)
    await expectPicture(page, `graph-axes-${theme}`)
    await expectAccessible(page)
  })

  test('are all in the legend where there is little room', async () => {
    const { page } = await open('eightAxes', { width: 360, height: 640 })
    const legend = page.getByRole('note', { name: 'Legend' })
    for (const name of 'abcdefgh') expect(await legend.getByText(new RegExp(`on ${name}$`)).isVisible()).toBe(true)
    expect(await legend.evaluate((one) => one.scrollHeight - one.clientHeight)).toBeLessThanOrEqual(1)
    await expectPicture(page, 'graph-narrow')
  })

  test('have the same marks in the cost panel', async () => {
    const server = await serve('eightAxes')
    const { page } = await usedBrowser((browser) => openLive(browser, inject('address'), { view: 'costs', server }))
    const states = page.getByRole('listbox', { name: 'State after a tactic' })
    await states.getByRole('option').filter({ hasText: 'G' }).locator('.ax.again').waitFor()
    expect(await states.getByRole('option').filter({ hasText: 'A' }).locator('.ax.again').count()).toBe(0)
  })
})

describe('messages', () => {
  test('out of order: figures come before their structure, or of another one', async () => {
    const { structure, figures } = await askGraph(await serve('markup'))
    const { page, send } = await openPage({ view: 'graph' })
    await send({ kind: 'figures', version: 1, figures })
    await send({
      kind: 'select',
      version: 2,
      found: { id: 'nowhere', label: 'x', detail: '', kind: 'operation', open: ['gone'] },
    })
    await send({ kind: 'structure', version: 3, structure })
    await send({ kind: 'figures', version: 4, figures: { ...figures, key: 'other' } })
    await send({ kind: 'details', version: 5 })
    await stand(page)
    // Without figures there is nothing to explain.
    expect(await page.getByRole('note', { name: 'Legend' }).count()).toBe(0)
    await send({ kind: 'figures', version: 6, figures })
    await page.getByRole('note', { name: 'Legend' }).waitFor()
  })

  test('that say nothing of what is marked are said', async () => {
    const { page, send } = await openPage({ view: 'graph' })
    for (const message of messagesOf(await askGraph(await serve('noSchedule')))) await send(message)
    await stand(page)
    await page.locator('#canvas').press('ArrowDown')
    await page.getByRole('complementary', { name: 'Details' }).getByText('…').waitFor()
    await send({ kind: 'details', version: 1 })
    await page.getByText('Nothing is known of it now').waitFor()
  })
})
