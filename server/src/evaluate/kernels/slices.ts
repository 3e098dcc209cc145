// Slices at one index of a dim: taken, written, stacked.
import type { Tensor } from '../tensor'
import { copyElement, eachIndex, makeTensor, stridesOf } from '../tensor'

/** What stands at `index` of a dim, without that dim. */
export function sliceAt(tensor: Tensor, along: number, index: number): Tensor {
  const { dims, element } = tensor.type
  const strides = stridesOf(dims)
  const rest = dims.flatMap((_, dim) => (dim === along ? [] : [dim]))
  const slice = makeTensor(
    element,
    rest.map((dim) => dims[dim]!),
  )
  eachIndex(slice.type.dims, (at, position) => {
    const from = at.reduce((sum, i, k) => sum + i * strides[rest[k]!]!, index * strides[along]!)
    copyElement(tensor, from, slice, position)
  })
  return slice
}

/** Writes a slice where `sliceAt` would take it. */
export function writeSlice(target: Tensor, along: number, index: number, slice: Tensor): void {
  const strides = stridesOf(target.type.dims)
  const rest = target.type.dims.flatMap((_, dim) => (dim === along ? [] : [dim]))
  eachIndex(slice.type.dims, (at, position) => {
    const to = at.reduce((sum, i, k) => sum + i * strides[rest[k]!]!, index * strides[along]!)
    copyElement(slice, position, target, to)
  })
}

/** Tensors of one shape along a new first dim. */
export function stack(tensors: readonly Tensor[]): Tensor {
  const { element, dims, elements } = tensors[0]!.type
  const result = makeTensor(element, [tensors.length, ...dims])
  tensors.forEach((tensor, i) => {
    for (let at = 0; at < elements; at++) copyElement(tensor, at, result, i * elements + at)
  })
  return result
}
