// A workspace that is not trusted: all but capturing works, and capturing says why it does not.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writePythonProject } from './pythonProject'
import { useEditor } from './useEditor'
import * as workbench from './workbench'

const { page, server } = await useEditor({ prepare: writePythonProject, isTrusted: false })

test('a strategy has hints, hovers, diagnostics with fixes, and a page that compares schedules', async () => {
  await page.locator('.statusbar-item[id="status.workspaceTrust"]').waitFor()
  await workbench.openFile(page, 'layers.tactics')
  await expect.poll(() => workbench.hintText(page, 'schedule default')).toMatch(/AR \d/)
  const hover = await workbench.hoverOver(page, 'tactic BP', 'BP')
  await expect.poll(() => hover.textContent()).toMatch(/all_reduce/)
  await workbench.findText(page, 'on batch')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.type('h')
  await page.locator('.editor-instance .squiggly-error').first().waitFor()
  await page.keyboard.press('Escape')
  const fixes = await workbench.openFixes(page)
  await expect.poll(() => fixes.allTextContents()).toContainEqual(expect.stringMatching(/Change to `batch`/))
  await workbench.chooseFix(page, 'Change to')
  await expect.poll(() => workbench.squiggles(page).count()).toBe(0)
  await workbench.runCommand(page, 'Shardlens: Compare Schedules')
  const preview = page.frameLocator('iframe.webview').frameLocator('#active-frame')
  await expect.poll(() => preview.locator('table').first().textContent()).toMatch(/peak memory/)
  await page.screenshot({ path: 'test-results/restricted.png' })
})

test('models and Python files have their figures', async () => {
  await workbench.openFile(page, 'layers.mlir')
  await workbench.findText(page, 'stablehlo.dot_general')
  await expect.poll(() => workbench.hintText(page, 'stablehlo.dot_general')).toMatch(/batch/)
  await workbench.openFile(page, 'layers.py')
  await expect.poll(() => workbench.hintText(page, 'return jnp.dot')).toMatch(/AR 3/)
})

test('capturing a function writes nothing, says why, and leads to where trust is given', async () => {
  await workbench.openFile(page, 'layers.py')
  await workbench.findText(page, '@jax.jit')
  await workbench.runCommand(page, "Shardlens: Capture This Function's StableHLO")
  const toast = page.locator('.notification-list-item').filter({ hasText: 'which is not trusted' })
  await toast.waitFor()
  expect(existsSync(join(server.folder, 'src', 'capture_step.py'))).toBe(false)
  await page.screenshot({ path: 'test-results/restricted-capture.png' })
  await toast.locator('.monaco-button').filter({ hasText: 'Manage Workspace Trust' }).click()
  await page.locator('.workspace-trust-editor').waitFor()
})
