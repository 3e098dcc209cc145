// The colour themes that pictures are taken in, and how to switch to one while the workbench is open.
import type { Page } from 'playwright-core'
import type { EditorServer } from './editorServer'

export interface Theme {
  /** Part of a file name. */
  readonly name: string
  /** Value of the setting `workbench.colorTheme`. */
  readonly setting: string
  /** Class that the workbench's element has while the theme is on. */
  readonly className: string
}

export const themes: readonly Theme[] = [
  { name: 'dark', setting: 'Default Dark Modern', className: 'vs-dark' },
  { name: 'light', setting: 'Default Light Modern', className: 'vs' },
  { name: 'high-contrast', setting: 'Default High Contrast', className: 'hc-black' },
]

/** Switches the theme by the user's settings and waits until the workbench wears it. */
export async function setTheme(page: Page, server: EditorServer, theme: Theme): Promise<void> {
  server.writeSettings({ 'workbench.colorTheme': theme.setting })
  await page.locator(`.monaco-workbench.${theme.className}`).waitFor({ state: 'attached' })
}
