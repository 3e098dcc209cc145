// Tensors cut into the shards that devices hold, and inputs for a check that a wrong program does not survive.
import type { TensorType } from '../model/tensorTypes'
import { allocate, isBig, isComplex, isFloating, isUnsigned, rounderOf } from './elementTypes'
import type { Tensor } from './tensor'
import { copyElement, eachIndex, makeTensor, stridesOf } from './tensor'

/** The part of a tensor at shard coordinates `at` of `counts` shards by dim. */
export function shardOf(tensor: Tensor, counts: readonly number[], at: readonly number[]): Tensor {
  const { dims, element } = tensor.type
  if (counts.every((count) => count === 1)) return tensor
  const sizes = dims.map((size, dim) => size / counts[dim]!)
  const shard = makeTensor(element, sizes)
  const strides = stridesOf(dims)
  eachIndex(sizes, (index, position) => {
    const from = index.reduce((sum, own, dim) => sum + (own + at[dim]! * sizes[dim]!) * strides[dim]!, 0)
    copyElement(tensor, from, shard, position)
  })
  return tensor.type.quantization === undefined
    ? shard
    : { type: { ...shard.type, quantization: tensor.type.quantization }, data: shard.data }
}

/** Least and largest input; integers below the largest. */
export type Range = readonly [low: number, high: number]

/**
 * Elements of argument `index`, the same on every machine: floats in [-1, 1), integers in [0, 4), booleans, or as `range` says.
 */
export function makeInput(type: TensorType, index: number, seed: number, range: Range | undefined): Tensor {
  const data = allocate(type.element, type.elements)
  const parts = isComplex(type.element) ? 2 : 1
  const isFloat = isFloating(type.element) || parts === 2
  const [low, high] = range ?? (isFloat ? [-1, 1] : [0, 4])
  const round = isBig(type.element) ? undefined : rounderOf(type.element)
  for (let i = 0; i < data.length; i++) {
    const word = randomWord(Math.floor(i / parts), index, seed + (i % parts))
    if (round === undefined) data[i] = BigInt(integerIn(word, low, high, isUnsigned(type.element)))
    else if (type.element === 'i1') data[i] = word % 2
    else
      data[i] = round(
        isFloat ? low + ((high - low) * (word >>> 8)) / 2 ** 24 : integerIn(word, low, high, isUnsigned(type.element)),
      )
  }
  return { type, data }
}

function integerIn(word: number, low: number, high: number, unsigned: boolean): number {
  const least = unsigned ? Math.max(Math.ceil(low), 0) : Math.ceil(low)
  return least + (word % Math.max(Math.ceil(high) - least, 1))
}

/** A well mixed 32-bit number of (element, argument, seed). */
function randomWord(k: number, i: number, seed: number): number {
  let x = (k + Math.imul(i + 1, 0x9e3779b9) + Math.imul(seed, 0x85ebca6b)) >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0
  return (x ^ (x >>> 16)) >>> 0
}
