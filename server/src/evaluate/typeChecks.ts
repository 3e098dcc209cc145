// Values against what the module declares of them: no kernel looks at shapes itself, so a wrong program must not get past here.
import type { OperationKind } from '../model/operations'
import type { TensorType } from '../model/tensorTypes'
import { printTensorType } from '../model/tensorTypes'
import { EvaluationError } from './kernel'
import type { Tensor } from './tensor'
import { entriesOf } from './tensor'

/** Throws when a tensor is not of its declared type: element type and sizes, where `?` takes any. `what` names the value. */
export function checkType(what: string, found: Tensor, declared: TensorType): void {
  const { type } = found
  if (declared.element === 'opaque') return
  const isSame = type === declared || (type.element === declared.element && fits(type.dims, declared.dims))
  if (!isSame)
    throw new EvaluationError(`${what} is ${printTensorType(type)} where ${printTensorType(declared)} is declared`)
  const entries = type.elements * entriesOf(found)
  if (found.data.length !== entries)
    throw new EvaluationError(`${what} has ${found.data.length} entries where ${printTensorType(type)} has ${entries}`)
}

function fits(found: readonly number[], declared: readonly number[]): boolean {
  if (found.length !== declared.length) return false
  for (let dim = 0; dim < found.length; dim++) if (declared[dim]! >= 0 && found[dim] !== declared[dim]) return false
  return true
}

/** Throws when operands of an elementwise operation have different sizes; broadcasting ones may have sizes of one. */
export function checkOperands(name: string, kind: OperationKind, operands: readonly Tensor[]): void {
  const whole = kind === 'select' || kind === 'clamp' ? 1 : 0
  const first = operands[whole]
  if (operands.length < 2 || first === undefined) return
  const agree = kind.startsWith('broadcast_') ? canBroadcast : fits
  operands.forEach(({ type }, i) => {
    if ((type.dims.length === 0 && mayBeScalar(kind, i)) || agree(type.dims, first.type.dims)) return
    const [one, other] = [printTensorType(first.type), printTensorType(type)]
    throw new EvaluationError(`operands ${whole} and ${i} of ${name} have different sizes: ${one} and ${other}`)
  })
}

/** Operands that may be one element for all: the predicate of select, the bounds of clamp. */
const mayBeScalar = (kind: OperationKind, operand: number): boolean =>
  (kind === 'select' && operand === 0) || (kind === 'clamp' && operand !== 1)

/** Aligned at their last dims, sizes are equal or one of them is 1. */
function canBroadcast(one: readonly number[], other: readonly number[]): boolean {
  const shared = Math.min(one.length, other.length)
  for (let i = 1; i <= shared; i++) {
    const [left, right] = [one[one.length - i]!, other[other.length - i]!]
    if (left !== right && left !== 1 && right !== 1) return false
  }
  return true
}
