// What the figures of schedules rest on, once each, at the foot of their tables.
import type { Basis } from '../cost/assumptions'
import { findAssumptions } from '../cost/assumptions'
import type { Figures } from '../cost/figures'
import type { Program } from '../sharding/program'

/** `assumes: …`, one a line; those that not all schedules share name theirs. */
export function footnotes(
  schedules: readonly { readonly name: string; readonly figures: Figures }[],
  program: Program,
  basis: Basis,
): string[] {
  const schedulesOf = new Map<string, string[]>()
  for (const { name, figures } of schedules) {
    for (const { text } of findAssumptions(program, figures, basis)) {
      const known = schedulesOf.get(text)
      if (known === undefined) schedulesOf.set(text, [name])
      else known.push(name)
    }
  }
  return [...schedulesOf].map(([text, names]) =>
    names.length === schedules.length ? `assumes: ${text}` : `assumes (${names.join(', ')}): ${text}`,
  )
}
