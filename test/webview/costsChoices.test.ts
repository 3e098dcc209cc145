// What a person chooses in the cost panel: another schedule, a state to compare with, something else instead.
import { describe, expect, test } from 'vitest'
import { keyOfReport } from '../../server/src/protocol/panelRequests'
import { grid, openCosts, openWide, textsOf, transformer } from './costsPage'
import { useBrowser } from './driver'
import { alternatives } from './fixtures/alternatives'
import { readReport } from './fixtures/reports'

useBrowser()

describe('schedules', () => {
  test('are switched at the top and in their table, and what is chosen is seen at once', async () => {
    const { page, intents } = await openCosts()
    await page.getByRole('combobox', { name: 'Schedule' }).selectOption('zero2')
    await page.getByRole('button', { name: /^data_parallel/ }).click()
    expect((await intents('setSchedule')).map(({ name }) => name)).toEqual(['zero2', 'data_parallel'])
    await expect
      .poll(() => page.getByRole('button', { name: /^data_parallel/ }).getAttribute('aria-pressed'))
      .toBe('true')
  })

  test('whose reports are here already are shown without the host, which then goes along', async () => {
    const { page, send, intents } = await openCosts()
    const panel = page.locator('main')
    const title = (name: string): string => `Costs of ${name}`
    const [first, second] = transformer.schedules.map(({ name }) => name)
    const ahead = { ...transformer, schedule: second ?? '' }
    await send({ kind: 'ahead', version: 2, report: ahead })
    const picker = page.getByRole('combobox', { name: 'Schedule', exact: true })
    await picker.selectOption(second ?? '')
    await expect.poll(() => panel.getAttribute('aria-label')).toBe(title(second ?? ''))
    expect(await intents('setSchedule')).toMatchObject([{ name: second }])
    await picker.selectOption(first ?? '')
    await expect.poll(() => panel.getAttribute('aria-label')).toBe(title(first ?? ''))
    // The host is at the first choice yet: it does not take the panel back.
    await send({ kind: 'switch', version: 3, key: keyOfReport(ahead) })
    expect(await panel.getAttribute('aria-label')).toBe(title(first ?? ''))
    await send({ kind: 'switch', version: 4, key: keyOfReport(transformer) })
    await send({ kind: 'switch', version: 5, key: keyOfReport(ahead) })
    expect(await panel.getAttribute('aria-label')).toBe(title(second ?? ''))
    await send({ kind: 'report', version: 6, report: { ...transformer, basis: 'another text' } })
    await picker.selectOption(second ?? '')
    expect(await panel.getAttribute('aria-label')).toBe(title(first ?? ''))
  })

  test('are compared with another', async () => {
    const { page, intents } = await openCosts()
    await page.getByRole('combobox', { name: 'Compare with' }).selectOption({ label: 'data_parallel' })
    await expect.poll(() => intents('compare')).toMatchObject([{ from: 'data_parallel', to: 'default' }])
  })
})

describe('a pinned state', () => {
  test('is what others are compared with, in the tiles and per tensor, until it is taken out', async () => {
    const { page, send } = await openWide()
    const pin = page.getByRole('button', { name: /Pin this state/ })
    await pin.click()
    await send({ kind: 'report', version: 2, report: readReport('transformerAfterMegatron') })
    const figures = page.getByRole('group', { name: 'Figures' })
    await expect.poll(() => figures.locator('.codicon-pinned').count()).toBe(4)
    const against = page.getByRole('combobox', { name: 'Compare with' })
    await expect.poll(() => against.locator('option:checked').textContent()).toMatch(/pinned:\s+after Z3, default/)
    await grid(page, 'differences').waitFor()
    // Another state is pinned in its place, and taken out again.
    await pin.click()
    await expect.poll(() => figures.locator('.codicon-pinned').count()).toBe(0)
    await page.getByRole('button', { name: /Unpin/ }).click()
    await pin.waitFor()
  })

  test('is kept by the host, which tells a page that opens', async () => {
    const { page, send, intents } = await openWide()
    await page.getByRole('button', { name: /Pin this state/ }).click()
    expect(await intents('pin')).toMatchObject([{ key: keyOfReport(transformer) }])
    const figures = page.getByRole('group', { name: 'Figures' })
    const against = page.getByRole('combobox', { name: 'Compare with' }).locator('option:checked')
    // What is pinned is one of many pages: another one may take it out, or pin something else.
    await send({ kind: 'pinned', version: 2, report: readReport('transformerAfterMegatron') })
    await expect.poll(() => figures.locator('.codicon-pinned').count()).toBe(4)
    await expect.poll(() => against.textContent()).toMatch(/pinned:\s+after Megatron, default/)
    await send({ kind: 'pinned', version: 3 })
    await expect.poll(() => figures.locator('.codicon-pinned').count()).toBe(0)
    expect(await against.textContent()).toBe('no save yet')
  })
})

describe('alternatives', () => {
  test('are asked for once the person has come to rest, and one of a click is written', async () => {
    const { page, intents, send } = await openCosts()
    await expect.poll(() => intents('askAlternatives')).toHaveLength(1)
    const [one, other] = alternatives.items
    await send({ kind: 'alternatives', version: 2, alternatives: { ...alternatives, schedule: 'of another one' } })
    expect(await page.locator('.alt').count()).toBe(0)
    await send({ kind: 'alternatives', version: 3, alternatives })
    await expect.poll(() => page.locator('.alt').count()).toBe(alternatives.items.length)
    await page.getByRole('button', { name: other?.title ?? '' }).click()
    const { basis } = alternatives
    expect(await intents('writeAlternative')).toMatchObject([{ basis, title: other?.title }])
    expect((await textsOf(page.locator('.alt')))[0]).toContain(one?.title)
  })
})
