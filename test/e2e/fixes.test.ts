// Quick fixes in a real VS Code: from the mark under a fault, by the menu, to a text without it.
import { expect, test } from 'vitest'
import { writeStrategies } from './strategies'
import { useEditor } from './useEditor'
import * as workbench from './workbench'

const { page } = await useEditor({ prepare: writeStrategies })

test('a typo is marked, the light bulb offers the name that was meant, and choosing it leaves no mark', async () => {
  await workbench.openFile(page, 'typo.tactics')
  await page.locator('.editor-instance .squiggly-error').first().waitFor()
  await workbench.findText(page, 'bacth')
  await page
    .locator(
      '.editor-instance .codicon-light-bulb, .editor-instance .codicon-lightbulb-autofix, .editor-instance [class*="lightbulb"]',
    )
    .first()
    .waitFor()
  const fixes = await workbench.openFixes(page)
  await expect.poll(() => fixes.allTextContents()).toContainEqual(expect.stringMatching(/batch/))
  await page.screenshot({ path: 'test-results/fix-typo.png' })
  await workbench.chooseFix(page, 'batch')
  await workbench.lineWith(page, 'tactic BP on batch').waitFor()
  await expect.poll(() => workbench.squiggles(page).count()).toBe(0)
  await expect.poll(() => workbench.hintText(page, 'tactic BP on batch')).toMatch(/\+\d+ all_reduce/)
})

test('a schedule over the memory of its device fits after the fix whose title said so', async () => {
  await workbench.openFile(page, 'tooLarge.tactics')
  await expect.poll(() => workbench.hintText(page, 'schedule default')).toMatch(/GiB over tpu_v4/)
  await page.locator('.editor-instance .squiggly-warning').first().waitFor()
  await workbench.findText(page, 'default')
  // What is not simulated in time has its effect in the next menu.
  const titles = async (): Promise<readonly string[]> => {
    await page.keyboard.press('Escape')
    const fixes = await workbench.openFixes(page)
    return fixes.allTextContents()
  }
  await expect
    .poll(titles, { interval: 1_000 })
    .toContainEqual(expect.stringMatching(/^Add .*: [\d.]+ → [\d.]+ GiB \(fits 32\)/))
  await page.screenshot({ path: 'test-results/fix-memory.png' })
  await workbench.chooseFix(page, 'fits')
  await expect.poll(() => workbench.hintText(page, 'schedule default')).toMatch(/^\s*[\d.]+ GiB · /)
  await page.screenshot({ path: 'test-results/fix-memory-after.png' })
  await expect.poll(() => page.locator('.editor-instance .squiggly-warning').count()).toBe(0)
})
