// Colours of the theme and of our tokens as a canvas takes them, read again when the theme changes.
import type { CostlyKind } from '../../../../../server/src/protocol/costs'
import { axisColours } from '../../../base/axes'

export interface Palette {
  readonly background: string
  readonly text: string
  readonly second: string
  readonly third: string
  readonly hair: string
  /** Open groups, nodes, pills. */
  readonly groupFill: string
  readonly groupStroke: string
  readonly nodeFill: string
  readonly nodeStroke: string
  readonly pillFill: string
  readonly shade: string
  readonly bar: string
  readonly focus: string
  readonly warning: string
  readonly error: string
  readonly link: string
  readonly axes: readonly string[]
  readonly kinds: Readonly<Record<CostlyKind, string>>
  readonly font: string
  readonly isHighContrast: boolean
}

const kindTokens: Readonly<Record<CostlyKind, string>> = {
  all_reduce: '--c-ar',
  all_gather: '--c-ag',
  reduce_scatter: '--c-rs',
  all_to_all: '--c-aa',
  collective_permute: '--c-cp',
}

/** A colour of CSS is computed by an element that has it. */
export function readPalette(root: HTMLElement): Palette {
  const probe = document.createElement('i')
  probe.hidden = true
  root.append(probe)
  const compute = (color: string): string => {
    probe.style.color = ''
    probe.style.color = color
    return plainColor(getComputedStyle(probe).color)
  }
  const isHighContrast = document.body.classList.contains('vscode-high-contrast')
  const tint = (share: number): string => compute(`color-mix(in srgb, var(--fg) ${share}%, var(--bg))`)
  const plain = (contrast: string, share: number): string => (isHighContrast ? compute(contrast) : tint(share))
  const palette: Palette = {
    background: compute('var(--bg)'),
    text: compute('var(--fg)'),
    second: compute('var(--fg2)'),
    third: compute('var(--fg3)'),
    hair: compute('var(--hair)'),
    groupFill: plain('var(--bg)', 4),
    groupStroke: isHighContrast ? compute('var(--vscode-contrastBorder)') : tint(16),
    nodeFill: plain('var(--bg)', 9),
    nodeStroke: plain('var(--fg)', 30),
    pillFill: compute('var(--bg)'),
    shade: compute('var(--compute)'),
    bar: compute('var(--compute)'),
    focus: compute('var(--vscode-focusBorder)'),
    warning: compute('var(--warn)'),
    error: compute('var(--bad)'),
    link: compute('var(--vscode-textLink-foreground)'),
    axes: Array.from({ length: axisColours }, (_, axis) => compute(`var(--ax${axis + 1})`)),
    kinds: {
      all_reduce: compute(`var(${kindTokens.all_reduce})`),
      all_gather: compute(`var(${kindTokens.all_gather})`),
      reduce_scatter: compute(`var(${kindTokens.reduce_scatter})`),
      all_to_all: compute(`var(${kindTokens.all_to_all})`),
      collective_permute: compute(`var(${kindTokens.collective_permute})`),
    },
    font: getComputedStyle(root).fontFamily,
    isHighContrast,
  }
  probe.remove()
  return palette
}

/** Mixed colours are computed as `color(srgb 0.5 0.5 0.5)`, which viewers of pictures do not read; others stay as they are. */
export function plainColor(color: string): string {
  const [, channels, alpha] = /^color\(srgb ([^/)]*)(?:\/ ([\d.]+))?\)$/.exec(color) ?? []
  if (channels === undefined) return color
  const parts = channels
    .trim()
    .split(/\s+/)
    .map((channel) => Math.round(255 * Math.min(1, Math.max(0, Number(channel)))))
  return alpha === undefined ? `rgb(${parts.join(', ')})` : `rgba(${parts.join(', ')}, ${alpha})`
}

/** Calls back when the editor changes its theme: it changes classes and variables of the document. */
export function watchTheme(onChange: () => void): void {
  const observer = new MutationObserver(onChange)
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] })
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] })
}
