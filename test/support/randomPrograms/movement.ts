// Random operations that move elements: broadcast, reshape, transpose, slices, pad, concatenate, reverse.
import type { Draft, Value } from './draft'
import { anyValue, count, define, find, fits, isTame, randomDims, sameType, sizes, typeOf } from './draft'
import type { Maker } from './elementwise'

const any = (draft: Draft, rank = 1): Value => anyValue(draft, isTame, 'f32', rank)

const list = (items: readonly number[]): string => `[${items.join(', ')}]`

function startIndices(draft: Draft, rank: number): Value[] {
  return Array.from({ length: rank }, () =>
    find(
      draft,
      (value) => value.dims.length === 0 && value.element === 'i32',
      () => ({ dims: [], element: 'i32', low: -1, high: 6 }),
    ),
  )
}

/** Splits one dim in two, or merges two neighbours. */
function reshaped(draft: Draft, dims: readonly number[]): number[] {
  const { tape } = draft
  const at = tape.below(dims.length)
  const size = dims[at] ?? 1
  const divisors = [2, 3, 4, 1].filter((divisor) => size % divisor === 0)
  if (tape.below(2) === 0 && at + 1 < dims.length)
    return [...dims.slice(0, at), size * dims[at + 1]!, ...dims.slice(at + 2)]
  const divisor = tape.pick(divisors)
  return [...dims.slice(0, at), divisor, size / divisor, ...dims.slice(at + 1)]
}

export const movementMakers: Readonly<Record<string, Maker>> = {
  broadcast: (draft) => {
    const x = any(draft, 0)
    const { tape } = draft
    const dims = [...x.dims]
    const map = x.dims.map((_, dim) => dim)
    const at = tape.below(dims.length + 1)
    dims.splice(at, 0, tape.pick(sizes))
    const widened = dims.map((size, dim) => (dim !== at && size === 1 && tape.below(2) === 0 ? 2 : size))
    const source = map.map((dim) => (dim >= at ? dim + 1 : dim))
    if (!fits(widened)) return
    const to = { ...x, dims: widened }
    define(draft, `stablehlo.broadcast_in_dim ${x.name}, dims = ${list(source)} : (${typeOf(x)}) -> ${typeOf(to)}`, to)
  },
  reshape: (draft) => {
    const x = any(draft)
    const dims = draft.tape.below(2) === 0 ? reshaped(draft, x.dims) : reshaped(draft, reshaped(draft, x.dims))
    const to = { ...x, dims }
    define(draft, `stablehlo.reshape ${x.name} : (${typeOf(x)}) -> ${typeOf(to)}`, to)
  },
  oddReshape: (draft) => {
    const x = anyValue(draft, (value) => isTame(value) && value.dims.length > 1, 'f32', 2)
    const to = { ...x, dims: draft.tape.below(2) === 0 ? [count(x.dims)] : [...x.dims].reverse() }
    define(draft, `stablehlo.reshape ${x.name} : (${typeOf(x)}) -> ${typeOf(to)}`, to)
  },
  transpose: (draft) => {
    const x = any(draft)
    const permutation = draft.tape.shuffle(x.dims.map((_, dim) => dim))
    const to = { ...x, dims: permutation.map((dim) => x.dims[dim]!) }
    define(draft, `stablehlo.transpose ${x.name}, dims = ${list(permutation)} : (${typeOf(x)}) -> ${typeOf(to)}`, to)
  },
  slice: (draft) => {
    const x = any(draft)
    const { tape } = draft
    const ranges = x.dims.map((size) => {
      if (tape.below(2) === 0) return { start: 0, end: size, stride: 1 }
      const start = tape.below(size)
      return { start, end: start + 1 + tape.below(size - start), stride: 1 + tape.below(2) }
    })
    const to = { ...x, dims: ranges.map(({ start, end, stride }) => Math.ceil((end - start) / stride)) }
    const text = ranges.map(({ start, end, stride }) => `${start}:${end}${stride === 1 ? '' : `:${stride}`}`).join(', ')
    define(draft, `stablehlo.slice ${x.name} [${text}] : (${typeOf(x)}) -> ${typeOf(to)}`, to)
  },
  dynamicSlice: (draft) => {
    const x = any(draft)
    const starts = startIndices(draft, x.dims.length)
    const dims = x.dims.map((size) => (draft.tape.below(2) === 0 ? size : 1 + draft.tape.below(size)))
    const to = { ...x, dims }
    const operands = [x, ...starts]
    const types = `(${operands.map(typeOf).join(', ')}) -> ${typeOf(to)}`
    define(
      draft,
      `stablehlo.dynamic_slice ${operands.map(({ name }) => name).join(', ')}, sizes = ${list(dims)} : ${types}`,
      to,
    )
  },
  dynamicUpdateSlice: (draft) => {
    const x = any(draft)
    const dims = x.dims.map((size) => (draft.tape.below(2) === 0 ? size : 1 + draft.tape.below(size)))
    const update = sameType(draft, { ...x, dims }, isTame)
    const operands = [x, update, ...startIndices(draft, x.dims.length)]
    const types = `(${operands.map(typeOf).join(', ')}) -> ${typeOf(x)}`
    define(draft, `stablehlo.dynamic_update_slice ${operands.map(({ name }) => name).join(', ')} : ${types}`, {
      ...x,
      bound: Math.max(x.bound, update.bound),
      error: Math.max(x.error, update.error),
    })
  },
  pad: (draft) => {
    const x = any(draft)
    const { tape } = draft
    const value = sameType(draft, { dims: [], element: x.element }, isTame)
    // Below 0 elements are cut off.
    const amount = (least: number): number[] => x.dims.map(() => (tape.below(3) === 0 ? least + tape.below(3) : 0))
    const [low, high, interior] = [amount(-1), amount(-1), amount(0)]
    const dims = x.dims.map((size, dim) => size + low[dim]! + high[dim]! + (size - 1) * interior[dim]!)
    if (!fits(dims) || dims.some((size) => size < 1)) return
    const to = { ...x, dims, bound: Math.max(x.bound, value.bound), error: Math.max(x.error, value.error) }
    const text = `low = ${list(low)}, high = ${list(high)}, interior = ${list(interior)}`
    define(
      draft,
      `stablehlo.pad ${x.name}, ${value.name}, ${text} : (${typeOf(x)}, ${typeOf(value)}) -> ${typeOf(to)}`,
      to,
    )
  },
  concatenate: (draft) => {
    const x = any(draft)
    const dim = draft.tape.below(x.dims.length)
    const parts = [x, ...Array.from({ length: 1 + draft.tape.below(2) }, () => sameType(draft, x, isTame))]
    const dims = x.dims.map((size, i) => (i === dim ? size * parts.length : size))
    if (!fits(dims)) return
    const to = {
      ...x,
      dims,
      bound: Math.max(...parts.map(({ bound }) => bound)),
      error: Math.max(...parts.map(({ error }) => error)),
    }
    const types = `(${parts.map(typeOf).join(', ')}) -> ${typeOf(to)}`
    define(draft, `stablehlo.concatenate ${parts.map(({ name }) => name).join(', ')}, dim = ${dim} : ${types}`, to)
  },
  reverse: (draft) => {
    const x = any(draft)
    const dims = x.dims.flatMap((_, dim) => (draft.tape.below(2) === 0 ? [dim] : []))
    define(draft, `stablehlo.reverse ${x.name}, dims = ${list(dims)} : ${typeOf(x)}`, x)
  },
  zeros: (draft) => {
    const dims = randomDims(draft.tape, 1 + draft.tape.below(3))
    const zero = define(draft, 'stablehlo.constant dense<0.0> : tensor<f32>', { dims: [], element: 'f32', bound: 0 })
    const to = { dims, element: 'f32' as const, bound: 0 }
    define(draft, `stablehlo.broadcast_in_dim ${zero.name}, dims = [] : (tensor<f32>) -> ${typeOf(to)}`, to)
  },
}
