// Alternatives in braces that match nothing while others of their pattern do: most likely mistyped, and nothing else shows it.
import type { Problem, Span } from '../base/problems'
import { compilePattern } from '../tactics/matchPattern'
import type { PathPattern, PatternSegment } from '../tactics/syntaxTree'
import { describePath, pathsFor } from './noMatch'
import type { Program } from './program'

export interface DeadAlternative {
  readonly span: Span
  /** The pattern with this alternative in the place of its braces. */
  readonly pattern: PathPattern
  /** Where the alternative stands in it. */
  readonly from: number
  readonly to: number
}

/** In the order of the text. Costs the paths of the model for each alternative, less where one is found early. */
export function findDeadAlternatives(pattern: PathPattern, program: Program): DeadAlternative[] {
  const paths = pathsFor(pattern, program)
  return deadIn(pattern, { from: 0, to: pattern.segments.length }, paths)
}

function deadIn(
  pattern: PathPattern,
  { from, to }: { readonly from: number; readonly to: number },
  paths: readonly (readonly string[])[],
): DeadAlternative[] {
  return pattern.segments.slice(from, to).flatMap((segment, i) => {
    if (segment.kind !== 'alternatives') return []
    const at = from + i
    return segment.options.flatMap((option): DeadAlternative[] => {
      const chosen = { ...pattern, segments: pattern.segments.toSpliced(at, 1, ...option) }
      const place = { from: at, to: at + option.length }
      return paths.some(compilePattern(chosen))
        ? deadIn(chosen, place, paths)
        : [{ span: spanOf(option, segment), pattern: chosen, ...place }]
    })
  })
}

const spanOf = (option: readonly PatternSegment[], braces: PatternSegment): Span => ({
  start: (option[0] ?? braces).span.start,
  end: (option.at(-1) ?? braces).span.end,
})

export const describeDeadAlternatives = (pattern: PathPattern, program: Program): Problem[] =>
  findDeadAlternatives(pattern, program).map(({ span, pattern: chosen }) => ({
    code: 'tactics.dead-alternative',
    span,
    message: describePath(chosen, program),
  }))
