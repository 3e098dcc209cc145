// Fixes of a condition that no value fulfils: the element type that is meant, or no condition.
import type { Program } from '../../sharding/program'
import { findNearest } from '../../tactics/nearestNames'
import type { Action, Condition } from '../../tactics/syntaxTree'
import type { Candidate } from './fix'
import { changeTo } from './nearestNameFixes'

/** Candidates for an action whose target names `values`, none of which its condition lets pass. */
export function changeCondition(
  { target, condition, valueSpan }: Action,
  values: readonly number[],
  program: Program,
): Candidate[] {
  if (condition === undefined) return []
  const edits = [{ span: { start: target.span.end, end: valueSpan.start }, newText: ': ' }]
  const elements = [
    ...new Set(values.flatMap((value) => program.module.types[program.values.type[value]!]?.element ?? [])),
  ]
  const removal: Candidate = { kind: 'quickfix', title: 'Remove the condition', edits, needsSimulation: true }
  return [...comparisonsIn(condition).flatMap((one) => otherElement(one, elements)), removal]
}

type Comparison = Extract<Condition, { kind: 'comparison' }>

/** `float32`, or an element type that none of the values has. */
function otherElement({ property, operator, value, span }: Comparison, elements: readonly string[]): Candidate[] {
  if (property !== 'dtype' || typeof value !== 'string' || elements.includes(value)) return []
  const meant = shortName(value)
  const near = elements.includes(meant) ? [meant] : findNearest(meant, elements)
  const chosen = near.length > 0 || elements.length > 1 ? near : elements
  return changeTo(
    span,
    chosen.map((element) => `dtype ${operator} ${element}`),
  )
}

/** Names of Python's libraries as StableHLO writes them: `bfloat16` is `bf16`. */
const shortName = (name: string): string =>
  name
    .replace(/^bfloat(?=\d)/, 'bf')
    .replace(/^float(?=\d)/, 'f')
    .replace(/^uint(?=\d)/, 'ui')
    .replace(/^int(?=\d)/, 'i')
    .replace(/^bool$/, 'i1')

/** All comparisons of a condition. */
export function comparisonsIn(condition: Condition): Extract<Condition, { kind: 'comparison' }>[] {
  if (condition.kind === 'comparison') return [condition]
  if (condition.kind === 'not') return comparisonsIn(condition.operand)
  return [...comparisonsIn(condition.left), ...comparisonsIn(condition.right)]
}
