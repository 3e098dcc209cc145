// How a reduction combines elements: one known operation as a function of numbers, or the region, element by element.
import type { ElementType } from '../../model/tensorTypes'
import { isBig, isComplex, rounderOf } from '../elementTypes'
import type { KernelCall } from '../kernel'
import type { Tensor } from '../tensor'
import { copyElement, makeTensor } from '../tensor'
import { applyBinary, bigBinaryOf, binaryOf } from './elementwise'

/** Combines element `from` of each source into element `to` of each accumulator. */
export type Accumulate = (accumulators: readonly Tensor[], to: number, sources: readonly Tensor[], from: number) => void

/** `region` is the index of the reducer's region. Accumulators are its first arguments. */
export function makeAccumulator(call: KernelCall, elements: readonly ElementType[], region = 0): Accumulate {
  const { reducer } = call
  const element = elements[0]!
  if (reducer !== undefined && elements.length === 1 && region === 0 && isComplex(element)) {
    const [left, right] = [makeTensor(element, []), makeTensor(element, [])]
    return ([into], to, [source], from) => {
      copyElement(into!, to, left, 0)
      copyElement(source!, from, right, 0)
      copyElement(applyBinary(reducer, left, right), 0, into!, to)
    }
  }
  if (reducer !== undefined && elements.length === 1 && region === 0) {
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
