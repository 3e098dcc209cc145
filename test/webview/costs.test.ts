// What a person does in the cost panel, and what the extension is asked for by it.
import { PNG } from 'pngjs'
import { describe, expect, test } from 'vitest'
import { grid, openCosts, openWide, rowsOf, textsOf, transformer } from './costsPage'
import { useBrowser } from './driver'
import type { FixturePage } from './fixturePage'
import { readReport } from './fixtures/reports'
import { sweep } from './fixtures/sweep'

useBrowser()

describe('tactics', () => {
  test('are states: a click on one selects it, here at once and everywhere by the host', async () => {
    const { page, intents, send } = await openCosts()
    const option = page.getByRole('option', { name: /Megatron/ })
    await option.click()
    expect(await intents('setApplied')).toEqual([{ kind: 'setApplied', version: 1, applied: 2 }])
    await expect.poll(() => option.getAttribute('aria-selected')).toBe('true')
    await send({ kind: 'report', version: 2, report: readReport('transformerAfterMegatron') })
    await expect.poll(() => option.getAttribute('aria-selected')).toBe('true')
    await expect.poll(() => page.getByText(/after\s+Megatron/).count()).toBeGreaterThan(0)
  })

  test('are gone through by the keyboard from anywhere', async () => {
    const { page, intents } = await openCosts()
    await page.keyboard.press('Alt+ArrowUp')
    await page.keyboard.press('Alt+ArrowUp')
    expect((await intents('setApplied')).map(({ applied }) => applied)).toEqual([2, 1])
  })

  test('lead to their text', async () => {
    const { page, intents } = await openCosts()
    await page.getByRole('option', { name: /\bBP\b/ }).dblclick()
    expect(await intents('reveal')).toMatchObject([{ tactic: 0 }])
  })

  test('are shown in the tiles while they are pointed at, and only there', async () => {
    const { page } = await openCosts()
    const figures = page.getByRole('group', { name: 'Figures' })
    const before = await figures.textContent()
    await page.getByRole('option', { name: /\bBP\b/ }).hover()
    await expect.poll(() => figures.textContent()).not.toBe(before)
    await page.mouse.move(5, 5)
    await expect.poll(() => figures.textContent()).toBe(before)
  })
})

test('a figure explains itself: formula, numbers, sources', async () => {
  const { page } = await openCosts()
  await page.getByRole('button', { name: /Step time/ }).hover()
  const explanation = page.locator('#explanation')
  await explanation.waitFor()
  const text = (await explanation.textContent()) ?? ''
  expect(text).toContain(transformer.headline['stepTime']?.formula)
  expect(text).toContain(transformer.headline['stepTime']?.terms[0]?.source)
  await page.keyboard.press('Escape')
  await expect.poll(() => explanation.count()).toBe(0)
})

describe('a table', () => {
  test('is sorted by a click on a title, and the other way round by another', async () => {
    const { page } = await openWide()
    await page.getByRole('group', { name: 'Group by' }).getByRole('button', { name: 'none' }).click()
    const title = grid(page, 'collectives').getByRole('columnheader', { name: 'count' })
    const counts = async (): Promise<number[]> =>
      (await textsOf(rowsOf(page, 'collectives').locator('.c-count'))).map((text) => Number(text.replaceAll(',', '')))
    await title.click()
    await expect.poll(() => title.getAttribute('aria-sort')).toBe('descending')
    expect(await counts()).toEqual([...(await counts())].sort((a, b) => b - a))
    await title.click()
    await expect.poll(() => title.getAttribute('aria-sort')).toBe('ascending')
    expect(await counts()).toEqual([...(await counts())].sort((a, b) => a - b))
  })

  test('is filtered by the words of the language, and says what it does not understand', async () => {
    const { page } = await openWide()
    await page.keyboard.press('/')
    await page.keyboard.type('kind == all_gather')
    await expect
      .poll(async () => (await textsOf(rowsOf(page, 'collectives').locator('.c-kind'))).join())
      .toMatch(/^(all_gather,?)+$/)
    await page.keyboard.type(' and bogus > 1')
    await expect.poll(() => page.locator('.s-collectives').textContent()).toMatch(/bogus/)
  })

  test('has groups that unfold, and rows that lead to the model', async () => {
    const { page, intents } = await openWide()
    const group = rowsOf(page, 'collectives').first()
    expect(await group.getAttribute('aria-expanded')).toBe('false')
    await group.click()
    await expect.poll(() => group.getAttribute('aria-expanded')).toBe('true')
    await rowsOf(page, 'collectives').nth(1).locator('.c-where').click()
    const lines = transformer.collectives.map(({ place }) => place.line)
    const [intent] = await intents('reveal')
    expect(lines).toContain(intent?.['line'])
  })

  test('is gone through by keys: arrows, Enter to the model, Shift and Enter to the tactic, Escape away', async () => {
    const { page, intents } = await openWide()
    await page.getByRole('group', { name: 'Group by' }).getByRole('button', { name: 'none' }).click()
    await grid(page, 'collectives').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Shift+Enter')
    const [model, tactic] = await intents('reveal')
    const row = transformer.collectives.find(({ place }) => place.line === model?.['line'])
    expect(tactic?.['tactic']).toBe(row?.place.tactic)
    await page.keyboard.press('End')
    const last = await grid(page, 'collectives').getAttribute('aria-activedescendant')
    expect(await page.locator(`#${last}`).isVisible()).toBe(true)
  })

  test('has buttons for each place of a row', async () => {
    const { page, intents } = await openWide()
    await page.getByRole('group', { name: 'Group by' }).getByRole('button', { name: 'none' }).click()
    const row = rowsOf(page, 'collectives').first()
    await row.hover()
    await row.getByRole('button', { name: /Go to transformer\.py/ }).click()
    expect(await intents('reveal')).toMatchObject([
      { source: expect.stringMatching(/^transformer\.py:\d+$/) as string },
    ])
  })

  test('holds 10,000 rows, of which few are in the page, and each can be reached', async () => {
    const { page, send } = await openWide()
    const [row] = transformer.tensors
    const tensors = Array.from({ length: 10_000 }, (_, i) => ({ ...row, path: `tensor_${i}`, localBytes: 10_000 - i }))
    await send({ kind: 'report', version: 2, report: { ...transformer, tensors } })
    await expect.poll(() => rowsOf(page, 'tensors').count()).toBeLessThan(100)
    expect(await grid(page, 'tensors').getAttribute('aria-rowcount')).toBe('10001')
    await grid(page, 'tensors').focus()
    await page.keyboard.press('Control+End')
    await expect.poll(async () => (await textsOf(rowsOf(page, 'tensors').last())).join()).toMatch(/tensor_9999/)
  })
})

describe('memory over the program', () => {
  test('has a cursor for the keyboard, from which the peak and the model are a key away', async () => {
    const { page, intents } = await openCosts()
    const slider = page.getByRole('slider', { name: /^Memory over program order/ })
    const now = (): Promise<string | null> => slider.getAttribute('aria-valuenow')
    await slider.focus()
    const peak = await now()
    await page.keyboard.press('Home')
    await expect.poll(now).toBe('0')
    await page.keyboard.press('ArrowRight')
    await expect.poll(now).toBe('1')
    await page.keyboard.press('p')
    await expect.poll(now).toBe(peak)
    await page.keyboard.press('Enter')
    expect(await intents('reveal')).toMatchObject([{ line: expect.any(Number) as number }])
  })

  test('lists what is alive where the pointer is', async () => {
    const { page } = await openWide()
    const slider = page.getByRole('slider', { name: /^Memory over program order/ })
    const before = await page.locator('.alive').textContent()
    const box = await slider.boundingBox()
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * 0.9, (box?.y ?? 0) + 80)
    await expect.poll(() => page.locator('.alive').textContent()).not.toBe(before)
  })
})

describe('a what-if question', () => {
  test('is asked while it is typed, but not while it makes no sense', async () => {
    const { page, intents } = await openCosts()
    const size = page.getByRole('textbox', { name: 'Size of batch' })
    await size.fill('0')
    await page.getByRole('alert').waitFor()
    await size.fill('8')
    await expect.poll(() => intents('whatIf')).toMatchObject([{ changes: { mesh: { batch: 8 } } }])
    expect(await intents('writeChanges')).toEqual([])
  })

  test('is written only when told to, and given up by Escape', async () => {
    const { page, intents, send } = await openCosts()
    await page.getByRole('textbox', { name: 'Size of batch' }).fill('8')
    await expect.poll(async () => (await intents('whatIf')).length).toBe(1)
    const mesh = [{ name: 'batch', size: 8 }, ...transformer.mesh.slice(1)]
    await send({ kind: 'report', version: 2, report: { ...transformer, mesh, isWhatIf: true } })
    await page.getByText('not in the file').first().waitFor()
    await page.getByRole('button', { name: 'Write to file' }).click()
    expect(await intents('writeChanges')).toMatchObject([{ version: 2, changes: { mesh: { batch: 8 } } }])
    await page.getByRole('textbox', { name: 'Size of batch' }).press('Escape')
    await expect.poll(async () => (await intents('whatIf')).at(-1)?.['changes']).toBeUndefined()
    expect(await intents('whatIf')).toHaveLength(2)
  })

  test('that is refused says why, beside the fields', async () => {
    const { page, send } = await openCosts()
    await page.getByRole('textbox', { name: 'Size of batch' }).fill('7')
    await send({ kind: 'refused', version: 2, message: '48 is not divisible by 7' })
    await page.getByRole('alert').filter({ hasText: 'not divisible' }).waitFor()
  })
})

describe('a sweep', () => {
  test('is started, shows how far it is, can be cancelled', async () => {
    const { page, intents, send } = await openCosts()
    await page.getByRole('button', { name: 'Sweep', exact: true }).click()
    expect(await intents('sweep')).toMatchObject([{ devices: 32 }])
    await send({ kind: 'sweepProgress', version: 2, done: 3, total: 11 })
    await page.getByText('3 of 11').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await intents('cancelSweep')).toHaveLength(1)
  })

  test('has points that apply their mesh and schedule, by pointer and keyboard', async () => {
    const { page, intents, send } = await openCosts({ height: 2000 })
    await send({ kind: 'sweep', version: 2, result: sweep })
    await page.getByRole('option', { name: /^zero2 on 8×4/ }).click()
    await expect.poll(() => intents('whatIf')).toMatchObject([{ changes: { mesh: { batch: 8, model: 4 } } }])
    expect(await intents('setSchedule')).toMatchObject([{ name: 'zero2' }])
    await page.getByRole('listbox', { name: /^Memory against step time/ }).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => (await intents('whatIf')).at(-1))
      .toMatchObject({ changes: { mesh: { batch: 2, model: 16 } } })
  })

  test('takes keys that come faster than frames', async () => {
    const { page, intents, send } = await openCosts({ height: 2000 })
    await send({ kind: 'sweep', version: 2, result: sweep })
    await page.getByRole('listbox', { name: /^Memory against step time/ }).evaluate((chart) => {
      for (const key of ['End', 'Home', 'Enter'])
        chart.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    })
    await expect.poll(() => intents('whatIf')).toMatchObject([{ changes: { mesh: { batch: 2, model: 16 } } }])
  })
})

describe('what is shown can be taken along', () => {
  const choose = async ({ page }: FixturePage, part: string, item: string): Promise<void> => {
    await page.getByRole('button', { name: `Copy or save ${part}` }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }

  test('tables as CSV and Markdown', async () => {
    const opened = await openCosts({ height: 2000 })
    await choose(opened, 'tensors', 'Copy as CSV')
    await choose(opened, 'tensors', 'Copy as Markdown')
    await choose(opened, 'collectives', 'Save CSV…')
    const [csv, markdown] = (await opened.intents('copy')).map(({ text }) => String(text).split('\n'))
    expect(csv?.[0]).toMatch(/^tiling,tensor,/)
    expect(csv?.filter((line) => line !== '')).toHaveLength(1 + transformer.tensors.length)
    expect(markdown?.[1]).toMatch(/^\|[\s:|-]+\|$/)
    expect(await opened.intents('save')).toMatchObject([{ name: 'collectives-default.csv', isBinary: false }])
  })

  test('pictures as SVG that stands alone, and as PNG', async () => {
    const opened = await openCosts({ height: 2000 })
    await choose(opened, 'memory over the program', 'Save SVG…')
    await choose(opened, 'tactics', 'Save PNG…')
    await expect.poll(async () => (await opened.intents('save')).length).toBe(2)
    const [drawn, painted] = await opened.intents('save')
    expect(drawn).toMatchObject({ name: 'memory-default.svg', isBinary: false })
    expect(drawn?.['data']).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
    expect(drawn?.['data']).not.toMatch(/var\(--/)
    expect(painted).toMatchObject({ name: 'tactics-default.png', isBinary: true })
    const { width, height } = PNG.sync.read(Buffer.from(String(painted?.['data']), 'base64'))
    expect(Math.min(width, height)).toBeGreaterThan(100)
  })
})

test('folded sections stay folded when the page is loaded again', async () => {
  const { page } = await openCosts()
  const title = page.getByRole('button', { name: 'Tensors', exact: true })
  await title.click()
  await expect.poll(() => title.getAttribute('aria-expanded')).toBe('false')
  // It is kept once nothing has changed for a moment.
  await page.waitForTimeout(400)
  await page.reload()
  await expect.poll(() => title.getAttribute('aria-expanded')).toBe('false')
  expect(await page.getByRole('button', { name: 'Collectives', exact: true }).getAttribute('aria-expanded')).toBe(
    'true',
  )
})

describe('figures that are not fresh', () => {
  test('say so, with their age, and the analysis can be stopped', async () => {
    const { page, intents } = await openCosts({ fixture: 'computing' })
    await page.getByText(/before the change/).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await intents('command')).toMatchObject([{ command: 'stopAnalysis' }])
  })

  test('of a model that is gone are the last ones, and named as such', async () => {
    const { page } = await openCosts({ fixture: 'gone' })
    await page.getByText('transformer.mlir does not exist any more').first().waitFor()
    expect(await page.getByText('fresh', { exact: true }).count()).toBe(0)
  })

  test('give way to the reason when there are none', async () => {
    const { page, intents } = await openCosts({ fixture: 'failed' })
    await page.getByText(/unknown axis/).waitFor()
    await page.getByRole('button', { name: 'Show problems' }).click()
    expect(await intents('command')).toMatchObject([{ command: 'showProblems' }])
  })
})

describe('names', () => {
  test('with markup are text', async () => {
    const { page } = await openCosts({ fixture: 'markup' })
    expect(await page.locator('main img, main b:text-is("bold")').count()).toBe(0)
    await expect.poll(() => page.locator('main').textContent()).toContain('<img src=x onerror=alert(1)>')
  })

  test('of 10,000 characters are shown in part, and what they name is still reached', async () => {
    const { page, intents } = await openCosts({ fixture: 'longNames' })
    await rowsOf(page, 'tensors').first().click()
    expect(await intents('reveal')).toHaveLength(1)
  })
})
