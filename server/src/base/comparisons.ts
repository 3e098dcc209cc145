// The comparisons that expectations, conditions and filters write.

const operators = ['==', '!=', '<', '<=', '>', '>='] as const
export type ComparisonOperator = (typeof operators)[number]

type Compared = number | string

/** Both sides are of one kind. */
export const comparisons: Readonly<Record<ComparisonOperator, (a: Compared, b: Compared) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

/** The operator that is written so, if there is one. */
export const findOperator = (text: string): ComparisonOperator | undefined =>
  operators.find((operator) => operator === text)
