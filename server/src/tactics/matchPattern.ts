// Path patterns and scope patterns -> predicates over segments.
import type { PathPattern, PatternSegment } from './syntaxTree'

type SegmentTest = (segment: string) => boolean

/** One way through a pattern: tests of single segments, and `any` for any number of them. */
type Way = readonly (SegmentTest | 'any')[]

/** True for a path that the pattern names: a leaf, or anything below an inner node at which it ends. */
export function compilePattern(pattern: PathPattern): (segments: readonly string[]) => boolean {
  const ways = expandSegments(pattern.segments)
  return (segments) => ways.some((way) => matches(way, segments, true))
}

/** The same for name scopes, `layer_*` and `mlp` joined by `/`. */
export function compileScope(pattern: string): (scope: string) => boolean {
  const ways = expandBraces(pattern).map((text): Way =>
    text.split('/').map((part) => (part === '**' ? 'any' : compileGlob(part))),
  )
  return (scope) => ways.some((way) => matches(way, scope.split('/'), false))
}

/** Where the steps from `at` lead through the segments from `from`; a path may go on below the pattern, a scope may not. */
function matches(way: Way, segments: readonly string[], mayGoOn: boolean, at = 0, from = 0): boolean {
  if (at === way.length) return mayGoOn || from === segments.length
  const step = way[at]!
  if (step === 'any') {
    for (let next = from; next <= segments.length; next++)
      if (matches(way, segments, mayGoOn, at + 1, next)) return true
    return false
  }
  const segment = segments[from]
  return segment !== undefined && step(segment) && matches(way, segments, mayGoOn, at + 1, from + 1)
}

/** Most ways that alternatives may make; a pattern with more matches by the first ones. */
const mostWays = 4096

function expandSegments(segments: readonly PatternSegment[]): Way[] {
  let ways: Way[] = [[]]
  for (const segment of segments) {
    const continuations = expandSegment(segment)
    ways = ways.flatMap((way) => continuations.map((continuation) => [...way, ...continuation])).slice(0, mostWays)
  }
  return ways
}

/** Alternatives of one segment each stay one test; longer ones are ways of their own. */
function expandSegment(segment: PatternSegment): Way[] {
  switch (segment.kind) {
    case 'any':
      return [['any']]
    case 'glob':
      return [[compileGlob(segment.text)]]
    case 'range':
      return [[(text) => isInRange(text, segment.from, segment.to)]]
    case 'alternatives': {
      const ways = segment.options.flatMap(expandSegments)
      const tests = ways.flatMap((way) =>
        way.length === 1 && way[0] !== undefined && way[0] !== 'any' ? [way[0]] : [],
      )
      const others = ways.filter((way) => way.length !== 1 || way[0] === 'any')
      const joined: Way[] = tests.length === 0 ? [] : [[(text) => tests.some((test) => test(text))]]
      return [...joined, ...others]
    }
  }
}

const isInRange = (text: string, from: number, to: number): boolean =>
  /^\d+$/.test(text) && Number(text) >= from && Number(text) <= to

/** `*` any characters, `?` one. */
function compileGlob(text: string): SegmentTest {
  if (!/[*?]/.test(text)) return (segment) => segment === text
  const source = text
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.')
  const expression = new RegExp(`^${source}$`, 's')
  return (segment) => expression.test(segment)
}

/** `a/{b,c}` -> `a/b`, `a/c`; `{0..3}` -> its numbers. */
function expandBraces(text: string): string[] {
  const match = /^([^{]*)\{([^{}]*)\}(.*)$/s.exec(text)
  if (match === null) return [text]
  const [, before = '', inside = '', after = ''] = match
  const options = inside.split(',').flatMap((option) => expandRange(option.trim()))
  return options
    .slice(0, mostWays)
    .flatMap((option) => expandBraces(`${before}${option}${after}`))
    .slice(0, mostWays)
}

function expandRange(option: string): string[] {
  const match = /^(\d+)\.\.(\d+)$/.exec(option)
  if (match === null) return [option]
  const [from, to] = [Number(match[1]), Number(match[2])]
  return Array.from({ length: Math.max(0, Math.min(to - from + 1, mostWays)) }, (_, i) => String(from + i))
}
