// An action that names no value -> a problem that says how far its pattern came and which names there are.
import { formatBytes, formatCount } from '../base/format'
import { printSegment } from '../base/paths'
import type { Problem } from '../base/problems'
import type { TensorType } from '../model/tensorTypes'
import type { PathKind } from '../tactics/matchPattern'
import { compilePattern, kindOfPattern } from '../tactics/matchPattern'
import { findNearest, printNearest } from '../tactics/nearestNames'
import { printCondition, printPath } from '../tactics/printTactics'
import type { Action, Condition, PathPattern, PatternSegment, ScopePass, ScopeTarget } from '../tactics/syntaxTree'
import { gradientPath, gradientsOf } from './gradients'
import type { Program } from './program'
import { findScopeValues, getScopeTable, primitivesIn } from './scopes'

/** `named` are the values that the target alone names. */
export function describeNoMatch({ target, condition }: Action, named: readonly number[], program: Program): Problem {
  const describe = (message: string): Problem => ({ code: 'tactics.no-match', span: target.span, message })
  if (named.length > 0 && condition !== undefined) return describe(describeUnfulfilled(condition, named, program))
  switch (target.kind) {
    case 'path':
      return describe(describePath(target, program))
    case 'scope':
      return describe(describeScope(target, program))
    case 'value':
      return describe(`the analysed function has no value \`${target.name}\``)
  }
}

/** `none of the 19 values matched here fulfils `dtype == bf16`; their dtype is f32`. */
function describeUnfulfilled(condition: Condition, named: readonly number[], program: Program): string {
  const types = named.flatMap((value) => program.module.types[program.values.type[value]!] ?? [])
  const who =
    named.length === 1
      ? 'the value matched here does not fulfil'
      : `none of the ${named.length} values matched here fulfils`
  const their = named.length === 1 ? 'its' : 'their'
  const found = [...new Set(propertiesIn(condition))].map(
    (property) => `${their} ${property} is ${printRange(property, types)}`,
  )
  return `${who} \`${printCondition(condition)}\`; ${found.join(', ')}`
}

type Property = Extract<Condition, { kind: 'comparison' }>['property']

/** What a condition compares; of a dim, how many there are. */
function propertiesIn(condition: Condition): Property[] {
  switch (condition.kind) {
    case 'not':
      return propertiesIn(condition.operand)
    case 'comparison':
      return [condition.property === 'dim' ? 'rank' : condition.property]
    default:
      return [...propertiesIn(condition.left), ...propertiesIn(condition.right)]
  }
}

const mostTypes = 4

/** `1 to 4`, `256 B to 128 KiB`, `f32 or i32`. */
function printRange(property: Property, types: readonly TensorType[]): string {
  if (property === 'dtype') {
    const names = [...new Set(types.map(({ element }) => element))].slice(0, mostTypes).map((name) => `\`${name}\``)
    return names.join(' or ')
  }
  const numbers = types.map(({ dims, bytes, elements }) =>
    property === 'bytes' ? bytes : property === 'elements' ? elements : dims.length,
  )
  const print = property === 'bytes' ? formatBytes : formatCount
  const [least, most] = numbers.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [Infinity, 0])
  return least === most ? print(most) : `${print(least)} to ${print(most)}`
}

/** Compares the first segment that matches nothing with the names there. */
export function describePath(pattern: PathPattern, program: Program): string {
  const what = kindOfPattern(pattern)
  const whole = `no ${what} matches \`${printPattern(pattern.segments)}\``
  if (pathsFor(pattern, program).length === 0) {
    const nothing = what === 'gradient' ? 'trains no parameters' : `has no ${what}s`
    return `${whole}: the model ${nothing}`
  }
  const { reached, names } = followPattern(pattern, program)
  const failed = pattern.segments[reached]
  if (failed === undefined) return whole
  const before = pattern.segments.slice(0, reached)
  const place =
    before.length === 0
      ? whole
      : `${whole}; nothing below \`${printPattern(before)}\` is \`${printSegmentPattern(failed)}\``
  if (names.length === 0) return `${whole}: \`${printPattern(before)}\` is as deep as it goes`
  const deeper = findNearest(wantedName(failed), names).length > 0 ? undefined : findDeeper(pattern, reached, program)
  if (deeper !== undefined) return `${place}; did you mean \`${printPath(deeper)}\`?`
  return `${place}${printChoice(wantedName(failed), names)}`
}

/** The pattern with `**` before the segment that fails, where that matches: what it names lies deeper. */
export function findDeeper(pattern: PathPattern, reached: number, program: Program): PathPattern | undefined {
  const { segments, span } = pattern
  if (reached >= segments.length || segments[reached - 1]?.kind === 'any') return undefined
  const deeper = { ...pattern, segments: segments.toSpliced(reached, 0, { kind: 'any', span }) }
  return pathsFor(pattern, program).some(compilePattern(deeper)) ? deeper : undefined
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

/** Paths of the arguments, of the results, or of the gradients, by which of them the pattern is of. */
export const pathsFor = (pattern: PathPattern, program: Program): (readonly string[])[] =>
  pathsOfKind(kindOfPattern(pattern), program)

/** Each once. */
export function pathsOfKind(kind: PathKind, program: Program): (readonly string[])[] {
  if (kind === 'gradient')
    return [...new Set(gradientsOf(program).map(({ argument }) => argument))]
      .sort((a, b) => a - b)
      .map((argument) => gradientPath(program, argument))
  const { module } = program
  return (kind === 'result' ? module.results : module.arguments).map(({ segments }) => segments)
}

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

function describeScope({ scope, pass, result }: ScopeTarget, program: Program): string {
  const isBackward = pass === 'backward'
  const where = isBackward ? ' in the backward pass' : ''
  const leaves = (own: ScopePass): boolean =>
    findScopeValues(program, { scope, pass: own, result: undefined }).length > 0
  if (result !== undefined && leaves(pass))
    return `no scope or operation that \`${scope}\` matches has a result ${result}${where}; results are counted from 0`
  const scopes = scopeNames(program)
  if (scopes.length === 0) return `no value leaves \`${scope}\`: the model's locations name no scopes`
  if (isBackward && !getScopeTable(program).isBackward.includes(1))
    return `no value leaves \`${scope}\` in the backward pass: the model's locations name none`
  if (leaves(isBackward ? 'forward' : 'backward'))
    return isBackward
      ? `no value leaves \`${scope}\` in the backward pass; without \`backward\` it names what leaves it in the forward pass`
      : `no value leaves \`${scope}\` in the forward pass; \`at "${scope}" backward\` names what leaves it in the backward pass`
  const none = `no value leaves a scope \`${scope}\`, and no operation is called so`
  const end = scope.lastIndexOf('/')
  const inside = end < 0 ? [] : primitivesIn(program, scope.slice(0, end), isBackward)
  if (inside.length === 0) return `${none}${printChoice(scope, scopes, String)}`
  return `${none}; nothing in \`${scope.slice(0, end)}\` is \`${scope.slice(end + 1)}\`${printChoice(scope.slice(end + 1), inside, String)}`
}

/** A number alone would be quoted where a path begins. */
const printSegmentPattern = (segment: PatternSegment): string =>
  segment.kind === 'glob' && !segment.isQuoted ? segment.text : printPattern([segment])

const printPattern = (segments: readonly PatternSegment[]): string =>
  printPath({ kind: 'path', segments, span: { start: 0, end: 0 } })
