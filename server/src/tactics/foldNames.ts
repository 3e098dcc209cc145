// Names of siblings in a tree of paths -> one segment of a pattern that names them.
import { groupBy } from '../base/groups'
import type { Span } from '../base/problems'
import type { PatternSegment } from './syntaxTree'

type Glob = Extract<PatternSegment, { kind: 'glob' }>

const nowhere: Span = { start: 0, end: 0 }

/** Fewest names that `*` or a range stands for: two are as short when named. */
const fewestJoined = 3

/**
 * A segment that matches all of `names`, and none of `others`. `siblings` are all names at this place; `isInner`: the pattern goes on
 * behind, so that `*` says more than where it ends.
 */
export function nameSegments(
  names: readonly string[],
  siblings: readonly string[],
  others: ReadonlySet<string>,
  isInner: boolean,
): PatternSegment {
  const [only] = names
  if (names.length === 1 && only !== undefined) return nameSegment(only)
  const isAll = isInner && names.length === siblings.length && names.length >= fewestJoined
  if (isAll && (names.every(isNumber) || globsOf(names).size > 1)) return glob('*')
  const parts = [...joinNumbers(names.filter(isNumber), others), ...joinIndexed(names.filter(isNoNumber), others)]
  const [part] = parts
  // A range stands only in braces.
  if (parts.length === 1 && part !== undefined && part.kind !== 'range') return part
  return { kind: 'alternatives', options: parts.map((one) => [one]), span: nowhere }
}

const isNumber = (name: string): boolean => /^(?:0|[1-9]\d{0,8})$/.test(name)
const isNoNumber = (name: string): boolean => !isNumber(name)

/** `0, 1, 2, 5` -> `0..2`, `5`; a range may hold numbers that do not exist, but none of the others. */
function joinNumbers(names: readonly string[], others: ReadonlySet<string>): PatternSegment[] {
  const numbers = names.map(Number).sort((a, b) => a - b)
  const taken = [...others].filter(isNumberLike).map(Number)
  const parts: PatternSegment[] = []
  for (let from = 0; from < numbers.length;) {
    let to = from
    while (to + 1 < numbers.length && !taken.some((one) => one > numbers[from]! && one < numbers[to + 1]!)) to++
    if (to - from + 1 >= fewestJoined) {
      parts.push({ kind: 'range', from: numbers[from]!, to: numbers[to]!, span: nowhere })
    } else parts.push(...numbers.slice(from, to + 1).map((one) => nameSegment(String(one))))
    from = to + 1
  }
  return parts
}

/** What a range matches: leading zeros as well. */
const isNumberLike = (name: string): boolean => /^\d+$/.test(name)

/** `layer_0, layer_1, embed` -> `layer_*`, `embed`, where the glob matches none of the others. */
function joinIndexed(names: readonly string[], others: ReadonlySet<string>): Glob[] {
  return [...globsOf(names)].flatMap(([text, members]) => {
    const isShared = members.length > 1 && text !== '*' && ![...others].some((other) => matchesIndex(text, other))
    return isShared ? [glob(text)] : members.map(nameSegment)
  })
}

/** Names by what is left of them without their last number; one without a number is its own. */
const globsOf = (names: readonly string[]): Map<string, string[]> =>
  groupBy(names, (name) => (/[*?]/.test(name) ? name : name.replace(/\d+(?=\D*$)/, '*')))

function matchesIndex(text: string, name: string): boolean {
  const at = text.indexOf('*')
  const [before, after] = [text.slice(0, at), text.slice(at + 1)]
  return name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after)
}

const nameSegment = (name: string): Glob => ({
  kind: 'glob',
  text: name,
  isQuoted: !/^(?:[A-Za-z_]\w*|\d+)$/.test(name),
  span: nowhere,
})

const glob = (text: string): Glob => ({ kind: 'glob', text, isQuoted: !/^[A-Za-z0-9_*]+$/.test(text), span: nowhere })
