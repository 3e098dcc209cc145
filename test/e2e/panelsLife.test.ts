// The panels over a reload of the window, and while their model is not there.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { costsView, editorPanel } from './panels'
import { reload } from './reload'
import { writeStrategies } from './strategies'
import { useEditor } from './useEditor'
import * as workbench from './workbench'

const { page, server } = await useEditor({ prepare: writeStrategies })
const costs = costsView(page)
const figures = costs.getByRole('group', { name: 'Figures' })
const pin = costs.getByRole('button', { name: /pin: |pin this state/i })
const against = costs.getByRole('combobox', { name: 'Compare with' }).locator('option:checked')
const graph = editorPanel(page)
const canvas = graph.locator('#canvas')
const nodes = graph.getByRole('treeitem')
const selected = graph.locator('[role=treeitem][aria-selected=true]')
const size = graph.getByRole('combobox', { name: 'size' })
const groupBy = (name: string): Locator => costs.getByRole('group', { name: 'Group by' }).getByRole('button', { name })

const namesOf = (all: Locator): Promise<string[]> =>
  all.evaluateAll((elements) => elements.map((element) => element.getAttribute('aria-label') ?? ''))

test('a reloaded window has both panels as they were left', async () => {
  await workbench.openFile(page, 'main.tactics')
  await workbench.runCommand(page, 'Shardlens: Show Costs')
  await figures.waitFor()
  await groupBy('none').click()
  await pin.click()
  await workbench.runCommand(page, 'Shardlens: Show Graph')
  await nodes.first().waitFor({ state: 'attached' })
  await graph.getByRole('combobox', { name: /^Find/ }).fill('dot_general')
  await graph.getByRole('listbox', { name: 'Found' }).getByRole('option').first().waitFor()
  await graph.getByRole('combobox', { name: /^Find/ }).press('Enter')
  await selected.waitFor({ state: 'attached' })
  await size.selectOption('flops')
  await graph.locator('#canvas[aria-busy=false]').waitFor()
  const [names, chosen] = [await namesOf(nodes), await namesOf(selected)]
  await reload(page, { kept: /size\W+flops/, shown: [figures, nodes.first()] })
  await expect.poll(() => groupBy('none').getAttribute('aria-pressed')).toBe('true')
  await expect.poll(() => pin.getAttribute('aria-pressed')).toBe('true')
  await expect.poll(() => against.textContent()).toMatch(/pinned:\s+after Z3, default/)
  await expect.poll(() => namesOf(nodes)).toEqual(names)
  expect([await size.inputValue(), await namesOf(selected)]).toEqual(['flops', chosen])
  await page.screenshot({ path: 'test-results/panels-reloaded.png' })
})

test('a model that is deleted while it is shown is said to be gone, and shown again when it is back', async () => {
  const model = join(server.folder, 'mlp.mlir')
  const text = readFileSync(model)
  const before = [await figures.textContent(), await namesOf(nodes)]
  rmSync(model)
  await costs.getByText('mlp.mlir does not exist any more').first().waitFor()
  await graph.getByText('mlp.mlir does not exist any more').first().waitFor()
  await page.screenshot({ path: 'test-results/panels-gone.png' })
  // What is asked of it meanwhile throws nothing.
  await canvas.click()
  await canvas.press('Enter')
  expect(
    await page
      .locator('.notification-list-item')
      .filter({ hasText: /error|unexpected/i })
      .count(),
  ).toBe(0)
  writeFileSync(model, text)
  await expect.poll(() => costs.getByText('does not exist any more').count()).toBe(0)
  await expect.poll(() => graph.getByText('does not exist any more').count()).toBe(0)
  await expect.poll(async () => [await figures.textContent(), await namesOf(nodes)]).toEqual(before)
})
