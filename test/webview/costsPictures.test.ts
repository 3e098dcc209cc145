// How the cost panel looks: with figures in every theme at both widths, and in every other state.
import { describe, expect, test } from 'vitest'
import { expectAccessible, expectPicture } from './checks'
import { openPage, themes, useBrowser } from './driver'
import { sweep } from './fixtures/sweep'

useBrowser()

const places = [
  { place: 'side', width: 360, height: 2080 },
  { place: 'editor', width: 1100, height: 1560 },
] as const

describe.each(themes)('in theme %s', (theme) => {
  test.each(places)('with figures and a sweep, at a width of $width', async ({ place, width, height }) => {
    const { page, send } = await openPage({ view: 'costs', fixture: 'transformer', theme, place, width, height })
    await send({ kind: 'sweep', version: 2, result: sweep })
    await expectPicture(page, `costs-${place}-${theme}`)
    await expectAccessible(page)
  })
})

test('as narrow as a side bar begins, with figures', async () => {
  const { page } = await openPage({ view: 'costs', fixture: 'transformer', place: 'side', width: 300, height: 1560 })
  await expectPicture(page, 'costs-narrow')
})

/** Fixtures that are looked at in one theme, and used in all. */
const states = [
  'empty',
  'computing',
  'stopped',
  'failed',
  'gone',
  'broken',
  'noSchedule',
  'noCollectives',
  'oneOperation',
  'markup',
  'longNames',
]

describe.each(states)('%s', (fixture) => {
  test('looks like its picture', async () => {
    const { page } = await openPage({ view: 'costs', fixture, width: 360, height: 1200 })
    await expectPicture(page, `costs-${fixture}`)
  })

  test.each(themes)('is accessible in theme %s', async (theme) => {
    const { page } = await openPage({ view: 'costs', fixture, theme, width: 360, height: 1200 })
    await expectAccessible(page)
  })

  test.each([240, 300, 1100])('keeps within a width of %s', async (width) => {
    const { page } = await openPage({ view: 'costs', fixture, width, place: width > 400 ? 'editor' : 'side' })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  })
})
