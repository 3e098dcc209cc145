// expect.failed: the expectation takes today's figure, in its unit, rounded so that it holds.
import { findFigure } from '../../engine/expectations'
import { toUnit } from '../../tactics/readCondition'
import type { Expectation } from '../../tactics/syntaxTree'
import type { FixContext, ProblemFix } from './fix'

export const updateExpectation: ProblemFix<FixContext> = {
  summary: "update the value to today's figure, in the unit that is written, rounded so that the comparison holds",
  make: ({ file, snapshot }, problem) => {
    for (const schedule of file.schedules) {
      const expectation = schedule.expectations.find(({ span }) => span.start === problem.span.start)
      const figures = snapshot?.schedules.find(({ name }) => name === schedule.name.text)?.final
      if (expectation === undefined || snapshot === undefined || figures === undefined) continue
      const actual = findFigure(expectation.figure.text)?.(figures, snapshot.mesh)
      const text = actual === undefined ? undefined : valueThatHolds(expectation, actual)
      if (text === undefined) return []
      const { figure, operator, value } = expectation
      return [
        {
          kind: 'quickfix',
          title: `Expect ${figure.text} ${operator} ${text}`,
          edits: [{ span: value.span, newText: text }],
          needsSimulation: false,
          isPreferred: true,
        },
      ]
    }
    return []
  },
}

/** Digits of a figure that is rounded; counts and sizes without a unit stay exact. */
const digits = 3

/** Text of a value for which `actual OPERATOR value` holds; undefined where a rounded one cannot. */
export function valueThatHolds({ operator, value: { unit } }: Expectation, actual: number): string | undefined {
  const isExact = Number.isInteger(actual) && unit === ''
  const scaled = toUnit(actual, unit)
  const step = isExact ? 1 : 10 ** (Math.floor(Math.log10(Math.max(Math.abs(scaled), 1e-9))) + 1 - digits)
  const print = (steps: number): string => {
    const text = String(Number((steps * step).toPrecision(12)))
    return unit === '' || unit === '%' ? `${text}${unit}` : `${text} ${unit}`
  }
  const [below, above] = [Math.floor(scaled / step), Math.ceil(scaled / step)]
  switch (operator) {
    case '==':
      return Number.isInteger(actual) ? String(actual) : undefined
    case '!=':
      return undefined
    case '<=':
      return print(above)
    case '<':
      return print(above * step > scaled ? above : above + 1)
    case '>=':
      return print(below)
    case '>':
      return print(below * step < scaled ? below : below - 1)
  }
}
