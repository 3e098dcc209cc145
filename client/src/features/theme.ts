// Tells the server which kind of theme is shown: pictures in hovers cannot read its colours.
import { ColorThemeKind, type Disposable, window } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { type ThemeKind, themeNotification, type ThemeParams } from '../../../server/src/protocol/theme'

const kinds: Record<ColorThemeKind, ThemeKind> = {
  [ColorThemeKind.Light]: 'light',
  [ColorThemeKind.Dark]: 'dark',
  [ColorThemeKind.HighContrast]: 'highContrast',
  [ColorThemeKind.HighContrastLight]: 'highContrastLight',
}

/** The kind of theme that is shown now. */
export const currentTheme = (): ThemeKind => kinds[window.activeColorTheme.kind]

/** Sends every new kind; the first one goes with the options of initialisation. */
export const trackTheme = (client: LanguageClient): Disposable =>
  window.onDidChangeActiveColorTheme(() => {
    const params: ThemeParams = { theme: currentTheme() }
    if (client.isRunning()) void client.sendNotification(themeNotification, params)
  })
