// A pattern written out as one line for each argument, and lines folded back into the fewest patterns that name the same.
import { printPath } from '../../base/paths'
import type { Span } from '../../base/problems'
import { findValues } from '../../sharding/bindTactic'
import { gradientPath, gradientsOf } from '../../sharding/gradients'
import { pathsOfKind } from '../../sharding/noMatch'
import type { Program } from '../../sharding/program'
import { foldPaths, printExactPath } from '../../tactics/foldPaths'
import { compilePattern, kindOfPattern } from '../../tactics/matchPattern'
import { printAction, printValue } from '../../tactics/printTactics'
import type { Action, PathPattern, Tactic } from '../../tactics/syntaxTree'
import { replaceActions } from './bodyEdits'
import { ownValues } from './dimFixes'
import { textAt } from './edits'
import type { Candidate, FixContext, Refactoring } from './fix'

/** More than that nobody reads. */
const mostLines = 500

export const writeOutPattern: Refactoring<FixContext> = {
  summary: 'write a pattern out as one line for each argument',
  make: (context, selection) => {
    const { model, sources } = context
    const place = actionAt(context, selection)
    if (model === undefined || place === undefined) return []
    const { tactic, index } = place
    const action = tactic.actions[index]!
    const { target } = action
    if (target.kind !== 'path') return []
    // What an earlier action names would only be shadowed here.
    const paths = pathsOf(target, ownValues(tactic, action, model.program), model.program)
    const lines = paths.map((path) => `${printExactPath(path, kindOfPattern(target))}: ${printValue(action.value)}`)
    if (lines.length === 0 || lines.length > mostLines || (lines.length === 1 && lines[0] === printAction(action)))
      return []
    const what = kindOfPattern(target)
    const title = `Write \`${textAt(sources, target.span)}\` out (${lines.length} ${what}${lines.length === 1 ? '' : 's'})`
    const edits = replaceActions(sources, tactic, { from: index, to: index }, lines)
    return [{ kind: 'refactor.rewrite', title, edits, needsSimulation: false }]
  },
}

export const foldLines: Refactoring<FixContext> = {
  summary: 'fold lines that do the same into the fewest patterns that name the same arguments',
  make: (context, selection) => {
    const { model, sources } = context
    const place = actionAt(context, selection)
    if (model === undefined || place === undefined) return []
    const { tactic, index } = place
    const run = foldableRun(tactic, index)
    if (run === undefined) return []
    const actions = tactic.actions.slice(run.from, run.to + 1)
    const [first] = actions
    if (first?.target.kind !== 'path') return []
    const kind = kindOfPattern(first.target)
    const all = pathsOfKind(kind, model.program)
    const tests = actions.flatMap(({ target }) => (target.kind === 'path' ? [compilePattern(target)] : []))
    const wanted = all.filter((path) => tests.some((matches) => matches(path)))
    const patterns = foldPaths(wanted, all, { kind })
    const lines = patterns.map((pattern) => `${pattern}: ${printValue(first.value)}`)
    const written = actions.map(printAction)
    if (patterns.length === 0 || lines.join('').length >= written.join('').length) return []
    const into = lines.length === 1 ? `\`${patterns[0]!}\`` : `${lines.length} patterns`
    const title = actions.length === 1 ? `Write as ${into}` : `Fold ${actions.length} lines into ${into}`
    const edits = replaceActions(sources, tactic, run, lines)
    return [{ kind: 'refactor.rewrite', title, edits, needsSimulation: false } satisfies Candidate]
  },
}

/** The first action that a selection touches; a caret counts anywhere on the action's line. */
export function actionAt(
  { file }: FixContext,
  { start, end }: Span,
): { readonly tactic: Tactic; readonly index: number } | undefined {
  for (const tactic of file.tactics) {
    const index = tactic.actions.findIndex(({ span }) => span.start <= end && start <= span.end)
    if (index >= 0) return { tactic, index }
  }
  return undefined
}

/** Actions next to each other that are alike in all but their path: the order of these does not count. */
function foldableRun({ actions }: Tactic, index: number): { from: number; to: number } | undefined {
  const own = actions[index]!
  const keyOf = ({ target, condition, value }: Action): string | undefined =>
    target.kind !== 'path' || condition !== undefined ? undefined : `${kindOfPattern(target)} ${printValue(value)}`
  const key = keyOf(own)
  if (key === undefined) return undefined
  let [from, to] = [index, index]
  while (from > 0 && keyOf(actions[from - 1]!) === key) from--
  while (to + 1 < actions.length && keyOf(actions[to + 1]!) === key) to++
  return { from, to }
}

/** Paths that a pattern names, of values that are given. */
function pathsOf(target: PathPattern, values: readonly number[], program: Program): (readonly string[])[] {
  const matches = compilePattern(target)
  const kind = kindOfPattern(target)
  const paths = pathsOfKind(kind, program)
  if (kind === 'result') return paths.filter(matches)
  const wanted = new Set(values)
  if (kind === 'argument') return paths.filter((path, i) => matches(path) && wanted.has(program.arguments[i]!))
  const named = new Set(
    gradientsOf(program).flatMap(({ argument, value }) =>
      wanted.has(value) ? [printPath(gradientPath(program, argument))] : [],
    ),
  )
  return paths.filter((path) => matches(path) && named.has(printPath(path)))
}

/** Values that any of some actions name. */
export const namedBy = (actions: readonly Action[], program: Program): Set<number> =>
  new Set(actions.flatMap((action) => findValues(action, program)))
