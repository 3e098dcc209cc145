// An action that names no value -> a problem that says how far its pattern came and which names there are.
import { printSegment } from '../base/paths'
import type { Problem } from '../base/problems'
import { compilePattern, isResultPattern } from '../tactics/matchPattern'
import { findNearest, printNearest } from '../tactics/nearestNames'
import { printPath } from '../tactics/printTactics'
import type { Action, PathPattern, PatternSegment, ScopeTarget } from '../tactics/syntaxTree'
import type { Program } from './program'
import { findScopeValues, getScopeTable } from './scopes'

/** `withoutCondition` is the number of values that the target alone names. */
export function describeNoMatch({ target }: Action, withoutCondition: number, program: Program): Problem {
  const describe = (message: string): Problem => ({ code: 'tactics.no-match', span: target.span, message })
  if (withoutCondition > 0) {
    const values = withoutCondition === 1 ? 'the value' : `none of the ${withoutCondition} values`
    return describe(`${values} matched here ${withoutCondition === 1 ? 'does not fulfil' : 'fulfils'} the condition`)
  }
  switch (target.kind) {
    case 'path':
      return describe(describePath(target, program))
    case 'scope':
      return describe(describeScope(target, program))
    case 'value':
      return describe(`the analysed function has no value \`${target.name}\``)
  }
}

/** Compares the first segment that matches nothing with the names there. */
function describePath(pattern: PathPattern, program: Program): string {
  const what = isResultPattern(pattern) ? 'result' : 'argument'
  const whole = `no ${what} matches \`${printPattern(pattern.segments)}\``
  if (pathsFor(pattern, program).length === 0) return `${whole}: the model has no ${what}s`
  const { reached, names } = followPattern(pattern, program)
  const failed = pattern.segments[reached]
  if (failed === undefined) return whole
  const before = pattern.segments.slice(0, reached)
  const place =
    before.length === 0
      ? whole
      : `${whole}; nothing below \`${printPattern(before)}\` is \`${printSegmentPattern(failed)}\``
  if (names.length === 0) return `${whole}: \`${printPattern(before)}\` is as deep as it goes`
  return `${place}${printChoice(wantedName(failed), names)}`
}

/** How many segments of a pattern match the beginning of some path, and the names that stand where it fails. */
export function followPattern(
  pattern: PathPattern,
  program: Program,
): { readonly reached: number; readonly names: readonly string[] } {
  const paths = pathsFor(pattern, program)
  const reached = countMatched(pattern, paths)
  const isWhole = reached === pattern.segments.length
  return { reached, names: isWhole ? [] : namesBelow(pattern.segments.slice(0, reached), pattern, paths) }
}

/** Paths of the arguments, or of the results, by which of them the pattern is of. */
export const pathsFor = (pattern: PathPattern, { module }: Program): (readonly string[])[] =>
  (isResultPattern(pattern) ? module.results : module.arguments).map(({ segments }) => segments)

/** Scopes that the model's locations name, each once. */
export function scopeNames(program: Program): string[] {
  const table = getScopeTable(program)
  return [...new Set(table.scope)].flatMap((id) => (id < 0 || table.texts[id] === '' ? [] : table.texts[id]!))
}

/** Segments of the pattern that match the beginning of some path. */
function countMatched(pattern: PathPattern, paths: readonly (readonly string[])[]): number {
  let reached = 0
  while (reached < pattern.segments.length) {
    const matches = compilePattern({ ...pattern, segments: pattern.segments.slice(0, reached + 1) })
    if (!paths.some(matches)) return reached
    reached++
  }
  return reached
}

/** What follows directly where the beginning of a pattern ends; after `**` any segment. */
function namesBelow(
  before: readonly PatternSegment[],
  pattern: PathPattern,
  paths: readonly (readonly string[])[],
): string[] {
  const matches = compilePattern({ ...pattern, segments: before })
  const names = new Set<string>()
  for (const path of paths) {
    for (let length = 0; length < path.length; length++) {
      const isEnd = matches(path.slice(0, length)) && (length === 0 || !matches(path.slice(0, length - 1)))
      if (!isEnd) continue
      const isAnywhere = before.at(-1)?.kind === 'any'
      for (const name of path.slice(length, isAnywhere ? undefined : length + 1)) names.add(name)
    }
  }
  return [...names]
}

const mostShown = 6

/** The nearest names, or the first of those there are. */
function printChoice(wanted: string, names: readonly string[], print = printSegment): string {
  const printed = names.map(print)
  if (findNearest(wanted, printed).length > 0) return printNearest(wanted, printed)
  const shown = printed.slice(0, mostShown).map((name) => `\`${name}\``)
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : ''
  return `; there ${names.length === 1 ? 'is' : 'are'} ${shown.join(', ')}${more}`
}

const wantedName = (segment: PatternSegment): string => {
  const option = segment.kind === 'alternatives' ? segment.options[0]?.[0] : segment
  return option?.kind === 'glob' ? option.text : ''
}

function describeScope({ scope, result }: ScopeTarget, program: Program): string {
  const count = result === undefined ? 0 : findScopeValues(program, scope, undefined).length
  if (count > 0)
    return `no scope or operation that \`${scope}\` matches has a result ${result}; results are counted from 0`
  const scopes = scopeNames(program)
  if (scopes.length === 0) return `no value leaves \`${scope}\`: the model's locations name no scopes`
  return `no value leaves a scope \`${scope}\`, and no operation is called so${printChoice(scope, scopes, String)}`
}

/** A number alone would be quoted where a path begins. */
const printSegmentPattern = (segment: PatternSegment): string =>
  segment.kind === 'glob' && !segment.isQuoted ? segment.text : printPattern([segment])

const printPattern = (segments: readonly PatternSegment[]): string =>
  printPath({ kind: 'path', segments, span: { start: 0, end: 0 } })
