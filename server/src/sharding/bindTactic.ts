// Tactic (text) -> BoundTactic: the values of the program that each action names.
import { indexed } from '../base/indexed'
import type { Outcome, Problem } from '../base/problems'
import { unknownAxis } from '../tactics/checkTactic'
import { evaluateCondition } from '../tactics/conditions'
import { compilePattern, kindOfPattern } from '../tactics/matchPattern'
import { isPlace } from '../tactics/shiftSpans'
import type { Action, PathPattern, Tactic } from '../tactics/syntaxTree'
import type { BoundAction, BoundTactic } from './applyTactic'
import type { Mesh } from './mesh'
import { describeDeadAlternatives } from './deadAlternatives'
import { gradientPath, gradientsOf } from './gradients'
import { describeNoMatch } from './noMatch'
import type { Program } from './program'
import { findScopeValues } from './scopes'
import { findNamedValues } from './valueNames'

/**
 * Binds a manual tactic. The axis is -1 when the mesh does not have it.
 * Problems: an unknown axis (the very one that checking names gives), actions that match nothing or of whose braces a part
 * does, and actions whose values earlier ones of the tactic name.
 */
export function bindTactic(tactic: Tactic, program: Program, mesh: Mesh): Outcome<BoundTactic> {
  const names = mesh.axes.map(({ name }) => name)
  const first = tactic.axes[0]
  const known = boundActions(program)
  const bound = known.get(tactic) ?? bindActions(tactic, program)
  known.set(tactic, bound)
  const axis = first === undefined ? -1 : names.indexOf(first.text)
  const problems = first === undefined ? [] : unknownAxis(first, names)
  return { value: { axis, actions: bound.value }, problems: [...problems, ...bound.problems] }
}

/** Schedules share tactics, and what a tactic's actions name is the same in all of them. */
const boundActions = indexed((_: Program) => new WeakMap<Tactic, Outcome<readonly BoundAction[]>>())

function bindActions(tactic: Tactic, program: Program): Outcome<readonly BoundAction[]> {
  const problems: Problem[] = []
  const named = new Set<number>()
  const value = tactic.actions.map((action): BoundAction => {
    const values = findValues(action, program)
    if (values.length === 0) problems.push(describeNoMatch(action, findTargetValues(action, program), program))
    else if (values.every((one) => named.has(one))) problems.push(shadowed(action))
    if (values.length > 0 && action.target.kind === 'path') {
      problems.push(...describeDeadAlternatives(action.target, program))
    }
    for (const one of values) named.add(one)
    return { values, assignment: action.value }
  })
  return { value, problems }
}

/** Values that an action's target and condition name, each once, in program order. */
export function findValues(action: Action, program: Program): readonly number[] {
  const values = findTargetValues(action, program)
  const { condition } = action
  if (condition === undefined) return values
  return values.filter((value) => {
    const type = program.module.types[program.values.type[value]!]
    return type !== undefined && evaluateCondition(condition, type)
  })
}

/** The same whatever the condition says. */
export function findTargetValues({ target }: Action, program: Program): readonly number[] {
  switch (target.kind) {
    case 'path':
      return findPathValues(target, program)
    case 'scope':
      return findScopeValues(program, target)
    case 'value':
      return findNamedValues(program, target.name)
  }
}

/** Of the patterns that are asked for again with every key: those of the text, and a while those that it held. */
const mostPatterns = 256

const knownPaths = indexed((_: Program) => new Map<string, readonly number[]>())

function findPathValues(pattern: PathPattern, program: Program): readonly number[] {
  const known = knownPaths(program)
  const key = JSON.stringify(pattern.segments, (name, value: unknown) => (isPlace(name) ? undefined : value))
  const values = known.get(key) ?? matchPaths(pattern, program)
  // What was asked for last stands at the end.
  known.delete(key)
  known.set(key, values)
  for (const oldest of known.keys()) if (known.size > mostPatterns) known.delete(oldest)
  return values
}

function matchPaths(pattern: PathPattern, program: Program): number[] {
  const matches = compilePattern(pattern)
  const { nodes, outputs, module } = program
  switch (kindOfPattern(pattern)) {
    case 'argument':
      return module.arguments.flatMap(({ segments }, i) => (matches(segments) ? [program.arguments[i]!] : []))
    case 'gradient':
      return gradientsOf(program).flatMap(({ argument, value }) =>
        matches(gradientPath(program, argument)) ? [value] : [],
      )
    case 'result':
      return module.results.flatMap(({ segments }, i) => {
        const node = outputs[i]
        return node !== undefined && matches(segments) ? [nodes.ports[nodes.portStart[node]! + 1]!] : []
      })
  }
}

const shadowed = (action: Action): Problem => ({
  code: 'tactics.shadowed',
  span: action.target.span,
  message: 'earlier actions of this tactic name all of these values; the first action counts',
})
