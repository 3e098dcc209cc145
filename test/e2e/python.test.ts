// Python files in a real VS Code: figures at the lines that a model was traced from, and from a function to a model.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writePythonProject } from './pythonProject'
import { useEditor } from './useEditor'
import * as workbench from './workbench'

const { page, server } = await useEditor({ prepare: writePythonProject })

test('lines that the model was traced from have hints, and a hover tells what was traced there', async () => {
  await workbench.openFile(page, 'layers.tactics')
  await expect.poll(() => workbench.hintText(page, 'schedule default')).toMatch(/AR \d/)
  await workbench.openFile(page, 'layers.py')
  await expect.poll(() => workbench.hintText(page, 'return jnp.dot')).toMatch(/AR 3 · fwd .* \+ bwd .* µs · 512 B$/)
  const hover = await workbench.hoverOver(page, 'return jnp.dot', 'jnp')
  await expect.poll(() => hover.textContent()).toMatch(/schedule default of layers.tactics.*dot_general/s)
  await page.screenshot({ path: 'test-results/python-hover.png' })
})

test('an operation of the model leads to its Python line', async () => {
  await workbench.openFile(page, 'layers.mlir')
  await workbench.findText(page, 'stablehlo.subtract %4')
  await workbench.runCommand(page, 'Shardlens: Reveal in Python')
  await page.locator('.tab.active').filter({ hasText: 'layers.py' }).waitFor()
  await expect.poll(() => page.locator('.statusbar-item[id="status.editor.selection"]').textContent()).toMatch(/Ln 14,/)
})

test('a function is captured: its script is written, then run in a terminal once that was confirmed', async () => {
  await workbench.openFile(page, 'layers.py')
  await workbench.findText(page, '@jax.jit')
  const fixes = await workbench.openFixes(page)
  await expect.poll(() => fixes.allTextContents()).toContainEqual(expect.stringMatching(/Capture this function/))
  await page.screenshot({ path: 'test-results/python-action.png' })
  await workbench.chooseFix(page, 'Capture this function')
  await page.locator('.tab.active').filter({ hasText: 'capture_step.py' }).waitFor()
  await workbench.lineWith(page, '"p": ...,').waitFor()
  // The first of the arguments to fill in is selected.
  await expect.poll(() => workbench.selectionText(page)).toMatch(/Ln 23, .*3 selected/)
  await page.keyboard.insertText('shape(8, 16)')
  await workbench.lineWith(page, '"p": shape(8, 16),').waitFor()
  for (const [name, shape] of Object.entries({ x: 'shape(32, 8)', y: 'shape(32, 4)' })) {
    await workbench.findText(page, `"${name}": ...`)
    await page.keyboard.press('ArrowRight')
    for (let i = 0; i < '...'.length; i++) await page.keyboard.press('Shift+ArrowLeft')
    await page.keyboard.insertText(shape)
  }
  await page.screenshot({ path: 'test-results/python-script.png' })
  await page.locator('.codelens-decoration a').filter({ hasText: 'Write step.mlir' }).click()
  const dialog = page.locator('.monaco-dialog-box')
  await dialog.waitFor()
  await page.screenshot({ path: 'test-results/python-dialog.png' })
  expect(await dialog.textContent()).toMatch(/Write step\.mlir\?.*capture_step\.py.*runs code of this workspace/s)
  await dialog.locator('.monaco-button').filter({ hasText: 'Run' }).click()
  const toast = page.locator('.notification-list-item').filter({ hasText: 'step.mlir was written' })
  await toast.waitFor()
  await page.screenshot({ path: 'test-results/python-written.png' })
  expect(await page.locator('.terminal-wrapper.active').isVisible()).toBe(true)
  expect(readFileSync(join(server.folder, 'src', 'step.mlir'), 'utf8')).toContain('%arg1: tensor<32x8xf32>')
  await toast.locator('.monaco-button').filter({ hasText: 'New Tactics File' }).click()
  await page.locator('.tab.active').filter({ hasText: 'step.tactics' }).waitFor()
  await expect.poll(() => workbench.hintText(page, 'model "step.mlir"')).toMatch(/3 arguments/)
})
