// Figures of the real editor: from a key to hints and diagnostics on the screen, activation, and the size of the package.
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { Row } from '../bench/measure'
import { median, percentile, printRows } from '../bench/measure'
import type { EditorInstallation } from './editorServer'
import { withEditor } from './editorSession'
import { timeStroke, watchEditor } from './latency'
import { findText, hintsOn, openFile, runCommand } from './workbench'

const warmUps = 6
const strokes = 40
const pauseMilliseconds = 400

/** Measures on a copy of the example; writes `editor.json` into the folder and returns the table. */
export async function benchEditor(installation: EditorInstallation, example: string, folder: string): Promise<string> {
  return withEditor(installation, example, async ({ page }) => {
    await openFile(page, 'transformer.tactics')
    await hintsOn(page, 'schedule default').first().waitFor()
    const rows = [...(await measureStrokes(page)), ...(await measureActivation(page))]
    rows.push({ name: 'size of the package', value: statSync(installation.extension).size / 1e6, unit: 'MB', goal: 3 })
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'editor.json'), `${JSON.stringify(rows, undefined, 2)}\n`)
    const load = loadavg()[0]?.toFixed(1) ?? '?'
    return `${printRows(rows)}\n${cpus().length} processors, load ${load} at the end`
  })
}

/** A letter typed into the name of a tactic, and taken back: each key changes the figures of the schedule, and its expectations fail or hold. */
async function measureStrokes(page: Page): Promise<Row[]> {
  await findText(page, 'default = BP, Megatron, Z3')
  await page.keyboard.press('ArrowRight')
  await watchEditor(page, 'schedule default')
  const times: { hints: number; both: number }[] = []
  for (let i = 0; i < warmUps + strokes; i++) {
    const { hints, problems } = await timeStroke(page, i % 2 === 0 ? 's' : 'Backspace')
    if (i >= warmUps) times.push({ hints, both: Math.max(hints, problems) })
    await page.waitForTimeout(pauseMilliseconds)
  }
  const [hints, both] = [times.map((time) => time.hints), times.map((time) => time.both)]
  const note = `${times.length} keys`
  return [
    { name: 'key to hints and diagnostics on the screen, median', value: median(both), unit: 'ms', goal: 100, note },
    { name: 'key to hints and diagnostics, 95th percentile', value: percentile(both, 0.95), unit: 'ms', goal: 200 },
    { name: 'key to hints alone, median', value: median(hints), unit: 'ms' },
  ]
}

/** As the editor itself tells. */
async function measureActivation(page: Page): Promise<Row[]> {
  await runCommand(page, 'Developer: Show Running Extensions')
  const row = page.locator('.runtime-extensions-editor .monaco-list-row').filter({ hasText: 'shardlens' }).first()
  const text = (await row.locator('.activation-time').first().textContent()) ?? ''
  const milliseconds = Number(/(\d+)\s*ms/.exec(text)?.[1] ?? Number.NaN)
  return [{ name: 'activation', value: milliseconds, unit: 'ms', goal: 150 }]
}
