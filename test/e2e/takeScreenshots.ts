// Pictures of the tactics file and of the model in the editor, each with a hover, in every kind of theme.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { EditorInstallation, EditorServer } from './editorServer'
import { withEditor } from './editorSession'
import { type Theme, themes } from './themes'
import { findText, hintsOn, hoverOver, openFile, openWorkbench, runCommand } from './workbench'

/** Starts an editor of its own on a copy of the example. Returns the paths of the pictures. */
export async function takeScreenshots(
  installation: EditorInstallation,
  example: string,
  folder: string,
): Promise<readonly string[]> {
  return withEditor(installation, example, ({ browser, server }) => takePictures(browser, server, folder))
}

/** Takes the pictures, each theme in a page of its own: the editor reads its settings when it opens. */
export async function takePictures(browser: Browser, server: EditorServer, folder: string): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true })
  const pictures: string[] = []
  const model = findModel(server)
  for (const theme of themes) {
    server.writeSettings({ 'workbench.colorTheme': theme.setting })
    const page = await openWorkbench(browser, server)
    await runCommand(page, 'View: Toggle Primary Side Bar Visibility')
    pictures.push(await pictureTactics(page, theme, folder), await pictureModel(page, theme, folder, model))
    await page.close()
  }
  return pictures
}

/** Name of the model that the example's tactics file names. */
export function findModel({ folder }: EditorServer): string {
  const text = readFileSync(join(folder, 'transformer.tactics'), 'utf8')
  return /^\s*model\s+"([^"]+)"/m.exec(text)?.[1] ?? ''
}

async function pictureTactics(page: Page, theme: Theme, folder: string): Promise<string> {
  await openFile(page, 'transformer.tactics')
  await hintsOn(page, 'schedule default').first().waitFor()
  await hoverOver(page, 'schedule default', 'Megatron')
  return picture(page, join(folder, `tactics-${theme.name}.png`))
}

async function pictureModel(page: Page, theme: Theme, folder: string, model: string): Promise<string> {
  await openFile(page, model)
  await findText(page, 'stablehlo.dot_general')
  await hintsOn(page, 'stablehlo.dot_general').first().waitFor()
  await hoverOver(page, 'stablehlo.dot_general', '%')
  return picture(page, join(folder, `model-${theme.name}.png`))
}

async function picture(page: Page, path: string): Promise<string> {
  // The hover fades in.
  await page.waitForTimeout(400)
  await page.screenshot({ path })
  await page.keyboard.press('Escape')
  return path
}
