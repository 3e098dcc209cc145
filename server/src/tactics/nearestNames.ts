// "Did you mean": the names closest to one that does not exist.
import { distance } from 'fastest-levenshtein'

const mostNames = 3

/**
 * Up to three of `names`, closest first: within a third of the name's length in edits, else those that begin with it, else those
 * that it begins with (`h100_sxm`: `h100`).
 */
export function findNearest(name: string, names: readonly string[]): string[] {
  const wanted = name.toLowerCase()
  const limit = Math.min(Math.ceil(wanted.length / 3), wanted.length - 1)
  const near = [...new Set(names)]
    .filter((candidate) => Math.abs(candidate.length - wanted.length) <= limit)
    .map((candidate) => ({ candidate, edits: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits)
    .map(({ candidate }) => candidate)
  const longer = names.filter((candidate) => wanted.length > 1 && candidate.toLowerCase().startsWith(wanted))
  const shorter = names.filter(
    (candidate) => candidate.length >= shortestStem && wanted.startsWith(candidate.toLowerCase()),
  )
  const found = [near, longer, shorter].find(({ length }) => length > 0) ?? []
  return found.slice(0, mostNames)
}

/** Shorter beginnings are shared by chance. */
const shortestStem = 3

/** `a`, `a or b`, `a, b or c`. */
function listChoices(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``)
  const last = quoted.at(-1) ?? ''
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} or ${last}`
}

/** `; did you mean a or b?`, or nothing. */
export function printNearest(name: string, names: readonly string[]): string {
  const nearest = findNearest(name, names)
  return nearest.length === 0 ? '' : `; did you mean ${listChoices(nearest)}?`
}

/** The nearest names, or all of them when none is near. */
export function printNearestOrAll(name: string, names: readonly string[]): string {
  if (findNearest(name, names).length > 0) return printNearest(name, names)
  const all = names.map((one) => `\`${one}\``).join(', ')
  return names.length === 0 ? '; there are none' : `; there ${names.length === 1 ? 'is' : 'are'} ${all}`
}
