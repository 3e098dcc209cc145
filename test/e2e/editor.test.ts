// The extension as a person meets it: the packaged file installed in a real VS Code, on a copy of the example.
import { describe, expect, test } from 'vitest'
import { findModel, scenes, takePictures, writeMore } from './takeScreenshots'
import { themes } from './themes'
import { resultsFolder, useEditor } from './useEditor'
import * as workbench from './workbench'

const { browser, page, server } = await useEditor({ prepare: writeMore })

describe('a tactics file', () => {
  test('is coloured as its language', async () => {
    await workbench.openFile(page, 'transformer.tactics')
    expect(await page.locator('.statusbar-item[id="status.editor.mode"]').textContent()).toContain('Shardlens Tactics')
    const keyword = workbench.lineWith(page, 'tactic BP').locator('span > span').first()
    const plain = workbench.lineWith(page, 'tactic BP').locator('span > span').last()
    expect(await keyword.getAttribute('class')).not.toBe(await plain.getAttribute('class'))
  })

  test('has hints with figures after the mesh, tactics and schedules', async () => {
    await expect.poll(() => workbench.hintText(page, 'mesh {')).toMatch(/devices/)
    await expect.poll(() => workbench.hintText(page, 'tactic BP')).toMatch(/\+\d+ all_reduce/)
    await expect.poll(() => workbench.hintText(page, 'schedule default')).toMatch(/[GM]iB/)
  })

  test('answers a hover over a tactic with its effects', async () => {
    // The first figures of a schedule are there before those of its steps.
    await expect.poll(() => workbench.statusText(page, 'state')).toMatch(/fresh/)
    const hover = await workbench.hoverOver(page, 'tactic BP', 'BP')
    await expect.poll(() => hover.textContent()).toMatch(/all_reduce/)
  })

  test('marks a wrong axis as it is typed, and forgets it when it is taken back', async () => {
    await workbench.goTo(page, 1, 1)
    await page.keyboard.insertText('tactic Wrong on bogus { tokens: 0 } ')
    await page.locator('.squiggly-error').first().waitFor()
    const problems = await workbench.openProblems(page)
    await expect.poll(() => problems.allTextContents()).toContainEqual(expect.stringMatching(/bogus/))
    await page.locator('.editor-instance .view-line').first().click()
    await workbench.runCommand(page, 'File: Revert File')
    await expect.poll(() => problems.allTextContents()).not.toContainEqual(expect.stringMatching(/bogus/))
    await workbench.runCommand(page, 'View: Toggle Panel Visibility')
  })

  test('has a status bar item that names the schedule and switches it', async () => {
    const item = workbench.statusItem(page, 'schedule')
    await expect.poll(() => item.textContent()).toMatch(/^ ?default: .*[GM]iB · .*s$/)
    await item.click()
    const rows = page.locator('.quick-input-widget .monaco-list-row')
    await rows.first().waitFor()
    expect(await rows.count()).toBeGreaterThan(1)
    const other = rows.filter({ hasNotText: /default/ }).first()
    const name = (await other.locator('.label-name').first().textContent()) ?? ''
    await other.click()
    await expect.poll(() => item.textContent()).toContain(`${name}: `)
    await expect.poll(() => workbench.statusItem(page, 'state').textContent()).toMatch(/fresh · [\d.]+ m?s/)
  })
})

describe('a model file', () => {
  test('has hints with shardings and collectives', async () => {
    await workbench.openFile(page, findModel(server))
    await workbench.findText(page, 'stablehlo.dot_general')
    await expect.poll(() => workbench.hintText(page, 'stablehlo.dot_general')).toMatch(/\{.*batch.*\}/)
  })

  test('answers a hover over a value with its types', async () => {
    const hover = await workbench.hoverOver(page, 'stablehlo.dot_general', '%')
    await expect.poll(() => hover.textContent()).toMatch(/global, .*on one device, /s)
  })

  test('shows the schedule of the tactics file that names it', async () => {
    await expect.poll(() => workbench.statusItem(page, 'schedule').textContent()).toMatch(/: .*[GM]iB/)
  })
})

test('it shows itself in high contrast', async () => {
  const pictures = await takePictures(
    { browser, server },
    resultsFolder,
    themes.filter(({ name }) => name === 'high-contrast'),
  )
  expect(pictures.length).toBe(scenes.length)
})
