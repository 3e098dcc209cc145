// "Did you mean": the names closest to one that does not exist.
import { distance } from 'fastest-levenshtein'

/** Up to three of `names` within a third of the name's length in edits, closest first. */
export function findNearest(name: string, names: readonly string[]): string[] {
  const limit = Math.max(2, Math.floor(name.length / 3))
  return names
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** `; did you mean a or b?`, or nothing. */
export function printNearest(name: string, names: readonly string[]): string {
  const nearest = findNearest(name, names).map((candidate) => `\`${candidate}\``)
  return nearest.length === 0 ? '' : `; did you mean ${nearest.join(' or ')}?`
}
