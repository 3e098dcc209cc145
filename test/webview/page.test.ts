import { describe, expect, test } from 'vitest'
import { expectAccessible, expectPicture } from './checks'
import { openPage, themes, useBrowser } from './driver'
import { readReport } from './fixtures/reports'

useBrowser()

describe('a page without figures', () => {
  test.each(themes)('says what to do, in theme %s', async (theme) => {
    const { page } = await openPage({ view: 'costs', fixture: 'empty', theme, height: 300 })
    await expectPicture(page, `costs-empty-${theme}`)
    await expectAccessible(page)
  })

  test('asks the host for what its button says', async () => {
    const { page, intents } = await openPage({ view: 'costs', fixture: 'empty' })
    await page.getByRole('button', { name: /tactics/ }).click()
    expect(await intents('command')).toEqual([{ kind: 'command', version: 1, command: 'newTacticsFile' }])
  })
})

const transformer = readReport('transformer')

describe('messages', () => {
  test('that are malformed are dropped, and the host is told why', async () => {
    const { intents, send } = await openPage({ view: 'costs', fixture: 'transformer' })
    await send({ kind: 'report', version: 2, report: { ...transformer, applied: -1 } })
    await send('nonsense')
    await send(null)
    const told = (await intents('log')).map(({ text }) => text)
    expect(told).toHaveLength(3)
    expect(told[0]).toMatch(/report\.applied/)
  })

  test('that are late are dropped', async () => {
    const { page, send } = await openPage({ view: 'costs', fixture: 'none' })
    await send({ kind: 'report', version: 7, report: { ...transformer, schedule: 'newest' } })
    await send({ kind: 'report', version: 3, report: { ...transformer, schedule: 'stale' } })
    await expect.poll(() => page.getByText('newest').count()).toBeGreaterThan(0)
    expect(await page.getByText('stale').count()).toBe(0)
  })
})
