// Tactic (text) -> BoundTactic: the values of the program that each action names.
import type { Outcome, Problem } from '../base/problems'
import { decodeText } from '../mlir/text'
import { evaluateCondition } from '../tactics/conditions'
import { compilePattern } from '../tactics/matchPattern'
import { printNearest } from '../tactics/nearestNames'
import type { Action, PathPattern, Tactic } from '../tactics/syntaxTree'
import type { BoundAction, BoundTactic } from './applyTactic'
import type { Mesh } from './mesh'
import type { Program } from './program'
import { findScopeValues } from './scopes'

/** Axis -1 when the mesh does not have it (reported where names are checked). Problems: patterns that match nothing. */
export function bindTactic(tactic: Tactic, program: Program, mesh: Mesh): Outcome<BoundTactic> {
  const axis = mesh.axes.findIndex(({ name }) => name === tactic.axes[0]?.text)
  const problems: Problem[] = []
  const named = new Set<number>()
  const actions = tactic.actions.map((action): BoundAction => {
    const values = findValues(action, program)
    if (values.length === 0) problems.push(noMatch(action, program))
    else if (values.every((value) => named.has(value))) problems.push(shadowed(action))
    for (const value of values) named.add(value)
    return { values, assignment: action.value }
  })
  return { value: { axis, actions }, problems }
}

/** Values that an action's target and condition name, each once, in program order. */
export function findValues(action: Action, program: Program): number[] {
  const values = targetValues(action, program)
  const { condition } = action
  if (condition === undefined) return values
  return values.filter((value) => {
    const type = program.module.types[program.values.type[value]!]
    return type !== undefined && evaluateCondition(condition, type)
  })
}

function targetValues({ target }: Action, program: Program): number[] {
  switch (target.kind) {
    case 'path':
      return findPathValues(target, program)
    case 'scope':
      return findScopeValues(program, target.scope, target.result)
    case 'value':
      return findNamedValue(target.name, program)
  }
}

function findPathValues(pattern: PathPattern, program: Program): number[] {
  const matches = compilePattern(pattern)
  const first = pattern.segments[0]
  if (first?.kind === 'glob' && first.text === 'result' && !first.isQuoted) {
    const { nodes, outputs } = program
    return program.module.results.flatMap(({ segments }, i) => {
      const node = outputs[i]
      return node !== undefined && matches(segments) ? [nodes.ports[nodes.portStart[node]! + 1]!] : []
    })
  }
  return program.module.arguments.flatMap(({ segments }, i) => (matches(segments) ? [program.arguments[i]!] : []))
}

/** `%57`, `%58#1`, `%arg3` of the analysed function, regions included; what calls expand is not named so. */
function findNamedValue(text: string, program: Program): number[] {
  const [name = '', number = '0'] = text.split('#')
  const { columns } = program.module
  const { values } = program
  const found: number[] = []
  for (let value = 0; value < values.count; value++) {
    const source = values.source[value]!
    const node = values.node[value]!
    if (source < 0 || (node >= 0 && program.nodes.callSite[node]! >= 0)) continue
    if (node >= 0 && program.outputs.includes(node)) continue
    if (columns.values.nameEnd[source]! - columns.values.nameStart[source]! !== name.length) continue
    if (columns.values.operation[source]! >= 0 && columns.values.index[source] !== Number(number)) continue
    if (decodeText(columns.bytes, columns.values.nameStart[source]!, columns.values.nameEnd[source]!) === name)
      found.push(value)
  }
  return found.slice(0, 1)
}

function noMatch(action: Action, program: Program): Problem {
  const span = action.target.span
  const module = program.module
  switch (action.target.kind) {
    case 'path': {
      const wanted = describePattern(action.target)
      const all = { ...action, condition: undefined }
      const count = action.condition === undefined ? 0 : findValues(all, program).length
      if (count > 0) return problem(span, `none of the ${count} values of \`${wanted}\` fulfils the condition`)
      const paths = module.arguments.map(({ path }) => path)
      const inner = new Set(
        module.arguments.flatMap(({ segments }) => segments.map((_, i) => segments.slice(0, i + 1).join('.'))),
      )
      return problem(
        span,
        `\`${wanted}\` matches nothing${printNearest(wanted, [...inner, ...paths].slice(0, mostCandidates))}`,
      )
    }
    case 'scope':
      return problem(span, `no value leaves a scope \`${action.target.scope}\``)
    case 'value':
      return problem(span, `the analysed function has no value \`${action.target.name}\``)
  }
}

const mostCandidates = 5000

const problem = (span: Problem['span'], message: string): Problem => ({ code: 'tactics.no-match', span, message })

const shadowed = (action: Action): Problem => ({
  code: 'tactics.shadowed',
  span: action.target.span,
  message: 'earlier actions of this tactic name all of these values; the first action counts',
})

/** The pattern as text, near enough to compare it with paths. */
function describePattern(pattern: PathPattern): string {
  const print = (segment: PathPattern['segments'][number]): string => {
    switch (segment.kind) {
      case 'any':
        return '**'
      case 'glob':
        return segment.text
      case 'range':
        return `${segment.from}..${segment.to}`
      case 'alternatives':
        return `{${segment.options.map((option) => option.map(print).join('.')).join(', ')}}`
    }
  }
  return pattern.segments.map(print).join('.')
}
