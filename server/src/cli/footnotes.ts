// What the figures of schedules rest on, once each, at the foot of their tables.
import { findAssumptions } from '../cost/assumptions'
import type { Analysis } from '../engine/analysis'

/** `assumes` lines; those that not all schedules share name theirs. Empty where nothing is assumed. */
export function printFootnotes(analysis: Analysis): string {
  const schedulesOf = new Map<string, string[]>()
  for (const { name, final } of analysis.schedules) {
    for (const { text } of findAssumptions(analysis.model.program, final.figures, analysis)) {
      const known = schedulesOf.get(text)
      if (known === undefined) schedulesOf.set(text, [name])
      else known.push(name)
    }
  }
  return [...schedulesOf]
    .map(([text, names]) =>
      names.length === analysis.schedules.length ? `assumes: ${text}` : `assumes (${names.join(', ')}): ${text}`,
    )
    .join('\n')
}
