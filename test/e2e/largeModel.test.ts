// A model of a million operations, larger than what the editor hands to extensions: the editor stays quick while it is analysed.
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { generatedTactics, sizeOfBytes, writeModel } from '../support/generateModel'
import { useEditor } from './useEditor'
import * as workbench from './workbench'

const bytes = 200e6
const analysisTimeout = 300_000

const { page, server } = await useEditor({
  prepare: (folder) => {
    writeModel(join(folder, 'large.mlir'), sizeOfBytes(bytes))
    writeFileSync(join(folder, 'large.tactics'), generatedTactics('large.mlir'))
  },
})

const state = (): Promise<string> => workbench.statusText(page, 'state')

test('hovers and keys answer while it is analysed for the first time', async () => {
  expect(statSync(join(server.folder, 'large.mlir')).size).toBeGreaterThan(bytes)
  await workbench.openFile(page, 'large.tactics')
  await expect.poll(state).toMatch(/computing/)
  const hover = await workbench.hoverOver(page, 'tactic BP on batch', 'batch')
  await expect.poll(() => hover.textContent()).toMatch(/4 devices along this axis/)
  await workbench.findText(page, 'schedule data = BP')
  await page.keyboard.press('End')
  await page.keyboard.type(', Bogus')
  await workbench.lineWith(page, 'schedule data = BP, Bogus').waitFor()
  expect(await state()).toMatch(/computing/)
  await page.screenshot({ path: 'test-results/large-computing.png' })
})

test('Stop Analysis ends it, and Restart Analysis begins it again', async () => {
  expect(await state()).toMatch(/computing/)
  await workbench.runCommand(page, 'Shardlens: Stop Analysis')
  await expect.poll(state).toMatch(/stopped/)
  await page.screenshot({ path: 'test-results/large-stopped.png' })
  await workbench.runCommand(page, 'Shardlens: Restart Analysis')
  await expect.poll(state).toMatch(/computing/)
})

test(
  'its figures come, and hovers have them; the faults that were typed meanwhile are marked',
  async () => {
    await expect.poll(state, { timeout: analysisTimeout, interval: 500 }).toMatch(/fresh/)
    await expect.poll(() => workbench.hintText(page, 'tactic BP')).toMatch(/\+\d+ all_reduce/)
    await page.locator('.editor-instance .squiggly-error').first().waitFor()
    const hover = await workbench.hoverOver(page, 'tactic BP on batch', 'batch')
    await expect.poll(() => hover.textContent()).toMatch(/1,001 arguments tiled/)
    await page.screenshot({ path: 'test-results/large-fresh.png' })
  },
  analysisTimeout,
)
