// The graph's page with a real language server behind it: what a person does, how it looks.
import type { Locator, Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { expectAccessible, expectPicture } from './checks'
import { openPage, themes, useBrowser, usedBrowser } from './driver'
import type { FixturePage, PageOptions } from './fixturePage'
import { clickTile, stand } from './graphCanvas'
import type { LiveServer } from './live'
import { openLive, startLive } from './live'

useBrowser()

let server: LiveServer

beforeAll(async () => {
  server = await startLive('examples/transformer/transformer.tactics')
})
afterAll(() => server.client.stop())

/** Opens the page on the example, and waits until it stands still. */
async function openGraph(more: Partial<PageOptions> = {}): Promise<FixturePage> {
  const opened = await usedBrowser((browser) =>
    openLive(browser, inject('address'), { view: 'graph', server, width: 1200, height: 800, ...more }),
  )
  await nodes(opened.page).first().waitFor({ state: 'attached' })
  await radio(opened.page, 'Z3').waitFor()
  await stand(opened.page)
  return opened
}

const nodes = (page: Page): Locator => page.getByRole('treeitem')
const node = (page: Page, name: RegExp): Locator => page.getByRole('treeitem', { name })
const radio = (page: Page, name: string): Locator => page.getByRole('radio', { name })

/** Marks what is found under a name; it is brought to the middle. */
async function find({ page }: FixturePage, query: string): Promise<void> {
  await page.getByRole('combobox', { name: /Find/ }).fill(query)
  await page.getByRole('listbox', { name: 'Found' }).getByRole('option').first().waitFor()
  await page.getByRole('combobox', { name: /Find/ }).press('Enter')
  await page.locator('[role=treeitem][aria-selected=true]').waitFor({ state: 'attached' })
  // The canvas makes room for it.
  await page.getByRole('complementary', { name: 'Details' }).waitFor()
  await stand(page)
}

describe.each(themes)('in theme %s', (theme) => {
  test('the first view looks like its picture', async () => {
    const { page } = await openGraph({ theme })
    await expectPicture(page, `graph-${theme}`)
    await expectAccessible(page)
  })

  test('a selected operation, with its side card, looks like its picture', async () => {
    const opened = await openGraph({ theme })
    await find(opened, 'dot_general')
    await opened.page
      .getByRole('complementary', { name: 'Details' })
      .getByText(/type|on one device/)
      .first()
      .waitFor()
    await opened.page.locator('#canvas').press('0')
    await stand(opened.page)
    await expectPicture(opened.page, `graph-selected-${theme}`)
    await expectAccessible(opened.page)
  })
})

test('thousands of operations far away look like their picture, also after they have been moved', async () => {
  const { page } = await openGraph()
  const canvas = page.locator('#canvas')
  for (let level = 0; level < 3; level++) {
    const before = await canvas.getAttribute('data-shown')
    await page.getByRole('button', { name: 'Expand all' }).click()
    await expect.poll(() => canvas.getAttribute('data-shown'), { timeout: 60_000 }).not.toBe(before)
  }
  await canvas.press('0')
  await stand(page)
  await expectPicture(page, 'graph-far')
  await canvas.press('-')
  await canvas.press('0')
  await stand(page)
  await expectPicture(page, 'graph-far')
})

test.each([360, 560, 900])('keeps every button within a width of %s', async (width) => {
  const { page } = await openGraph({ width })
  const ends = await page
    .locator('.tools')
    .evaluate((tools) =>
      [...tools.querySelectorAll('.act, select, .find, .steps')].map((one) => one.getBoundingClientRect().right),
    )
  expect(ends.length).toBeGreaterThan(10)
  expect(Math.max(...ends)).toBeLessThanOrEqual(width)
  await page.getByRole('button', { name: 'Export PNG' }).waitFor()
  await expectAccessible(page)
})

test('equal layers are one node with their count; it is unfolded and folded again by the keyboard', async () => {
  const { page } = await openGraph()
  const layers = node(page, /layer_.*32 times/).first()
  await page.locator('#canvas').focus()
  expect(await layers.getAttribute('aria-expanded')).toBe('false')
  const before = await nodes(page).count()
  await find({ page } as FixturePage, 'layer_0')
  await page.locator('#canvas').focus()
  await page.keyboard.press(' ')
  await expect.poll(() => nodes(page).count()).not.toBe(before)
  const opened = await nodes(page).count()
  await page.keyboard.press(' ')
  await expect.poll(() => nodes(page).count()).not.toBe(opened)
})

test('the canvas shows that it has the focus of the keyboard', async () => {
  const { page } = await openGraph()
  const outline = (): Promise<string> => page.locator('#canvas').evaluate((one) => getComputedStyle(one).outlineStyle)
  expect(await outline()).toBe('none')
  await page.getByRole('button', { name: 'Export PNG' }).focus()
  await page.keyboard.press('Tab')
  expect(await page.locator('#canvas').evaluate((one) => one === document.activeElement)).toBe(true)
  expect(await outline()).toBe('solid')
})

test('search opens what holds the thing that is found, and its text is a key away', async () => {
  const opened = await openGraph()
  const { page, intents } = opened
  await find(opened, 'dot_general')
  await page.locator('#canvas').focus()
  await page.keyboard.press('Enter')
  const [intent] = await intents('reveal')
  expect(intent).toMatchObject({ isOpened: true, line: expect.any(Number) as number })
})

test('a click marks a node and shows its text beside, a double click goes there', async () => {
  const opened = await openGraph()
  const { page, intents } = opened
  await find(opened, 'dot_general')
  const box = await page.locator('#canvas').boundingBox()
  const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2]
  await page.mouse.dblclick(x, y)
  await expect.poll(async () => (await intents('reveal')).at(-1)).toMatchObject({ isOpened: true })
})

describe('a collective', () => {
  test.each([360, 1200])('says what could be done instead, and a click has it written: width %s', async (width) => {
    const { page, intents } = await openGraph({ width })
    await clickTile(page)
    const card = page.getByRole('complementary', { name: 'Details' })
    const rows = card.getByRole('list', { name: 'Alternatives' }).getByRole('button')
    await rows.first().waitFor()
    const { width: room } = (await card.boundingBox()) ?? { width: 0 }
    expect(room).toBe(width === 360 ? 360 : 300)
    expect(await card.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
    await stand(page)
    await expectPicture(page, `graph-instead-${width}`)
    await expectAccessible(page)
    await rows.first().click()
    const [asked] = await intents('askAlternatives')
    await expect
      .poll(() => intents('writeAlternative'))
      .toMatchObject([{ collective: asked?.['collective'], title: await rows.first().locator('.ell').textContent() }])
  })
})

test('tactics are stepped through, and the map stays where it is', async () => {
  const { page, intents } = await openGraph()
  const labels = (): Promise<string[]> => nodes(page).evaluateAll((all) => all.map(({ id }) => id))
  const before = await labels()
  await page.locator('#canvas').focus()
  await page.keyboard.press('[')
  await expect.poll(() => radio(page, 'Megatron').getAttribute('aria-checked')).toBe('true')
  expect(await labels()).toEqual(before)
  expect(await intents('setApplied')).toMatchObject([{ applied: 2 }])
  await page.keyboard.press(']')
  await expect.poll(() => radio(page, 'Z3').getAttribute('aria-checked')).toBe('true')
})

test('tactics are played, one after the other, to the end', async () => {
  const { page, intents } = await openGraph()
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await page.getByRole('button', { name: 'Play the tactics' }).click()
  await expect
    .poll(async () => (await intents('setApplied')).map(({ applied }) => applied), { timeout: 20_000 })
    .toEqual([0, 1, 2, 3])
  await page.getByRole('button', { name: 'Play the tactics' }).waitFor()
})

test('where motion is reduced, playing jumps to the end', async () => {
  const { page, intents } = await openGraph()
  await page.getByRole('button', { name: 'Play the tactics' }).click()
  await expect.poll(async () => (await intents('setApplied')).map(({ applied }) => applied)).toEqual([3])
})

test('a graph is taken along as SVG that stands alone, and as PNG', async () => {
  const { page, intents } = await openGraph()
  await page.getByRole('button', { name: 'Export SVG' }).click()
  await page.getByRole('button', { name: 'Export PNG' }).click()
  await expect.poll(async () => (await intents('save')).length).toBe(2)
  const [drawn, painted] = await intents('save')
  expect(drawn?.['data']).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
  const { width, height } = PNG.sync.read(Buffer.from(String(painted?.['data']), 'base64'))
  expect(Math.min(width, height)).toBeGreaterThan(100)
})

test('what is open and where one looked come back when the page is loaded again', async () => {
  const opened = await openGraph()
  const { page } = opened
  await find(opened, 'dot_general')
  const before = await nodes(page).count()
  // It is kept once nothing has moved for a moment.
  await page.waitForTimeout(500)
  await page.reload()
  await expect.poll(() => nodes(page).count(), { timeout: 20_000 }).toBe(before)
})

describe('a graph that cannot be shown', () => {
  test.each(['empty', 'failed'])('says why: %s', async (fixture) => {
    const { page } = await openPage({ view: 'graph', fixture, height: 400 })
    await expectPicture(page, `graph-${fixture}`)
    await expectAccessible(page)
  })

  test('drops what is malformed or comes late', async () => {
    const { page, intents, send } = await openPage({ view: 'graph', fixture: 'empty' })
    await send({ kind: 'structure', version: 4, structure: { nodes: 'none' } })
    await send({ kind: 'figures', version: 4 })
    await send({ kind: 'state', version: 9, state: { kind: 'gone', message: 'm.mlir does not exist any more' } })
    await send({ kind: 'state', version: 2, state: { kind: 'stopped' } })
    expect((await intents('log')).length).toBe(2)
    await page.getByText('m.mlir does not exist any more').first().waitFor()
  })
})
