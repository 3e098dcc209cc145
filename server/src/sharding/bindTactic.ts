// Tactic (text) -> BoundTactic: the values of the program that each action names.
import type { Outcome, Problem } from '../base/problems'
import { unknownAxis } from '../tactics/checkTactic'
import { evaluateCondition } from '../tactics/conditions'
import { compilePattern, isResultPattern } from '../tactics/matchPattern'
import type { Action, PathPattern, Tactic } from '../tactics/syntaxTree'
import type { BoundAction, BoundTactic } from './applyTactic'
import type { Mesh } from './mesh'
import { describeDeadAlternatives } from './deadAlternatives'
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
  const problems = first === undefined ? [] : unknownAxis(first, names)
  const named = new Set<number>()
  const actions = tactic.actions.map((action): BoundAction => {
    const values = findValues(action, program)
    if (values.length === 0) problems.push(describeNoMatch(action, findTargetValues(action, program), program))
    else if (values.every((value) => named.has(value))) problems.push(shadowed(action))
    if (values.length > 0 && action.target.kind === 'path') {
      problems.push(...describeDeadAlternatives(action.target, program))
    }
    for (const value of values) named.add(value)
    return { values, assignment: action.value }
  })
  return { value: { axis: first === undefined ? -1 : names.indexOf(first.text), actions }, problems }
}

/** Values that an action's target and condition name, each once, in program order. */
export function findValues(action: Action, program: Program): number[] {
  const values = findTargetValues(action, program)
  const { condition } = action
  if (condition === undefined) return values
  return values.filter((value) => {
    const type = program.module.types[program.values.type[value]!]
    return type !== undefined && evaluateCondition(condition, type)
  })
}

/** The same whatever the condition says. */
export function findTargetValues({ target }: Action, program: Program): number[] {
  switch (target.kind) {
    case 'path':
      return findPathValues(target, program)
    case 'scope':
      return findScopeValues(program, target.scope, target.result)
    case 'value':
      return findNamedValues(program, target.name)
  }
}

function findPathValues(pattern: PathPattern, program: Program): number[] {
  const matches = compilePattern(pattern)
  const { nodes, outputs, module } = program
  if (!isResultPattern(pattern)) {
    return module.arguments.flatMap(({ segments }, i) => (matches(segments) ? [program.arguments[i]!] : []))
  }
  return module.results.flatMap(({ segments }, i) => {
    const node = outputs[i]
    return node !== undefined && matches(segments) ? [nodes.ports[nodes.portStart[node]! + 1]!] : []
  })
}

const shadowed = (action: Action): Problem => ({
  code: 'tactics.shadowed',
  span: action.target.span,
  message: 'earlier actions of this tactic name all of these values; the first action counts',
})
