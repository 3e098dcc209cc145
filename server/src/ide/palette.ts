// Colours of mesh axes and of what stands beside them, by kind of theme. Pictures in hovers cannot read the editor's theme, so
// the editor says which kind it shows; for an editor that does not, there are colours that hold on dark and light.

export type ThemeKind = 'dark' | 'light' | 'highContrast' | 'highContrastLight' | 'unknown'

export interface Palette {
  /** In mesh order; a mesh of more axes begins again (`base/axisColours.ts`). */
  readonly axes: readonly string[]
  readonly line: string
  readonly text: string
}

/** Far apart for normal, protan, deutan and tritan sight. */
const onDark = ['#5190FB', '#EF7C28', '#2ADAA8', '#B3799E', '#FFDB54', '#BFE4FB']
const onLight = ['#397BEC', '#B8691A', '#206B57', '#671B49', '#534817', '#717A8A']
const onBoth = ['#397BEC', '#D97A1E', '#1FA37D', '#A2457F', '#B08A1F', '#6C8CA8']

export const palettes: Readonly<Record<ThemeKind, Palette>> = {
  dark: { axes: onDark, line: '#6E7681', text: '#CCCCCC' },
  light: { axes: onLight, line: '#8B949E', text: '#3B3B3B' },
  highContrast: { axes: onDark, line: '#FFFFFF', text: '#FFFFFF' },
  highContrastLight: { axes: onLight, line: '#292929', text: '#292929' },
  unknown: { axes: onBoth, line: '#8A8A8A', text: '#8A8A8A' },
}

export const axisColour = ({ axes }: Palette, axis: number): string => axes[axis % axes.length] ?? '#8A8A8A'
