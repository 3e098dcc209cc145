// What a person does first: gets the example, and makes a tactics file for a model that is there.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mlpTrain } from '../support/models'
import { useEditor } from './useEditor'
import * as workbench from './workbench'

const { page, server } = await useEditor({ prepare: (folder) => writeFileSync(join(folder, 'mlp.mlir'), mlpTrain) })

test('Create Example asks for a folder, copies the example into it and opens it', async () => {
  await workbench.runCommand(page, 'Shardlens: Create Example')
  const dialog = page.locator('.quick-input-widget')
  await expect.poll(() => dialog.locator('input').first().inputValue()).toContain(server.folder)
  await page.screenshot({ path: 'test-results/create-example.png' })
  await dialog.locator('.monaco-button').filter({ hasText: 'Create shardlens-example Here' }).click()
  await page.locator('.tab.active').filter({ hasText: 'transformer.tactics' }).waitFor()
  await expect.poll(() => workbench.hintText(page, 'schedule default')).toMatch(/[GM]iB/)
  for (const name of ['transformer.tactics', 't32_fused_train.mlir']) {
    const copy = readFileSync(join(server.folder, 'shardlens-example', name))
    expect(copy.equals(readFileSync(join(server.folder, name)))).toBe(true)
  }
})

test('the menu of a model in the explorer makes a tactics file beside it, with figures', async () => {
  const row = page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: 'mlp.mlir' })
  await row.click({ button: 'right' })
  const item = page.locator('.monaco-menu .action-item').filter({ hasText: 'New Tactics File for This Model' })
  await item.waitFor()
  await page.screenshot({ path: 'test-results/explorer-menu.png' })
  await item.click()
  await page.locator('.tab.active').filter({ hasText: 'mlp.tactics' }).waitFor()
  await expect.poll(() => workbench.hintText(page, 'model "mlp.mlir"')).toMatch(/2 parameters/)
  await expect.poll(() => workbench.hintText(page, 'tactic ')).toMatch(/\+\d+ all_reduce/)
  await page.screenshot({ path: 'test-results/new-tactics.png' })
  expect(existsSync(join(server.folder, 'mlp.tactics'))).toBe(true)
})
