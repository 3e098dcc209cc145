// Automatic tactics in a real VS Code: a search begins from a lens, says how far it is, and becomes text.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeStrategies } from './strategies'
import { useEditor } from './useEditor'
import * as workbench from './workbench'

const { page, server } = await useEditor({ prepare: writeStrategies })

test('a search is begun from a lens, and what it finds is written down', async () => {
  await workbench.openFile(page, 'automatic.tactics')
  await workbench.lineWith(page, 'tactic Find auto').waitFor()
  await expect.poll(() => workbench.hintText(page, 'tactic Find auto')).toMatch(/ms +· \d+ evaluations/)
  await page.screenshot({ path: 'test-results/search-found.png' })
  await page.locator('.editor-instance .codelens-decoration a', { hasText: 'Write as manual tactics' }).first().click()
  await workbench.lineWith(page, 'tactic Heads on model').waitFor()
  await expect.poll(() => workbench.lineWith(page, 'auto').count()).toBe(0)
  await workbench.runCommand(page, 'File: Save')
  await expect
    .poll(() => readFile(join(server.folder, 'automatic.tactics'), 'utf8'))
    .toMatch(/schedule default = BP, Heads/)
  await expect.poll(() => workbench.hintText(page, 'tactic Heads on model')).toMatch(/all_reduce/)
  await page.screenshot({ path: 'test-results/search-written.png' })
})
