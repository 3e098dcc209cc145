// Which kind of theme the editor shows: pictures in hovers cannot read its colours.

export const themeKinds = ['dark', 'light', 'highContrast', 'highContrastLight'] as const
export type ThemeKind = (typeof themeKinds)[number]

/** Notification, client to server; the first one comes as `theme` among the options of initialisation. */
export const themeNotification = 'shardlens/theme'

export interface ThemeParams {
  readonly theme: ThemeKind
}

/** The kind that is named, undefined for anything else. */
export const readTheme = (value: unknown): ThemeKind | undefined => themeKinds.find((kind) => kind === value)
