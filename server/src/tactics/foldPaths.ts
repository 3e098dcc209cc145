// Paths of arguments -> the few patterns that name exactly them, as a person would write them: the inverse of matching.
import { groupBy } from '../base/groups'
import type { Span } from '../base/problems'
import type { PathKind } from './matchPattern'
import { compilePattern, isPathWord } from './matchPattern'
import { nameSegments } from './foldNames'
import { printPath } from './printTactics'
import type { PathPattern, PatternSegment } from './syntaxTree'

type Path = readonly string[]

/**
 * Texts of patterns that match all of `paths` and nothing else of `all`, in the order of their first path. A whole subtree is named
 * by its inner node; siblings that go on alike, at any depth, share a pattern: `layer_*` where only numbers vary, `{0..31}`, `{q, k, v}`; `**` where
 * that makes one pattern of several.
 * Where names make it impossible (one that holds `*` or `?`, or an argument whose path goes on in another one's), the paths themselves.
 * `paths` are among `all`. An argument called `result` or `gradient` is quoted; paths of results and gradients begin with that word.
 */
export function foldPaths(
  paths: readonly Path[],
  all: readonly Path[],
  options: { readonly kind?: PathKind } = {},
): string[] {
  return foldPatterns(paths, all, options).map(printPath)
}

/** The same as trees. */
export function foldPatterns(
  paths: readonly Path[],
  all: readonly Path[],
  options: { readonly kind?: PathKind } = {},
): PathPattern[] {
  if (paths.length === 0) return []
  const wanted = new Set(paths.map(keyOf))
  const leaves = all.map((path): Leaf => ({ path, isWanted: wanted.has(keyOf(path)) }))
  const start = startOf(options.kind ?? 'argument')
  const folded = joinTails(foldLeaves(leaves, start)).map((segments) => atStart(segments, start, paths[0]!))
  const shorter = folded.length > 1 ? foldAnyDepth(paths, leaves, { start, most: folded.length }) : undefined
  const patterns = shorter ?? folded
  const isExact = leaves.every(({ path, isWanted }) => patterns.some((one) => compilePattern(one)(path)) === isWanted)
  return isExact ? patterns : paths.map((path) => exactPattern(path, start))
}

/** The pattern that is a path itself. */
export const printExactPath = (path: Path, kind: PathKind): string => printPath(exactPattern(path, startOf(kind)))

/** Segments before those of the name. */
const startOf = (kind: PathKind): number => (kind === 'argument' ? 0 : 1)

interface Leaf {
  readonly path: Path
  readonly isWanted: boolean
}

const nowhere: Span = { start: 0, end: 0 }

const keyOf = (path: Path): string => JSON.stringify(path)

/** Segments `start` on of the patterns that name the wanted leaves, all of which begin with the same `start` segments. */
function foldLeaves(leaves: readonly Leaf[], depth: number): PatternSegment[][] {
  // A leaf ends here, or everything below is wanted: the pattern ends too.
  if (leaves.every(({ isWanted }) => isWanted) || leaves.some(({ path }) => path.length === depth)) return [[]]
  const children = groupBy(leaves, ({ path }) => path[depth]!)
  const groups = new Map<string, { readonly rest: PatternSegment[]; readonly names: string[] }>()
  for (const [name, below] of children) {
    if (!below.some(({ isWanted }) => isWanted)) continue
    for (const rest of foldLeaves(below, depth + 1)) {
      const key = rest.length === 0 ? '' : `.${printPath(patternOf(rest))}`
      const group = groups.get(key)
      if (group === undefined) groups.set(key, { rest, names: [name] })
      else group.names.push(name)
    }
  }
  return [...groups.values()].map(({ rest, names }) => {
    const others = [...children].filter(([name, below]) => !names.includes(name) && !mayMatch(rest, below, depth + 1))
    return [nameSegments(names, [...children.keys()], new Set(others.map(([name]) => name)), rest.length > 0), ...rest]
  })
}

/** Whether a pattern names nothing but wanted leaves below a sibling. */
function mayMatch(rest: readonly PatternSegment[], below: readonly Leaf[], depth: number): boolean {
  const matches = compilePattern(patternOf(rest))
  return below.every(({ path, isWanted }) => isWanted || !matches(path.slice(depth)))
}

/** Patterns that a name behind `**` must stand for: fewer are clearer as they are. */
const fewestSaved = 2

/** Segments that patterns must share at their end to be joined. */
const shortestTail = 2

/** `params.layer_*.w`, `opt_state.{m, v}.layer_*.w` -> `{params, opt_state.{m, v}}.layer_*.w`. */
function joinTails(patterns: readonly PatternSegment[][]): PatternSegment[][] {
  const joined: PatternSegment[][] = []
  const open = [...patterns]
  for (let own = open.shift(); own !== undefined; own = open.shift()) {
    let [heads, tail]: [PatternSegment[][], PatternSegment[]] = [[], own]
    for (let head = 1; head + shortestTail <= own.length && heads.length === 0; head++) {
      const end = own.slice(head)
      const text = printPath(patternOf(end))
      const partners = open.filter(
        (other) => other.length > end.length && printPath(patternOf(other.slice(-end.length))) === text,
      )
      if (partners.length === 0) continue
      heads = [own.slice(0, head), ...partners.map((other) => other.slice(0, -end.length))]
      tail = end
      for (const partner of partners) open.splice(open.indexOf(partner), 1)
    }
    joined.push(heads.length === 0 ? own : [{ kind: 'alternatives', options: heads, span: nowhere }, ...tail])
  }
  return joined
}

/** `prefix.**.name`, for fewer names than the patterns they would replace; undefined where that names others too. */
function foldAnyDepth(
  paths: readonly Path[],
  leaves: readonly Leaf[],
  { start, most }: { readonly start: number; readonly most: number },
): PathPattern[] | undefined {
  const first = paths[0]!
  let shared = start
  while (paths.every((path) => path.length > shared + 1 && path[shared] === first[shared])) shared++
  const prefix = first.slice(0, shared)
  const last = [...new Set(paths.map((path) => path.at(-1)!))]
  const isTop = shared === start && paths.some((path) => path.length === start + 1)
  if (isTop || last.length * fewestSaved > most) return undefined
  const others = new Set(leaves.flatMap(({ path, isWanted }) => (isWanted ? [] : [path.at(-1)!])))
  const name = nameSegments(last, last, others, false)
  const pattern = atStart([...literal(prefix.slice(start)), { kind: 'any', span: nowhere }, name], start, first)
  const matches = compilePattern(pattern)
  return leaves.every(({ path, isWanted }) => matches(path) === isWanted) ? [pattern] : undefined
}

/** Puts `result` or `gradient` back before the segments; an argument of that name is quoted. */
function atStart(segments: readonly PatternSegment[], start: number, path: Path): PathPattern {
  if (start > 0) return patternOf([...literal(path.slice(0, start)), ...segments])
  const [first, ...rest] = segments
  if (first === undefined) return patternOf([{ kind: 'any', span: nowhere }])
  return patternOf([first.kind === 'glob' && isPathWord(first.text) ? { ...first, isQuoted: true } : first, ...rest])
}

const exactPattern = (path: Path, start: number): PathPattern => atStart(literal(path.slice(start)), start, path)

const literal = (names: Path): PatternSegment[] =>
  names.map((text) => ({ kind: 'glob', text, isQuoted: !isPlain(text), span: nowhere }))

/** What a path holds without quotes, wherever it stands. */
const isPlain = (text: string): boolean => /^(?:[A-Za-z_]\w*|\d+)$/.test(text)

const patternOf = (segments: readonly PatternSegment[]): PathPattern => ({ kind: 'path', segments, span: nowhere })
