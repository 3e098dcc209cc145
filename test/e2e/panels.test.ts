// The cost panel and the graph in a real VS Code: they open, follow the text, and lead to it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { costsView, editorPanel } from './panels'
import { useEditor } from './useEditor'
import * as workbench from './workbench'

const { page, server } = await useEditor()
const costs = costsView(page)
const states = costs.getByRole('listbox', { name: 'State after a tactic' }).getByRole('option')
const figures = costs.getByRole('group', { name: 'Figures' })
const tactics = 'transformer.tactics'
const onDisk = (): string => readFileSync(join(server.folder, tactics), 'utf8')

describe('the cost panel', () => {
  test('opens by a command, with the figures of the file in front', async () => {
    await workbench.openFile(page, tactics)
    await workbench.runCommand(page, 'Shardlens: Show Costs')
    await expect.poll(() => figures.textContent()).toMatch(/Peak memory.*GiB.*Step time.*ms/s)
    const [memory] = /[\d.]+ GiB/.exec(await workbench.hintText(page, 'schedule default')) ?? []
    const digits = memory?.replace(' GiB', '') ?? 'none'
    await expect.poll(() => figures.textContent()).toContain(digits)
  })

  test('opens by the lens above a tactic, with the state after it', async () => {
    await workbench.runCommand(page, 'View: Show Explorer')
    await figures.waitFor({ state: 'hidden' })
    await page.locator('.codelens-decoration a').filter({ hasText: 'Show costs after this' }).first().click()
    await expect.poll(() => states.filter({ hasText: 'BP' }).getAttribute('aria-selected')).toBe('true')
    await states.filter({ hasText: 'Z3' }).click()
  })

  test('follows the text as it is typed', async () => {
    const before = await figures.textContent()
    await workbench.findText(page, 'default = BP, Megatron, Z3')
    await page.keyboard.press('ArrowRight')
    for (let i = 0; i < ', Z3'.length; i++) await page.keyboard.press('Backspace')
    await expect.poll(() => states.count()).toBe(3)
    await expect.poll(() => figures.textContent()).not.toBe(before)
    await workbench.runCommand(page, 'File: Revert File')
    await expect.poll(() => figures.textContent()).toBe(before)
  })

  test('sets the state that hints of the model show by a click on a tactic', async () => {
    const operation = 'stablehlo.dot_general'
    await workbench.openFile(page, 't32_fused_train.mlir')
    await workbench.findText(page, operation)
    await expect.poll(() => workbench.hintText(page, operation)).toMatch(/model/)
    await states.filter({ hasText: 'BP' }).click()
    await expect.poll(() => workbench.hintText(page, operation)).toMatch(/^[^m]*batch[^m]*$/)
    await states.filter({ hasText: 'Z3' }).click()
    await expect.poll(() => workbench.hintText(page, operation)).toMatch(/model/)
    await workbench.openFile(page, tactics)
  })

  test('answers what-if questions without touching the file, and writes when told to', async () => {
    const before = onDisk()
    await costs.getByRole('textbox', { name: 'Size of batch' }).fill('8')
    await costs.getByText('not in the file').first().waitFor()
    expect(onDisk()).toBe(before)
    expect(await workbench.lineWith(page, 'batch: 16').count()).toBe(1)
    await costs.getByRole('button', { name: 'Write to file' }).click()
    await workbench.lineWith(page, 'mesh { batch: 8, model: 2 }').waitFor()
    await workbench.openFile(page, tactics)
    await workbench.runCommand(page, 'File: Revert File')
    await workbench.lineWith(page, 'batch: 16').waitFor()
    expect(onDisk()).toBe(before)
  })

  test('leads from a row to the line of the model', async () => {
    await costs.getByRole('group', { name: 'Group by' }).getByRole('button', { name: 'none' }).click()
    const row = costs.locator('#collectives .row').first()
    await row.click()
    await page.locator('.tab.active').filter({ hasText: '.mlir' }).waitFor()
    const place = page.locator('.statusbar-item[id="status.editor.selection"]')
    await expect.poll(() => place.textContent()).toMatch(/Ln [1-9]\d+/)
    const line = Number(/Ln ([\d,]+)/.exec((await place.textContent()) ?? '')?.[1]?.replace(',', ''))
    const model = readFileSync(join(server.folder, 't32_fused_train.mlir'), 'utf8').split('\n')
    // A collective stands at the operation that needs it.
    expect(model[line - 1]).toMatch(/= (stablehlo\.|func\.call|call )/)
    // The panel goes on with the model's figures.
    await expect.poll(() => figures.textContent()).toMatch(/GiB/)
  })

  test('opens as an editor with the same figures, named after its schedule', async () => {
    await workbench.runCommand(page, 'Shardlens: Open Costs in Editor')
    await page.locator('.tab').filter({ hasText: 'Costs: default' }).waitFor()
    const inEditor = editorPanel(page).getByRole('group', { name: 'Figures' })
    await expect.poll(async () => (await inEditor.textContent()) === (await figures.textContent())).toBe(true)
    await workbench.runCommand(page, 'View: Close Editor')
  })
})

describe('the graph', () => {
  const graph = editorPanel(page)
  const search = graph.getByRole('combobox', { name: /^Find/ })

  test('opens by a command, with the program folded', async () => {
    await workbench.openFile(page, tactics)
    await workbench.runCommand(page, 'Shardlens: Show Graph')
    await page.locator('.tab').filter({ hasText: 'Graph: default' }).waitFor()
    await expect.poll(() => graph.getByRole('treeitem', { name: /layer_.*32 times/ }).count()).toBeGreaterThan(0)
  })

  const model = (): readonly string[] => readFileSync(join(server.folder, 't32_fused_train.mlir'), 'utf8').split('\n')

  /** Marks the first operation of that name, which is brought to the middle. */
  const find = async (query: string): Promise<void> => {
    await search.fill(query)
    await graph.getByRole('listbox', { name: 'Found' }).getByRole('option').first().waitFor()
    await search.press('Enter')
    await graph.locator('[role=treeitem][aria-selected=true]').waitFor({ state: 'attached' })
    await graph.getByRole('complementary', { name: 'Details' }).getByText('value', { exact: true }).waitFor()
    await graph.locator('#canvas[aria-busy=false]').waitFor()
  }

  /** Text of the model's line that the editor has selected. */
  const selectedLine = async (): Promise<string> => {
    await page.locator('.tab.active').filter({ hasText: '.mlir' }).waitFor()
    const place = (await workbench.selectionText(page)).replaceAll(',', '')
    return model()[Number(/Ln (\d+)/.exec(place)?.[1]) - 1] ?? place
  }

  test('leads from an operation to its line of the model by Enter', async () => {
    await find('dot_general')
    await graph.locator('#canvas').press('Enter')
    await expect.poll(selectedLine).toMatch(/stablehlo\.dot_general/)
  })

  test('leads from an operation to its line of the model by a double click', async () => {
    await workbench.openFile(page, tactics)
    await find('tanh')
    await graph.locator('#canvas').dblclick()
    await expect.poll(selectedLine).toMatch(/stablehlo\.tanh/)
  })
})
