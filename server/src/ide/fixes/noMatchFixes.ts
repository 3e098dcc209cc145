// Fixes of an action that names nothing: the nearest path segment by segment, the nearest scope, a scope written as a path, a
// condition that nothing fulfils.
import { findTargetValues } from '../../sharding/bindTactic'
import { findDeeper, followPattern, pathsFor, scopeNames } from '../../sharding/noMatch'
import type { Program } from '../../sharding/program'
import type { ScopeName } from '../../sharding/scopes'
import { findScopeValues } from '../../sharding/scopes'
import { compilePattern } from '../../tactics/matchPattern'
import { findNearest } from '../../tactics/nearestNames'
import { printPath, printScope } from '../../tactics/printTactics'
import type { PathPattern, PatternSegment, ScopeTarget } from '../../tactics/syntaxTree'
import { changeCondition } from './conditionFixes'
import type { FixContext, ProblemFix } from './fix'
import { changeTo } from './nearestNameFixes'

export const noMatchFix: ProblemFix<FixContext> = {
  summary:
    'change the segment that matches nothing to the nearest one there is; of a condition, the element type that is meant, or none',
  make: ({ file, model }, { span }) => {
    const actions = file.tactics.flatMap((tactic) => tactic.actions)
    const action = actions.find(({ target }) => target.span.start === span.start)
    if (action === undefined || model === undefined) return []
    const { program } = model
    const values = findTargetValues(action, program)
    if (values.length > 0) return changeCondition(action, values, program)
    const { target } = action
    if (target.kind === 'value') return []
    if (target.kind === 'scope') return changeTo(span, nearestScopes(target, program))
    return changeTo(span, [...nearestPaths(target, program), ...asScope(target, program)])
  },
}

/**
 * Patterns that match, with the first segment that fails changed to each of the nearest names and later ones to the nearest; else
 * the pattern that finds what is named deeper.
 */
export function nearestPaths(pattern: PathPattern, program: Program): string[] {
  const found = changeFailing(pattern, program).flatMap((changed) => {
    let current: PathPattern | undefined = changed
    for (let i = 0; i < pattern.segments.length && current !== undefined; i++) {
      if (pathsFor(current, program).some(compilePattern(current))) return [printPath(current)]
      current = changeFailing(current, program)[0]
    }
    return []
  })
  if (found.length > 0) return [...new Set(found)]
  const deeper = findDeeper(pattern, followPattern(pattern, program).reached, program)
  return deeper === undefined ? [] : [printPath(deeper)]
}

/** The pattern with its first segment that matches nothing changed. */
function changeFailing(pattern: PathPattern, program: Program): PathPattern[] {
  const { reached, names } = followPattern(pattern, program)
  const failed = pattern.segments[reached]
  return failed === undefined
    ? []
    : nearestSegments(failed, names).map((segment) => ({
        ...pattern,
        segments: pattern.segments.with(reached, segment),
      }))
}

function nearestSegments(segment: PatternSegment, names: readonly string[]): PatternSegment[] {
  if (segment.kind === 'glob') {
    return nearestTexts(segment.text, names).map((text) => ({ ...segment, text, isQuoted: !isPlain.test(text) }))
  }
  if (segment.kind !== 'alternatives') return []
  // Each of `{toknes, targts}` has its own nearest name.
  const options = segment.options.map((option) => {
    const [first, ...rest] = option
    const near = first === undefined ? undefined : nearestSegments(first, names)[0]
    return near === undefined ? option : [near, ...rest]
  })
  return options.every((option, i) => option === segment.options[i]) ? [] : [{ ...segment, options }]
}

const isPlain = /^[A-Za-z0-9_*]+$/

/** Nearest names; of a glob the nearest of the globs that names with numbers make. */
function nearestTexts(text: string, names: readonly string[]): string[] {
  if (!text.includes('*')) return findNearest(text, names)
  return findNearest(
    text,
    [...new Set(names.map((name) => name.replace(/\d+/g, '*')))].filter((name) => name !== text),
  )
}

/** `layer_0.mlp` that is no argument but a scope of the model. */
function asScope({ segments }: PathPattern, program: Program): string[] {
  const texts = segments.flatMap((segment) => (segment.kind === 'glob' ? [segment.text] : []))
  const scope = texts.join('/')
  const isScope = texts.length === segments.length && findScopeValues(program, { scope, ...anyForward }).length > 0
  return isScope ? [printScope({ scope, ...anyForward })] : []
}

const anyForward = { pass: 'forward', result: undefined } as const

/** Targets that match, with the scope changed to each of the nearest ones, or in the other pass. */
export function nearestScopes({ scope, pass, result }: ScopeTarget, program: Program): string[] {
  const names = (name: ScopeName): boolean => findScopeValues(program, name).length > 0
  // The scope is there, and has no such result, or nothing leaves it in this pass.
  if (names({ scope, pass, result: undefined })) return [printScope({ scope, pass, result: 0 })]
  const other: ScopeName = { scope, pass: pass === 'forward' ? 'backward' : 'forward', result }
  if (names(other)) return [printScope(other)]
  const globs = scopeNames(program).flatMap((name) => [name.replace(/\d+/g, '*'), name])
  const wanted = scope.includes('*') ? globs.filter((name) => name.includes('*')) : globs
  return findNearest(scope, wanted)
    .map((name) => ({ scope: name, pass, result }))
    .filter(names)
    .map(printScope)
}
