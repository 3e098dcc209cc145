// How a reduction combines elements: one known operation as a function of numbers, or the region, element by element.
import type { ElementType } from '../../model/tensorTypes'
import { isBig, isComplex, isFloating, rounderOf } from '../elementTypes'
import type { KernelCall } from '../kernel'
import type { Tensor } from '../tensor'
import { copyElement, makeTensor } from '../tensor'
import { bigBinaryOf, binaryOf } from './elementwise'

/** Combines element `from` of each source into element `to` of each accumulator. */
export type Accumulate = (accumulators: readonly Tensor[], to: number, sources: readonly Tensor[], from: number) => void

/** `region` is the index of the reducer's region. Accumulators are its first arguments. */
export function makeAccumulator(call: KernelCall, elements: readonly ElementType[], region = 0): Accumulate {
  const { reducer } = call
  const element = elements[0]!
  if (reducer !== undefined && elements.length === 1 && region === 0 && !isComplex(element)) {
    if (isBig(element)) {
      const f = bigBinaryOf(reducer, element)
      return ([into], to, [source], from) => {
        into!.data[to] = f(into!.data[to] as bigint, source!.data[from] as bigint) // 64-bit elements are BigInts
      }
    }
    const f = binaryOf(reducer, element)
    const round = rounderOf(element)
    return ([into], to, [source], from) => {
      const [left, right] = [into!.data as Float64Array, source!.data as Float64Array] // all others are numbers
      left[to] = round(f(left[to]!, right[from]!))
    }
  }
  const scalars = [...elements, ...elements].map((one) => makeTensor(one, []))
  return (accumulators, to, sources, from) => {
    accumulators.forEach((into, i) => copyElement(into, to, scalars[i]!, 0))
    sources.forEach((source, i) => copyElement(source, from, scalars[elements.length + i]!, 0))
    call.runRegion(region, scalars).forEach((combined, i) => copyElement(combined, 0, accumulators[i]!, to))
  }
}

/**
 * Accumulators that sums are taken in: double precision for narrow floats, so that a sum is rounded once; `finish` gives the
 * tensors of the element type.
 */
export function widenSums(call: KernelCall, elements: readonly ElementType[]): ElementType[] {
  const canWiden = call.reducer === 'add' && elements.length === 1 && isFloating(elements[0]!)
  return canWiden ? ['f64'] : [...elements]
}

/** Rounds accumulators to their element types. */
export function finishSums(accumulators: readonly Tensor[], elements: readonly ElementType[]): Tensor[] {
  return accumulators.map((sum, i) => {
    const element = elements[i]!
    if (sum.type.element === element) return sum
    const result = makeTensor(element, sum.type.dims)
    const round = rounderOf(element)
    for (let at = 0; at < result.data.length; at++) result.data[at] = round(Number(sum.data[at]!))
    return result
  })
}

/** Tensors of a shape filled with initial values. */
export function fillWith(
  values: readonly Tensor[],
  dims: readonly number[],
  elements: readonly ElementType[],
): Tensor[] {
  return values.map((value, i) => {
    const filled = makeTensor(elements[i]!, dims)
    for (let at = 0; at < filled.type.elements; at++) copyElement(value, 0, filled, at)
    return filled
  })
}
