// Path patterns and scope patterns -> predicates over segments. Linear in pattern and path, whatever they hold.
import type { PathPattern, PatternSegment } from './syntaxTree'

/**
 * Where a pattern may stand in a path: bit i of the set is "before segment i". A step maps one such set to the next, so
 * alternatives and `**` are unions of bits, not a search.
 */
type Step = (segments: readonly string[], positions: number) => number

/** Positions are bits of a 32-bit integer; what lies deeper than this does not count. */
const mostSegments = 30

type SegmentTest = (segment: string) => boolean

/** True for a path that the pattern names: a leaf, or anything below an inner node at which it ends. */
export function compilePattern(pattern: PathPattern): (segments: readonly string[]) => boolean {
  const last = pattern.segments.findLastIndex(({ kind }) => kind !== 'any')
  const needed = pattern.segments.slice(0, last + 1)
  const tests = needed.map(compileTest)
  const firstOther = tests.indexOf(undefined)
  // Most patterns begin with segments of one step each, and most paths fail at the first of them.
  const leading = tests.slice(0, firstOther < 0 ? undefined : firstOther).flatMap((one) => one ?? [])
  const rest = firstOther < 0 ? undefined : compileSegments(needed.slice(firstOther))
  return (segments) => {
    if (segments.length < leading.length) return false
    for (let i = 0; i < leading.length; i++) if (!leading[i]!(segments[i]!)) return false
    return rest === undefined || (leading.length <= mostSegments && rest(segments, 1 << leading.length) !== 0)
  }
}

/** What a path is of. */
export type PathKind = 'argument' | 'result' | 'gradient'

/** Of `result.PATH`, which names what the function returns; of `gradient.PATH`, the gradients of its arguments; else an argument's. */
export function kindOfPattern({ segments: [first] }: PathPattern): PathKind {
  return first?.kind === 'glob' && !first.isQuoted && isPathWord(first.text) ? first.text : 'argument'
}

/** Words that begin paths which are not of arguments; arguments of these names are quoted. */
export const isPathWord = (text: string): text is Exclude<PathKind, 'argument'> =>
  text === 'result' || text === 'gradient'

/** `compilePattern` for name scopes: parts joined by `/`, and no going on below: `layer_*` is not `layer_0/mlp`. */
export function compileScope(pattern: string): (scope: string) => boolean {
  const ways = expandBraces(pattern).map((text) =>
    chainSteps(text.split('/').map((part) => (part === '**' ? stepOverAny : stepOver(compileGlob(part))))),
  )
  return (scope) => {
    const parts = scope.split('/')
    const end = 1 << Math.min(parts.length, mostSegments)
    return ways.some((step) => (step(parts, 1) & end) !== 0)
  }
}

/** True when a scope pattern's braces make more alternatives than are looked at. */
export const hasTooManyAlternatives = (pattern: string): boolean => expandBraces(pattern).length >= mostAlternatives

function compileSegments(segments: readonly PatternSegment[]): Step {
  return chainSteps(segments.map(compileSegment))
}

function compileSegment(segment: PatternSegment): Step {
  if (segment.kind === 'any') return stepOverAny
  const test = compileTest(segment)
  if (test !== undefined) return stepOver(test)
  const options = segment.kind === 'alternatives' ? segment.options.map(compileSegments) : []
  return (segments, positions) => options.reduce((all, option) => all | option(segments, positions), 0)
}

/** The test of what takes exactly one segment of a path; undefined for what may take another number. */
function compileTest(segment: PatternSegment): SegmentTest | undefined {
  switch (segment.kind) {
    case 'any':
      return undefined
    case 'glob':
      return compileGlob(segment.text)
    case 'range':
      return (text) => isInRange(text, segment.from, segment.to)
    case 'alternatives': {
      const tests = segment.options.map((option) => (option.length === 1 ? compileTest(option[0]!) : undefined))
      if (tests.includes(undefined)) return undefined
      return (text) => tests.some((test) => test?.(text))
    }
  }
}

const chainSteps =
  (steps: readonly Step[]): Step =>
  (segments, from) => {
    let positions = from
    for (let i = 0; i < steps.length && positions !== 0; i++) positions = steps[i]!(segments, positions)
    return positions
  }

/** One segment that passes the test. */
const stepOver =
  (test: SegmentTest): Step =>
  (segments, positions) => {
    const end = Math.min(segments.length, mostSegments)
    let next = 0
    for (let at = 0, rest = positions; at < end && rest !== 0; at++, rest >>>= 1) {
      if ((rest & 1) !== 0 && test(segments[at]!)) next |= 2 << at
    }
    return next
  }

/** Any number of segments: everywhere from the first position on. */
const stepOverAny: Step = (segments, positions) => {
  const all = (2 << Math.min(segments.length, mostSegments)) - 1
  return all & ~((positions & -positions) - 1)
}

const isInRange = (text: string, from: number, to: number): boolean =>
  /^\d+$/.test(text) && Number(text) >= from && Number(text) <= to

/** `*` any characters, `?` one. */
function compileGlob(text: string): SegmentTest {
  if (!/[*?]/.test(text)) return (segment) => segment === text
  if (/^\*+$/.test(text)) return () => true
  const [, before, after] = /^([^*?]*)\*([^*?]*)$/.exec(text) ?? []
  if (before !== undefined && after !== undefined) {
    const length = before.length + after.length
    return (segment) => segment.length >= length && segment.startsWith(before) && segment.endsWith(after)
  }
  return (segment) => matchesGlob(text, segment)
}

/** Goes back to the last star alone, which is enough, and keeps the time to the product of the lengths. */
function matchesGlob(glob: string, text: string): boolean {
  let [g, t, star, resume] = [0, 0, -1, 0]
  while (t < text.length) {
    if (glob[g] === '*') {
      star = g++
      resume = t
    } else if (g < glob.length && (glob[g] === '?' || glob[g] === text[t])) {
      g++
      t++
    } else if (star >= 0) {
      g = star + 1
      t = ++resume
    } else return false
  }
  while (glob[g] === '*') g++
  return g === glob.length
}

/** Bounds what the braces of a scope pattern make; `checkTactics` says so when there are more. */
const mostAlternatives = 1024

/** `a/{b,c}` -> `a/b`, `a/c`; `{0..3}` -> its numbers; braces in braces from the inside out. */
function expandBraces(text: string): string[] {
  const done: string[] = []
  const open = [text]
  while (open.length > 0 && done.length < mostAlternatives) {
    const next = open.pop()!
    const match = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(next)
    if (match === null) {
      done.push(next)
      continue
    }
    const [, before = '', inside = '', after = ''] = match
    const options = inside.split(',').flatMap((option) => expandRange(option.trim()))
    for (const option of options.reverse()) open.push(`${before}${option}${after}`)
  }
  return done
}

function expandRange(option: string): string[] {
  const match = /^(\d+)\.\.(\d+)$/.exec(option)
  if (match === null) return [option]
  const [from, to] = [Number(match[1]), Number(match[2])]
  return Array.from({ length: Math.max(0, Math.min(to - from + 1, mostAlternatives)) }, (_, i) => String(from + i))
}
