// What a person does all day, in a real VS Code: type, complete, rename, navigate, find a conflict.
import { describe, expect, test } from 'vitest'
import { writeStrategies } from './strategies'
import { useEditor } from './useEditor'
import * as workbench from './workbench'

const { page } = await useEditor({ prepare: writeStrategies })

describe('a strategy in two files', () => {
  test('opens with hints of what the included file does', async () => {
    await workbench.openFile(page, 'main.tactics')
    await expect.poll(() => workbench.hintText(page, 'schedule default')).toMatch(/AG \d/)
  })

  test('changes its hints as a tactic is typed', async () => {
    const before = await workbench.hintText(page, 'schedule data')
    await workbench.findText(page, 'schedule data = BP')
    await page.keyboard.press('End')
    await page.keyboard.type(', Z3')
    await page.keyboard.press('Escape')
    await expect.poll(() => workbench.hintText(page, 'schedule data')).toMatch(/AG \d/)
    expect(await workbench.hintText(page, 'schedule data')).not.toBe(before)
    for (let i = 0; i < 4; i++) await page.keyboard.press('Backspace')
    await expect.poll(() => workbench.hintText(page, 'schedule data')).toBe(before)
  })

  test('completes a path with its shape', async () => {
    await workbench.findText(page, '{x, y}: 0')
    await page.keyboard.press('End')
    await page.keyboard.type('\nparams.')
    const rows = page.locator('.suggest-widget.visible .monaco-list-row')
    await expect.poll(() => rows.allTextContents()).toContainEqual(expect.stringMatching(/w1.*8x16/s))
    await page.keyboard.press('Escape')
    await workbench.runCommand(page, 'File: Revert File')
    await expect.poll(() => workbench.lineWith(page, 'params.').count()).toBe(0)
  })

  test('leads from the name of a tactic to the included file, and from a path to the model', async () => {
    await workbench.findText(page, 'default = BP, Z3')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('F12')
    await page.locator('.tab.active').filter({ hasText: 'parts.tactics' }).waitFor()
    await workbench.lineWith(page, 'params.**').waitFor()
    await page.locator('.editor-instance .monaco-editor.focused').waitFor()
    await workbench.findText(page, 'params.**')
    await page.keyboard.press('F12')
    await page.locator('.peekview-widget .monaco-list-row, .tab.active:has-text("mlp.mlir")').first().waitFor()
    await page.keyboard.press('Escape')
  })

  test('is renamed in both files', async () => {
    await workbench.openFile(page, 'main.tactics')
    await workbench.findText(page, 'default = BP, Z3')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('F2')
    const box = page.locator('.rename-box input')
    await box.fill('Sharded')
    await box.press('Enter')
    await workbench.lineWith(page, 'schedule default = BP, Sharded').waitFor()
    await workbench.openFile(page, 'parts.tactics')
    await workbench.lineWith(page, 'tactic Sharded on batch').waitFor()
    await workbench.runCommand(page, 'File: Save All')
  })
})

test('a conflict is marked at the tactic that met it, and a hover tells what wants what', async () => {
  await workbench.openFile(page, 'conflict.tactics')
  await expect.poll(() => workbench.hintText(page, 'tactic Both')).not.toBe('')
  await expect.poll(() => page.locator('.cdr[class*="squiggly-"]').count()).toBeGreaterThan(0)
  const hovers = page.locator('.monaco-hover:visible .hover-contents')
  await workbench.hoverOver(page, 'tactic Both', 'Both')
  await expect.poll(async () => (await hovers.allTextContents()).join()).toMatch(/`x` dim 0 and `params\.w1` dim 1/)
})
