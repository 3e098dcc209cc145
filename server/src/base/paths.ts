// Paths of arguments and results: the text a lowering writes <-> segments <-> the printed, normalised form.

/**
 * `params['layer_0']['attn']['q']`, `opt_state[1][0].mu['w']` -> their segments, outermost first.
 * What does not read as a path becomes one segment, so nothing is lost.
 */
export function normalizePath(text: string): string[] {
  const segments: string[] = []
  const step = /\s*(?:\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+)|([^\]'"]+))\s*\]|\.?([^.[\]'"]+)|\.)/y
  while (step.lastIndex < text.length) {
    const match = step.exec(text)
    if (match === null) return [text]
    const quoted = match[1] ?? match[2]
    const segment = quoted?.replaceAll(/\\(.)/g, '$1') ?? match[3] ?? match[4]?.trim() ?? match[5]?.trim()
    if (segment !== undefined && segment !== '') segments.push(segment)
  }
  return segments.length === 0 ? [text] : segments
}

/**
 * Segments joined by dots; one that is not a word or a number is quoted: `params."block/linear".w`. As the target of an
 * action it names what it prints, so a number or a word of the language that comes first is quoted too.
 */
export const printPath = (segments: readonly string[]): string =>
  segments
    .map((segment, i) => (i === 0 && /^(?:\d+|at|where)$/.test(segment) ? `"${segment}"` : printSegment(segment)))
    .join('.')

/** One segment as it stands in a path. */
export function printSegment(segment: string): string {
  return /^(?:[A-Za-z_]\w*|\d+)$/.test(segment) ? segment : `"${segment.replaceAll(/["\\]/g, '\\$&')}"`
}
