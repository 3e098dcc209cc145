// Pictures of what a person sees most, in every kind of theme.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { EditorInstallation, EditorServer } from './editorServer'
import { withEditor } from './editorSession'
import { costsView, editorPanel } from './panels'
import { writePythonProject } from './pythonProject'
import { writeStrategies } from './strategies'
import { type Theme, themes } from './themes'
import * as workbench from './workbench'

/** What a picture is of: leaves the page as it shall be seen, and cleans up behind. */
interface Scene {
  readonly name: string
  readonly show: (page: Page) => Promise<unknown>
  readonly leave?: (page: Page) => Promise<unknown>
}

export const scenes: readonly Scene[] = [
  { name: 'tactics', show: openStrategy },
  { name: 'hover', show: hoverInSchedule },
  { name: 'completion', show: completePath, leave: revert },
  { name: 'model', show: hoverInModel },
  { name: 'fixes', show: openEffects },
  {
    name: 'problems',
    show: showProblems,
    leave: (page) => workbench.runCommand(page, 'View: Toggle Panel Visibility'),
  },
  { name: 'python', show: hoverInPython },
  { name: 'compare', show: compareSchedules, leave: (page) => workbench.runCommand(page, 'View: Close All Editors') },
  {
    name: 'costs',
    show: showCosts,
    leave: (page) => workbench.runCommand(page, 'View: Toggle Primary Side Bar Visibility'),
  },
  { name: 'costsEditor', show: showCostsInEditor },
  { name: 'graph', show: showGraph, leave: (page) => workbench.runCommand(page, 'View: Close All Editors') },
]

/** Takes the pictures of all themes in an editor of its own. Returns their paths. */
export const takeScreenshots = (
  installation: EditorInstallation,
  example: string,
  folder: string,
): Promise<readonly string[]> =>
  withEditor(installation, example, ({ browser, server }) => takePictures({ browser, server }, folder, themes), {
    prepare: writeMore,
  })

/** Files beside the example that the pictures need. */
export function writeMore(folder: string): void {
  writeStrategies(folder)
  writePythonProject(folder)
}

/** Each theme in a page of its own: the editor reads its settings when it opens. */
export async function takePictures(
  { browser, server }: { readonly browser: Browser; readonly server: EditorServer },
  folder: string,
  wanted: readonly Theme[],
): Promise<readonly string[]> {
  const pictures: string[] = []
  for (const theme of wanted) {
    server.writeSettings({ 'workbench.colorTheme': theme.setting, 'workbench.layoutControl.enabled': false })
    mkdirSync(join(folder, theme.name), { recursive: true })
    const page = await workbench.openWorkbench(browser, server, { width: 1200, height: 760 })
    await workbench.runCommand(page, 'View: Toggle Primary Side Bar Visibility')
    for (const { name, show, leave } of scenes) {
      await show(page)
      // What has been opened fades in.
      await page.waitForTimeout(400)
      const path = join(folder, theme.name, `${name}.png`)
      await page.screenshot({ path })
      await page.keyboard.press('Escape')
      await leave?.(page)
      pictures.push(path)
    }
    await page.close()
  }
  return pictures
}

const sideBarWidth = 380

/** The side bar is made wider than it begins. */
async function showCosts(page: Page): Promise<void> {
  await openStrategy(page)
  await workbench.runCommand(page, 'Shardlens: Show Costs')
  await costsView(page).getByRole('group', { name: 'Figures' }).waitFor()
  const box = await page.locator('.part.sidebar').boundingBox()
  if (box === null) throw new Error('the side bar is not there')
  await page.mouse.move(box.x + box.width, box.y + 300)
  await page.mouse.down()
  await page.mouse.move(box.x + sideBarWidth, box.y + 300, { steps: 4 })
  await page.mouse.up()
  await moveAway(page)
}

/** Panels have the whole width. */
async function showCostsInEditor(page: Page): Promise<void> {
  await workbench.runCommand(page, 'Shardlens: Open Costs in Editor')
  await editorPanel(page).getByRole('group', { name: 'Figures' }).waitFor()
  await workbench.runCommand(page, 'View: Join All Editor Groups')
}

async function showGraph(page: Page): Promise<void> {
  await workbench.runCommand(page, 'View: Close All Editors')
  await openStrategy(page)
  await workbench.runCommand(page, 'Shardlens: Show Graph')
  await editorPanel(page).getByRole('treeitem').first().waitFor({ state: 'attached' })
  await workbench.runCommand(page, 'View: Close Editors in Other Groups')
  await moveAway(page)
  await page.waitForTimeout(1_000)
}

/** Name of the model that the example's tactics file names. */
export function findModel({ folder }: EditorServer): string {
  const text = readFileSync(join(folder, 'transformer.tactics'), 'utf8')
  return /^\s*model\s+"([^"]+)"/m.exec(text)?.[1] ?? ''
}

async function openStrategy(page: Page): Promise<void> {
  await workbench.openFile(page, 'transformer.tactics')
  // The first of the file: lenses push others out of sight.
  await workbench.hintsOn(page, 'tactic BP').first().waitFor()
}

async function hoverInSchedule(page: Page): Promise<void> {
  await workbench.findText(page, 'schedule default')
  await workbench.hintsOn(page, 'schedule default').first().waitFor()
  await workbench.hoverOver(page, 'schedule default', 'Megatron')
}

async function completePath(page: Page): Promise<void> {
  await workbench.findText(page, 'params.layer_*.mlp.down: 0')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.type('\nparams.layer_*.')
  await page.locator('.suggest-widget.visible .monaco-list-row').first().waitFor()
}

function revert(page: Page): Promise<void> {
  return workbench.runCommand(page, 'File: Revert File')
}

async function hoverInModel(page: Page): Promise<void> {
  await workbench.openFile(page, 't32_fused_train.mlir')
  await workbench.findText(page, 'stablehlo.dot_general')
  await workbench.hintsOn(page, 'stablehlo.dot_general').first().waitFor()
  await workbench.hoverOver(page, 'stablehlo.dot_general', '%')
}

/** The menu of quick fixes once every title in it has its effect. */
async function openEffects(page: Page): Promise<void> {
  await workbench.openFile(page, 'tooLarge.tactics')
  await workbench.hintsOn(page, 'schedule default').first().waitFor()
  await workbench.findText(page, 'default')
  for (;;) {
    const fixes = await workbench.openFixes(page)
    const titles = await fixes.allTextContents()
    if (titles.filter((title) => /^(Add|Shard) /.test(title)).every((title) => title.includes(': '))) return
    await page.keyboard.press('Escape')
    await page.waitForTimeout(1_000)
  }
}

async function showProblems(page: Page): Promise<void> {
  await workbench.openFile(page, 'typo.tactics')
  await page.locator('.editor-instance .squiggly-error').first().waitFor()
  const rows = await workbench.openProblems(page)
  await rows.filter({ hasText: 'bacth' }).first().waitFor()
  await moveAway(page)
}

async function hoverInPython(page: Page): Promise<void> {
  await workbench.openFile(page, 'layers.tactics')
  await workbench.hintsOn(page, 'schedule default').first().waitFor()
  await workbench.openFile(page, 'layers.py')
  await workbench.hintsOn(page, 'return jnp.dot').first().waitFor()
  await workbench.hoverOver(page, 'return jnp.dot', 'jnp')
}

async function compareSchedules(page: Page): Promise<void> {
  await workbench.runCommand(page, 'View: Close All Editors')
  await openStrategy(page)
  await workbench.runCommand(page, 'Shardlens: Compare Schedules')
  await page.frameLocator('iframe.webview').frameLocator('#active-frame').locator('table').first().waitFor()
  await workbench.runCommand(page, 'View: Close Editors in Other Groups')
  await moveAway(page)
}

/** Buttons below the mouse say what they are for. */
const moveAway = (page: Page): Promise<void> => page.mouse.move(200, 15)
