// Fixes of an alternative that matches nothing: the nearest name there is in its place, or the braces without it.
import type { Span } from '../../base/problems'
import { findDeadAlternatives } from '../../sharding/deadAlternatives'
import { followPattern } from '../../sharding/noMatch'
import { findNearest } from '../../tactics/nearestNames'
import { sourceAt } from '../../tactics/sources'
import { textAt } from './edits'
import type { Candidate, FixContext, ProblemFix } from './fix'
import { changeTo } from './nearestNameFixes'

export const alternativeFix: ProblemFix<FixContext> = {
  summary: 'change it to the nearest name there is, or remove it',
  make: (context, { span }) => {
    const { file, model } = context
    if (model === undefined) return []
    const dead = file.tactics
      .flatMap(({ actions }) => actions)
      .flatMap(({ target }) => (target.kind === 'path' ? findDeadAlternatives(target, model.program) : []))
      .find((one) => one.span.start === span.start && one.span.end === span.end)
    if (dead === undefined) return []
    const { reached, names } = followPattern(dead.pattern, model.program)
    const failed = dead.pattern.segments[reached]
    const isOwn = reached >= dead.from && reached < dead.to
    const near = isOwn && failed?.kind === 'glob' ? changeTo(failed.span, findNearest(failed.text, names)) : []
    return [...near, removal(context, span)]
  },
}

/** With the comma behind it, or of the last one that before it. */
function removal({ sources }: FixContext, span: Span): Candidate {
  const { text, start } = sourceAt(sources, span.start)
  const [behind] = /^\s*,\s*/.exec(text.slice(span.end - start)) ?? ['']
  const [before] = /\s*,\s*$/.exec(text.slice(0, span.start - start)) ?? ['']
  const removed =
    behind === ''
      ? { start: span.start - before.length, end: span.end }
      : { start: span.start, end: span.end + behind.length }
  return {
    kind: 'quickfix',
    title: `Remove \`${textAt(sources, span)}\``,
    edits: [{ span: removed, newText: '' }],
    needsSimulation: false,
  }
}
