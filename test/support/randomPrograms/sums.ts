// Random contractions, reductions, windows and sorts.
import type { Draft, Element, Value } from './draft'
import {
  anyValue,
  count,
  define,
  find,
  fits,
  isExact,
  isFloat,
  isInteger,
  isTame,
  keep,
  sameType,
  sizes,
  typeOf,
} from './draft'
import type { Maker } from './elementwise'

const list = (items: readonly number[]): string => `[${items.join(', ')}]`
const array = (items: readonly number[]): string => `array<i64: ${items.join(', ')}>`

const small = (value: Value): boolean => isTame(value) && value.bound < 1000

/** A region of one operation on two scalars. */
const reducerText = (name: string, element: Element, prefix: string): string[] => [
  `^bb0(%${prefix}l: tensor<${element}>, %${prefix}r: tensor<${element}>):`,
  `  %${prefix}o = stablehlo.${name} %${prefix}l, %${prefix}r : tensor<${element}>`,
  `  stablehlo.return %${prefix}o : tensor<${element}>`,
]

function scalarConstant(draft: Draft, element: Element, number: number): Value {
  const text = isFloat(element) ? number.toExponential(3) : String(number)
  return define(draft, `stablehlo.constant dense<${text}> : tensor<${element}>`, {
    dims: [],
    element,
    bound: Math.abs(number),
  })
}

function dotGeneral(draft: Draft): void {
  const { tape } = draft
  const x = anyValue(draft, (value) => (isFloat(value.element) || value.element === 'i32') && small(value), 'f32', 1)
  const roles = tape.shuffle(x.dims.map((_, dim) => dim))
  const batching = roles.slice(0, tape.below(Math.min(2, roles.length)))
  const contracting = roles.slice(
    batching.length,
    batching.length + tape.below(Math.min(3, roles.length - batching.length + 1)),
  )
  const free = Array.from({ length: tape.below(2) }, () => tape.pick(sizes))
  const pieces = tape.shuffle([
    ...batching.map((dim, i) => ({ role: 'b', i, size: x.dims[dim]! })),
    ...contracting.map((dim, i) => ({ role: 'c', i, size: x.dims[dim]! })),
    ...free.map((size, i) => ({ role: 'f', i, size })),
  ])
  const wanted = { dims: pieces.map(({ size }) => size), element: x.element }
  if (!fits(wanted.dims)) return
  const y = sameType(draft, wanted, small)
  const place = (role: string, n: number): number[] =>
    Array.from({ length: n }, (_, i) => pieces.findIndex((piece) => piece.role === role && piece.i === i))
  const rest = x.dims.flatMap((size, dim) => (batching.includes(dim) || contracting.includes(dim) ? [] : [size]))
  const dims = [
    ...batching.map((dim) => x.dims[dim]!),
    ...rest,
    ...pieces.flatMap(({ role, size }) => (role === 'f' ? [size] : [])),
  ]
  if (!fits(dims)) return
  const terms = count(contracting.map((dim) => x.dims[dim]!))
  const text = [
    ...(batching.length === 0 ? [] : [`batching_dims = ${list(batching)} x ${list(place('b', batching.length))}`]),
    `contracting_dims = ${list(contracting)} x ${list(place('c', contracting.length))}`,
  ].join(', ')
  const to = { dims, element: x.element }
  define(draft, `stablehlo.dot_general ${x.name}, ${y.name}, ${text} : (${typeOf(x)}, ${typeOf(y)}) -> ${typeOf(to)}`, {
    ...to,
    bound: terms * x.bound * y.bound,
    error: terms * (x.error * y.bound + y.error * x.bound),
  })
}

const reducers: Readonly<Record<string, number>> = { add: 0, maximum: -1e6, minimum: 1e6 }

function reduce(draft: Draft): void {
  const { tape } = draft
  const x = anyValue(draft, (value) => (isFloat(value.element) || value.element === 'i32') && isTame(value), 'f32')
  const name = tape.pick(Object.keys(reducers))
  const isIdentity = tape.below(4) !== 0
  const init = scalarConstant(draft, x.element, isIdentity ? reducers[name]! : 2)
  const dims = x.dims.flatMap((_, dim) => (tape.below(2) === 0 ? [dim] : []))
  const to = { dims: x.dims.filter((_, dim) => !dims.includes(dim)), element: x.element }
  const terms = name === 'add' ? count(dims.map((dim) => x.dims[dim]!)) : 1
  const text = `stablehlo.reduce(${x.name} init: ${init.name}) applies stablehlo.${name} across dimensions = ${list(dims)}`
  define(draft, `${text} : (${typeOf(x)}, ${typeOf(init)}) -> ${typeOf(to)}`, {
    ...to,
    // Nothing is reduced over an empty dim, so an extreme's initial value is not larger than what it meets.
    bound: name === 'add' ? terms * x.bound + 2 : Math.max(x.bound, 2),
    error: terms * x.error,
  })
}

function reduceBits(draft: Draft): void {
  const { tape } = draft
  const x = anyValue(draft, (value) => value.element === 'i1', 'i1')
  const name = tape.pick(['and', 'or'])
  const init = define(draft, `stablehlo.constant dense<${name === 'and'}> : tensor<i1>`, {
    dims: [],
    element: 'i1',
    bound: 1,
  })
  const dim = tape.below(x.dims.length)
  const to = { dims: x.dims.filter((_, i) => i !== dim), element: 'i1' as const }
  const text = `stablehlo.reduce(${x.name} init: ${init.name}) applies stablehlo.${name} across dimensions = [${dim}]`
  define(draft, `${text} : (${typeOf(x)}, tensor<i1>) -> ${typeOf(to)}`, { ...to, bound: 1 })
}

/** The largest element and its index, as JAX writes argmax. */
function argmax(draft: Draft): void {
  const x = anyValue(draft, (value) => value.element === 'f32' && isExact(value), 'f32')
  const dim = draft.tape.below(x.dims.length)
  const index = { dims: x.dims, element: 'i32' as const, bound: 16 }
  const i = define(draft, `stablehlo.iota dim = ${dim} : ${typeOf(index)}`, index)
  const low = scalarConstant(draft, 'f32', -1e6)
  const zero = scalarConstant(draft, 'i32', 0)
  const dims = x.dims.filter((_, at) => at !== dim)
  const [largest, place] = [
    { ...x, dims },
    { ...index, dims },
  ]
  const name = `%v${draft.next++}`
  draft.lines.push(
    `${name}:2 = stablehlo.reduce(${x.name} init: ${low.name}), (${i.name} init: ${zero.name}) across dimensions = [${dim}] : (${typeOf(x)}, ${typeOf(i)}, tensor<f32>, tensor<i32>) -> (${typeOf(largest)}, ${typeOf(place)})`,
    ` reducer(${name}a: tensor<f32>, ${name}b: tensor<f32>) (${name}c: tensor<i32>, ${name}d: tensor<i32>)  {`,
    `  ${name}g = stablehlo.compare GT, ${name}a, ${name}b, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>`,
    `  ${name}e = stablehlo.compare EQ, ${name}a, ${name}b, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>`,
    `  ${name}l = stablehlo.compare LT, ${name}c, ${name}d, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>`,
    `  ${name}t = stablehlo.and ${name}e, ${name}l : tensor<i1>`,
    `  ${name}u = stablehlo.or ${name}g, ${name}t : tensor<i1>`,
    `  ${name}v = stablehlo.select ${name}g, ${name}a, ${name}b : tensor<i1>, tensor<f32>`,
    `  ${name}w = stablehlo.select ${name}u, ${name}c, ${name}d : tensor<i1>, tensor<i32>`,
    `  stablehlo.return ${name}v, ${name}w : tensor<f32>, tensor<i32>`,
    '}',
  )
  keep(draft, `${name}#0`, largest)
  keep(draft, `${name}#1`, place)
}

function reduceWindow(draft: Draft): void {
  const { tape } = draft
  const x = anyValue(draft, (value) => value.element === 'f32' && small(value), 'f32')
  const name = tape.pick(['add', 'maximum'])
  const init = scalarConstant(draft, 'f32', reducers[name]!)
  const windowed = tape.below(x.dims.length)
  const extent = Math.min(2, x.dims[windowed]!)
  const stride = 1 + tape.below(2)
  const padding = tape.below(2)
  const dims = x.dims.map((size, dim) => (dim === windowed ? Math.floor((size + padding - extent) / stride) + 1 : size))
  const at = (value: number): number[] => x.dims.map((_, dim) => (dim === windowed ? value : 1))
  const pads = x.dims.map((_, dim) => `[${dim === windowed ? padding : 0}, 0]`).join(', ')
  const to = { dims, element: x.element, bound: extent * x.bound + (name === 'add' ? 0 : 1), error: extent * x.error }
  const result = `%v${draft.next++}`
  draft.lines.push(
    `${result} = "stablehlo.reduce_window"(${x.name}, ${init.name}) <{window_dimensions = ${array(at(extent))}, window_strides = ${array(at(stride))}, padding = dense<[${pads}]> : tensor<${x.dims.length}x2xi64>}> ({`,
    ...reducerText(name, 'f32', result.slice(1)),
    `}) : (${typeOf(x)}, tensor<f32>) -> ${typeOf(to)}`,
  )
  keep(draft, result, to)
}

/** Two sums that pass linear operations and meet: what may stay partial until then. */
function meetingSums(draft: Draft): void {
  const { tape } = draft
  const [rows, terms, columns] = [tape.pick([2, 4, 6]), tape.pick([4, 8, 6]), tape.pick([4, 2, 1])]
  const product = (): Value => {
    const x = sameType(draft, { dims: [rows, terms], element: 'f32' }, small)
    const y = sameType(draft, { dims: [terms, columns], element: 'f32' }, small)
    const to = { dims: [rows, columns], element: 'f32' as const }
    return define(
      draft,
      `stablehlo.dot_general ${x.name}, ${y.name}, contracting_dims = [1] x [0] : (${typeOf(x)}, ${typeOf(y)}) -> ${typeOf(to)}`,
      { ...to, bound: terms * x.bound * y.bound, error: terms * (x.error * y.bound + y.error * x.bound) },
    )
  }
  const shapes = [[rows * columns], [rows, 1, columns], [rows / 2, 2 * columns], [rows, columns]]
  const isTransposed = tape.below(5) === 0
  const dims = isTransposed ? [columns, rows] : tape.pick(shapes)
  const moved = (x: Value): Value => {
    const to = { ...x, dims }
    const text = isTransposed ? `transpose ${x.name}, dims = [1, 0]` : `reshape ${x.name}`
    return define(draft, `stablehlo.${text} : (${typeOf(x)}) -> ${typeOf(to)}`, to)
  }
  const [x, y] = [
    moved(product()),
    tape.below(4) === 0 ? sameType(draft, { dims, element: 'f32' }, isTame) : moved(product()),
  ]
  const bound = x.bound + y.bound
  define(draft, `stablehlo.${tape.pick(['add', 'subtract'])} ${x.name}, ${y.name} : ${typeOf(x)}`, {
    ...x,
    bound,
    error: x.error + y.error,
  })
}

function convolution(draft: Draft): void {
  const { tape } = draft
  const groups = tape.pick([1, 1, 2, 4])
  const batchGroups = groups === 1 ? tape.pick([1, 1, 2]) : 1
  const [batch, inputs, outputs] = [
    2 * tape.pick([1, 2]),
    groups * tape.pick([1, 2]),
    groups * batchGroups * tape.pick([1, 2, 3]),
  ]
  const kernelSize = tape.pick([1, 2, 3])
  const size = tape.pick([4, 6])
  const input = sameType(draft, { dims: [batch * batchGroups, size, inputs], element: 'f32' }, small)
  const kernel = sameType(draft, { dims: [kernelSize, inputs / groups, outputs], element: 'f32' }, small)
  const stride = tape.pick([1, 1, 2])
  const pad = kernelSize === 1 ? 0 : tape.below(2)
  const spatial = Math.floor((size + 2 * pad - kernelSize) / stride) + 1
  const terms = kernelSize * inputs
  const to = { dims: [batch, spatial, outputs], element: 'f32' as const }
  define(
    draft,
    `stablehlo.convolution(${input.name}, ${kernel.name}) dim_numbers = [b, 0, f]x[0, i, o]->[b, 0, f], window = {stride = [${stride}], pad = [[${pad}, ${pad}]]} {batch_group_count = ${batchGroups} : i64, feature_group_count = ${groups} : i64} : (${typeOf(input)}, ${typeOf(kernel)}) -> ${typeOf(to)}`,
    {
      ...to,
      bound: terms * input.bound * kernel.bound,
      error: terms * (input.error * kernel.bound + kernel.error * input.bound),
    },
  )
}

/** A transposed or dilated one, with a kernel that may be reversed: bases and windows with holes, also negative padding. */
function spacedConvolution(draft: Draft): void {
  const { tape } = draft
  const [batch, size, inputs, outputs] = [2, tape.pick([4, 2, 3]), tape.pick([2, 1, 4]), tape.pick([2, 4])]
  const extent = tape.pick([2, 1, 3, 4])
  const [base, hole, stride] = [tape.pick([2, 1, 4]), tape.pick([1, 2]), tape.pick([1, 2])]
  const [low, high] = [tape.below(4) - 1, tape.below(4) - 1]
  const spread = (size - 1) * base + 1 + low + high
  const spatial = Math.floor((spread - (extent - 1) * hole - 1) / stride) + 1
  if (spatial < 1) return
  const input = sameType(draft, { dims: [batch, size, inputs], element: 'f32' }, small)
  const kernel = sameType(draft, { dims: [extent, inputs, outputs], element: 'f32' }, small)
  const terms = extent * inputs
  const to = { dims: [batch, spatial, outputs], element: 'f32' as const }
  const window = `stride = [${stride}], pad = [[${low}, ${high}]], lhs_dilate = [${base}], rhs_dilate = [${hole}], reverse = [${tape.below(2) === 0}]`
  define(
    draft,
    `stablehlo.convolution(${input.name}, ${kernel.name}) dim_numbers = [b, 0, f]x[0, i, o]->[b, 0, f], window = {${window}} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (${typeOf(input)}, ${typeOf(kernel)}) -> ${typeOf(to)}`,
    {
      ...to,
      bound: terms * input.bound * kernel.bound,
      error: terms * (input.error * kernel.bound + kernel.error * input.bound),
    },
  )
}

function sort(draft: Draft): void {
  const x = anyValue(draft, (value) => value.element === 'i32' && isExact(value), 'i32')
  const y = sameType(draft, { dims: x.dims, element: 'f32' })
  const dim = draft.tape.below(x.dims.length)
  const name = `%v${draft.next++}`
  draft.lines.push(
    `${name}:2 = "stablehlo.sort"(${x.name}, ${y.name}) <{dimension = ${dim} : i64, is_stable = true}> ({`,
    `^bb0(${name}a: tensor<i32>, ${name}b: tensor<i32>, ${name}c: tensor<f32>, ${name}d: tensor<f32>):`,
    `  ${name}p = stablehlo.compare LT, ${name}a, ${name}b, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>`,
    `  stablehlo.return ${name}p : tensor<i1>`,
    `}) : (${typeOf(x)}, ${typeOf(y)}) -> (${typeOf(x)}, ${typeOf(y)})`,
  )
  keep(draft, `${name}#0`, x)
  keep(draft, `${name}#1`, y)
}

function topK(draft: Draft): void {
  const x = anyValue(draft, (value) => value.element === 'f32' && isExact(value), 'f32')
  const k = 1 + draft.tape.below(x.dims.at(-1)!)
  const dims = [...x.dims.slice(0, -1), k]
  const index = { dims, element: 'i32' as const, bound: 16 }
  const values = { ...x, dims }
  const name = `%v${draft.next++}`
  draft.lines.push(
    `${name}:2 = chlo.top_k(${x.name}, k = ${k}) : ${typeOf(x)} -> (${typeOf(values)}, ${typeOf(index)})`,
  )
  keep(draft, `${name}#0`, values)
  keep(draft, `${name}#1`, index)
}

function triangularSolve(draft: Draft): void {
  const { tape } = draft
  const size = tape.pick([2, 3, 4])
  const batch = Array.from({ length: tape.below(2) }, () => tape.pick([2, 4, 6]))
  const a = sameType(draft, { dims: [...batch, size, size], element: 'f32' }, small)
  const b = sameType(draft, { dims: [...batch, size, tape.pick([2, 4])], element: 'f32' }, small)
  // With a unit diagonal nothing is divided, so integers stay integers.
  define(
    draft,
    `"stablehlo.triangular_solve"(${a.name}, ${b.name}) <{left_side = true, lower = true, transpose_a = #stablehlo<transpose NO_TRANSPOSE>, unit_diagonal = true}> : (${typeOf(a)}, ${typeOf(b)}) -> ${typeOf(b)}`,
    { ...b, bound: b.bound * (1 + a.bound) ** size, error: (a.error + b.error) * 100 },
  )
}

function selectAndScatter(draft: Draft): void {
  const x = find(
    draft,
    (value) => value.element === 'f32' && value.dims.length === 2 && value.dims[1]! % 2 === 0 && isExact(value),
    () => ({ dims: [draft.tape.pick([2, 4, 6]), 8], element: 'f32' }),
  )
  const [rows, columns] = x.dims as [number, number] // its rank is 2
  const source = sameType(draft, { dims: [rows, columns / 2], element: 'f32' }, small)
  const zero = scalarConstant(draft, 'f32', 0)
  const name = `%v${draft.next++}`
  draft.lines.push(
    `${name} = "stablehlo.select_and_scatter"(${x.name}, ${source.name}, ${zero.name}) <{window_dimensions = array<i64: 1, 2>, window_strides = array<i64: 1, 2>}> ({`,
    `^bb0(${name}a: tensor<f32>, ${name}b: tensor<f32>):`,
    `  ${name}p = stablehlo.compare GE, ${name}a, ${name}b, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>`,
    `  stablehlo.return ${name}p : tensor<i1>`,
    '}, {',
    ...reducerText('add', 'f32', name.slice(1)),
    `}) : (${typeOf(x)}, ${typeOf(source)}, tensor<f32>) -> ${typeOf(x)}`,
  )
  keep(draft, name, { ...x, bound: source.bound, error: source.error })
}

function mapOperation(draft: Draft): void {
  const x = anyValue(draft, (value) => isInteger(value.element) && isTame(value), 'i32')
  const y = sameType(draft, x, isTame)
  const name = `%v${draft.next++}`
  draft.lines.push(
    `${name} = "stablehlo.map"(${x.name}, ${y.name}) <{dimensions = ${array(x.dims.map((_, dim) => dim))}}> ({`,
    ...reducerText('add', x.element, name.slice(1)),
    `}) : (${typeOf(x)}, ${typeOf(y)}) -> ${typeOf(x)}`,
  )
  keep(draft, name, { ...x, bound: x.bound + y.bound })
}

/** Most matrices have no factor: NaN stands in the same places then. */
function cholesky(draft: Draft): void {
  const { tape } = draft
  const size = tape.pick([2, 3, 4])
  const a = sameType(draft, { dims: [tape.pick([2, 4, 6]), size, size], element: 'f32' }, isExact)
  define(draft, `stablehlo.cholesky ${a.name}, lower = ${tape.below(2) === 0} : ${typeOf(a)}`, {
    ...a,
    bound: 1e3,
    isRounded: true,
  })
}

function fft(draft: Draft): void {
  const { tape } = draft
  const length = tape.pick([4, 2, 6])
  const x = sameType(
    draft,
    { dims: [tape.pick([2, 4, 6]), tape.pick([1, 2, 4]), length], element: 'complex<f32>' },
    small,
  )
  define(
    draft,
    `stablehlo.fft ${x.name}, type = ${tape.pick(['FFT', 'IFFT'])}, length = [${length}] : (${typeOf(x)}) -> ${typeOf(x)}`,
    {
      ...x,
      bound: 2 * length * x.bound + 1,
      error: 2 * length * x.error,
      isRounded: true,
    },
  )
}

export const sumMakers: Readonly<Record<string, Maker>> = {
  dotGeneral,
  matmul: dotGeneral,
  reduce,
  sum: reduce,
  reduceBits,
  argmax,
  reduceWindow,
  meetingSums,
  convolution,
  spacedConvolution,
  sort,
  topK,
  triangularSolve,
  selectAndScatter,
  map: mapOperation,
  cholesky,
  fft,
}
