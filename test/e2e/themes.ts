// The colour themes that pictures are taken in.

export interface Theme {
  /** Part of a file name. */
  readonly name: string
  /** Value of the setting `workbench.colorTheme`. */
  readonly setting: string
}

export const themes: readonly Theme[] = [
  { name: 'dark', setting: 'Default Dark Modern' },
  { name: 'light', setting: 'Default Light Modern' },
  { name: 'high-contrast', setting: 'Default High Contrast' },
  { name: 'high-contrast-light', setting: 'Default High Contrast Light' },
]
