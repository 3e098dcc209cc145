// Several patterns -> one that names the same: what they begin with alike stands once, what follows between braces.
import { addToGroup } from '../base/groups'
import type { Span } from '../base/problems'
import { foldPatterns } from './foldPaths'
import { compilePattern } from './matchPattern'
import { printPath } from './printTactics'
import type { PathPattern, PatternSegment } from './syntaxTree'

type Path = readonly string[]
type Segments = readonly PatternSegment[]

const nowhere: Span = { start: 0, end: 0 }

/**
 * Text of the one pattern that matches all of `paths`, which are arguments, and nothing else of `all`:
 * `params.{embed, layer_*.{attn.norm, mlp}}`. Undefined where there is none.
 */
export function foldToOne(paths: readonly Path[], all: readonly Path[]): string | undefined {
  const joined = joinPatterns(foldPatterns(paths, all).map(({ segments }) => segments))
  if (joined === undefined) return undefined
  const pattern: PathPattern = { kind: 'path', segments: joined, span: nowhere }
  const wanted = new Set(paths)
  const matches = compilePattern(pattern)
  return all.every((path) => matches(path) === wanted.has(path)) ? printPath(pattern) : undefined
}

/** Undefined where one pattern goes on in another one. */
function joinPatterns(patterns: readonly Segments[]): PatternSegment[] | undefined {
  const [first] = patterns
  if (first === undefined) return undefined
  if (patterns.length === 1) return [...first]
  const groups = new Map<string, Segments[]>()
  for (const segments of patterns) {
    const [head] = segments
    if (head === undefined) return undefined
    const key = printPath({ kind: 'path', segments: [head], span: nowhere })
    addToGroup(groups, key, segments)
  }
  const options: PatternSegment[][] = []
  for (const group of groups.values()) {
    const rest = group.length === 1 ? group[0]!.slice(1) : joinPatterns(group.map((segments) => segments.slice(1)))
    if (rest === undefined) return undefined
    options.push([group[0]![0]!, ...rest])
  }
  return options.length === 1 ? options[0] : [{ kind: 'alternatives', options, span: nowhere }]
}
