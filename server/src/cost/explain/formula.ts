// The formulas that explanations show: text -> the same text with numbers put in, and its value. One grammar for both, so
// that what is shown is what is checked against the figures.
import { formatQuantity } from '../../base/format'
import type { Unit } from '../../base/units'

/** A number that a formula's symbol stands for. */
export interface Operand {
  readonly symbol: string
  readonly value: number
  readonly unit: Unit
}

const token = /[\p{L}_][\p{L}\p{N}_]*|\d+(?:\.\d+)?|[+−·/(),]|\s+|./gu
const functions: Readonly<Record<string, (...values: number[]) => number>> = {
  max: Math.max,
  min: Math.min,
  floor: Math.floor,
  ceil: Math.ceil,
}
const isName = (text: string): boolean => /^[\p{L}_]/u.test(text)

/** The formula with each symbol's number in its unit, in parentheses where it is a rate, whose own slash would mislead. */
export function substitute(formula: string, operands: readonly Operand[]): string {
  return (formula.match(token) ?? [])
    .map((text) => {
      const operand = operands.find(({ symbol }) => symbol === text)
      if (operand === undefined) return text
      const number = formatQuantity(operand.value, operand.unit)
      return number.includes('/') ? `(${number})` : number
    })
    .join('')
}

/** Value of `+ − · /`, parentheses, `max`, `min`, `floor` and `ceil` over the operands. Throws where the formula is not well formed: it is ours. */
export function evaluateFormula(formula: string, operands: readonly Operand[]): number {
  const tokens = (formula.match(token) ?? []).filter((text) => text.trim() !== '')
  let at = 0
  const fail = (): never => {
    throw new Error(`formula \`${formula}\` cannot be read at \`${tokens[at] ?? 'its end'}\``)
  }
  const take = (text: string): void => void (tokens[at] === text ? at++ : fail())
  const list = (): number[] => {
    take('(')
    const values = [sum()]
    while (tokens[at] === ',') values.push((at++, sum()))
    take(')')
    return values
  }
  const factor = (): number => {
    const text = tokens[at] ?? fail()
    if (text === '(') return list()[0]!
    at++
    if (!isName(text)) return /^\d/.test(text) ? Number(text) : fail()
    const apply = Object.hasOwn(functions, text) ? functions[text] : undefined
    if (apply !== undefined && tokens[at] === '(') return apply(...list())
    return operands.find(({ symbol }) => symbol === text)?.value ?? fail()
  }
  const product = (): number => {
    let value = factor()
    while (tokens[at] === '·' || tokens[at] === '/') value = tokens[at++] === '·' ? value * factor() : value / factor()
    return value
  }
  const sum = (): number => {
    let value = product()
    while (tokens[at] === '+' || tokens[at] === '−')
      value = tokens[at++] === '+' ? value + product() : value - product()
    return value
  }
  const value = sum()
  return at === tokens.length ? value : fail()
}
