// Pictures of the tactics file and of the model in the editor, each with a hover, in every kind of theme.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { type EditorInstallation, type EditorServer, startEditorServer } from './editorServer'
import { type Theme, themes } from './themes'
import { findText, hintsOn, hoverOver, launchBrowser, openFile, openWorkbench, runCommand } from './workbench'

/** Starts an editor of its own on a copy of the example. Returns the paths of the pictures. */
export async function takeScreenshots(
  installation: EditorInstallation,
  example: string,
  folder: string,
): Promise<readonly string[]> {
  const server = await startEditorServer(installation, example)
  const browser = await launchBrowser(installation.chromium)
  try {
    return await takePictures(browser, server, folder)
  } finally {
    await browser.close()
    await server.stop()
  }
}

/** Takes the pictures, each theme in a page of its own: the editor reads its settings when it opens. */
export async function takePictures(browser: Browser, server: EditorServer, folder: string): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true })
  const pictures: string[] = []
  for (const theme of themes) {
    server.writeSettings({ 'workbench.colorTheme': theme.setting })
    const page = await openWorkbench(browser, server)
    await runCommand(page, 'View: Toggle Primary Side Bar Visibility')
    pictures.push(await pictureTactics(page, theme, folder), await pictureModel(page, theme, folder))
    await page.close()
  }
  return pictures
}

async function pictureTactics(page: Page, theme: Theme, folder: string): Promise<string> {
  await openFile(page, 'transformer.tactics')
  await hintsOn(page, 'schedule default').first().waitFor()
  await hoverOver(page, 'tactic BP', 'BP')
  return picture(page, join(folder, `tactics-${theme.name}.png`))
}

async function pictureModel(page: Page, theme: Theme, folder: string): Promise<string> {
  await openFile(page, 'transformer.mlir')
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
