// `where` conditions over the global type of a value.
import { comparisons } from '../base/comparisons'
import type { Condition } from './syntaxTree'

/** What a condition may ask of a value. */
export interface Subject {
  readonly dims: readonly number[]
  readonly element: string
  readonly elements: number
  readonly bytes: number
}

/** A dim that the value does not have compares as false, whatever the operator. */
export function evaluateCondition(condition: Condition, subject: Subject): boolean {
  switch (condition.kind) {
    case 'and':
      return evaluateCondition(condition.left, subject) && evaluateCondition(condition.right, subject)
    case 'or':
      return evaluateCondition(condition.left, subject) || evaluateCondition(condition.right, subject)
    case 'not':
      return !evaluateCondition(condition.operand, subject)
    case 'comparison': {
      const { operator, value } = condition
      const actual = readProperty(condition, subject)
      return actual !== undefined && typeof actual === typeof value && comparisons[operator](actual, value)
    }
  }
}

function readProperty(comparison: Condition & { kind: 'comparison' }, subject: Subject): number | string | undefined {
  switch (comparison.property) {
    case 'rank':
      return subject.dims.length
    case 'bytes':
      return subject.bytes
    case 'elements':
      return subject.elements
    case 'dtype':
      return subject.element
    case 'dim':
      return subject.dims.at(comparison.dim ?? 0)
  }
}
