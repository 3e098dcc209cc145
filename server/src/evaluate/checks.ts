// The checks that public test programs end in: two tensors equal bit for bit, nearly, or within units in the last place.
import { readInteger } from '../model/attributes'
import { readDense } from './constants'
import { isComplex, isFloating, partOf, toBits } from './elementTypes'
import { EvaluationError } from './kernel'
import type { OperationPlan } from './plan'
import type { Tensor } from './tensor'

/** Name of the check that an operation or custom_call is, without its dialect. */
function checkName({ name, attributes }: OperationPlan): string | undefined {
  if (name.startsWith('check.')) return name.slice(6)
  return /@(?:"?)check\.(\w+)/.exec(attributes)?.[1]
}

export const isCheck = (plan: OperationPlan): boolean => checkName(plan) !== undefined

/** Says how the operands differ, or undefined where they do as the check wants. */
export function evaluateCheck(plan: OperationPlan, operands: readonly Tensor[]): string | undefined {
  const name = checkName(plan) ?? ''
  const actual = operands[0]
  if (actual === undefined) throw new EvaluationError(`check.${name} without an operand`)
  const expected = operands[1] ?? readDense(plan.attributes, actual.type)
  const fail = (what: string): string => `${name}: ${what}`
  if (actual.type.dims.join() !== expected.type.dims.join())
    return fail(`the shape is [${actual.type.dims.join(', ')}], not [${expected.type.dims.join(', ')}]`)
  const isSame = comparisonOf(plan, name, partOf(actual.type.element))
  for (let i = 0; i < actual.data.length; i++) {
    const [a, b] = [actual.data[i]!, expected.data[i]!]
    if (!isSame(a, b)) return fail(`element ${i} is ${a}, not ${b}`)
  }
  return undefined
}

type Comparison = (a: number | bigint, b: number | bigint) => boolean

function comparisonOf(plan: OperationPlan, name: string, element: Tensor['type']['element']): Comparison {
  const isFloat = isFloating(element) || isComplex(element)
  if (!isFloat) return (a, b) => a === b
  if (name.startsWith('expect_almost_eq')) {
    const tolerance = Number(/tolerance\s*=\s*([\d.eE+-]+)/.exec(plan.attributes)?.[1] ?? 1e-4)
    return (a, b) => bothNaN(a, b) || a === b || Math.abs(Number(a) - Number(b)) <= tolerance
  }
  if (name === 'expect_close') {
    const most = BigInt(readInteger(plan.attributes, 'max_ulp_difference') ?? 3)
    return (a, b) => bothNaN(a, b) || ulpDistance(a, b, element) <= most
  }
  return (a, b) => bothNaN(a, b) || Object.is(a, b)
}

const bothNaN = (a: number | bigint, b: number | bigint): boolean => Number.isNaN(a) && Number.isNaN(b)

/** How many numbers of the element type lie between two of them. */
function ulpDistance(a: number | bigint, b: number | bigint, element: Tensor['type']['element']): bigint {
  if (a === b) return 0n
  if (Number.isNaN(a) || Number.isNaN(b)) return 1n << 64n
  const place = (x: number | bigint): bigint => {
    const size = toBits(Math.abs(Number(x)), element)
    return Number(x) < 0 ? -size : size
  }
  const distance = place(a) - place(b)
  return distance < 0n ? -distance : distance
}
