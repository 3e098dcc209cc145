// The one table of operations: name -> family (which decides rule, cost and fusion) and figures that belong to the operation.

/** Operations that are treated alike by rules, costs and lowering. */
export type Family =
  | 'elementwise'
  | 'constant'
  | 'iota'
  | 'broadcast'
  | 'reshape'
  | 'bitcast'
  | 'transpose'
  | 'slice'
  | 'dynamicSlice'
  | 'dynamicUpdateSlice'
  | 'pad'
  | 'concatenate'
  | 'reverse'
  | 'gather'
  | 'scatter'
  | 'dot'
  | 'convolution'
  | 'reduce'
  | 'reduceWindow'
  | 'selectAndScatter'
  | 'sort'
  | 'fft'
  | 'linearAlgebra'
  | 'random'
  | 'customCall'
  | 'collective'
  | 'constraint'
  | 'barrier'
  | 'while'
  | 'branch'
  | 'call'
  | 'return'
  | 'function'
  | 'module'
  | 'declaration'
  | 'manual'
  | 'unknown'

export interface OperationEntry {
  readonly family: Family
  /** Elementwise: operations a result element (1 for add; more for transcendentals as vector units compute them). */
  readonly flopsPerElement?: number
  /** Costly to compute again, so a fusion does not repeat it (memory.md, HEAVY). */
  readonly isHeavy?: true
  /** Linear in its one tensor operand: f(x + y) = f(x) + f(y). */
  readonly isLinear?: true
}

const elementwise = (flopsPerElement = 1): OperationEntry => ({ family: 'elementwise', flopsPerElement })
const heavy = (flopsPerElement: number): OperationEntry => ({ family: 'elementwise', flopsPerElement, isHeavy: true })
const family = (name: Family): OperationEntry => ({ family: name })
const linear = (name: Family): OperationEntry => ({ family: name, isLinear: true })

const entries = {
  abs: elementwise(),
  add: elementwise(),
  and: elementwise(),
  atan2: heavy(15),
  cbrt: heavy(10),
  ceil: elementwise(),
  clamp: elementwise(2),
  compare: elementwise(),
  complex: elementwise(0),
  convert: { family: 'elementwise', flopsPerElement: 1, isLinear: true },
  cosine: heavy(12),
  count_leading_zeros: elementwise(),
  divide: heavy(4),
  exponential: heavy(10),
  exponential_minus_one: heavy(12),
  floor: elementwise(),
  imag: elementwise(0),
  is_finite: elementwise(),
  log: heavy(10),
  log_plus_one: heavy(12),
  logistic: heavy(12),
  map: elementwise(),
  maximum: elementwise(),
  minimum: elementwise(),
  multiply: elementwise(),
  negate: { family: 'elementwise', flopsPerElement: 1, isLinear: true },
  not: elementwise(),
  or: elementwise(),
  popcnt: elementwise(),
  power: heavy(20),
  real: elementwise(0),
  reduce_precision: elementwise(),
  remainder: heavy(6),
  round_nearest_afz: elementwise(),
  round_nearest_even: elementwise(),
  rsqrt: heavy(5),
  select: elementwise(),
  shift_left: elementwise(),
  shift_right_arithmetic: elementwise(),
  shift_right_logical: elementwise(),
  sign: elementwise(),
  sine: heavy(12),
  sqrt: heavy(5),
  subtract: elementwise(),
  tan: heavy(15),
  tanh: heavy(12),
  uniform_dequantize: elementwise(2),
  uniform_quantize: elementwise(2),
  xor: elementwise(),
  square: elementwise(),
  erf: heavy(15),
  erfc: heavy(15),
  erf_inv: heavy(20),
  lgamma: heavy(30),
  digamma: heavy(30),
  asin: heavy(15),
  acos: heavy(15),
  atan: heavy(15),
  sinh: heavy(15),
  cosh: heavy(15),
  asinh: heavy(15),
  acosh: heavy(15),
  atanh: heavy(15),
  next_after: elementwise(3),
  constant: family('constant'),
  iota: family('iota'),
  broadcast_in_dim: linear('broadcast'),
  broadcast: linear('broadcast'),
  reshape: linear('reshape'),
  bitcast_convert: family('bitcast'),
  transpose: linear('transpose'),
  slice: linear('slice'),
  dynamic_slice: family('dynamicSlice'),
  dynamic_update_slice: family('dynamicUpdateSlice'),
  pad: family('pad'),
  concatenate: family('concatenate'),
  reverse: linear('reverse'),
  gather: family('gather'),
  scatter: family('scatter'),
  dot_general: family('dot'),
  dot: family('dot'),
  convolution: family('convolution'),
  reduce: family('reduce'),
  reduce_window: family('reduceWindow'),
  select_and_scatter: family('selectAndScatter'),
  sort: family('sort'),
  top_k: family('sort'),
  fft: family('fft'),
  cholesky: family('linearAlgebra'),
  triangular_solve: family('linearAlgebra'),
  rng: family('random'),
  rng_bit_generator: family('random'),
  custom_call: family('customCall'),
  all_gather: family('collective'),
  all_reduce: family('collective'),
  all_to_all: family('collective'),
  reduce_scatter: family('collective'),
  collective_permute: family('collective'),
  collective_broadcast: family('collective'),
  partition_id: family('collective'),
  replica_id: family('collective'),
  sharding_constraint: family('constraint'),
  manual_computation: family('manual'),
  optimization_barrier: family('barrier'),
  while: family('while'),
  case: family('branch'),
  if: family('branch'),
  call: family('call'),
  return: family('return'),
  func: family('function'),
  module: family('module'),
  mesh: family('declaration'),
  unknown: family('unknown'),
} satisfies Record<string, OperationEntry>

/** Name without its dialect; `stablehlo.add`, `mhlo.add` and `chlo.square` are `add`, `square`. */
export type OperationKind = keyof typeof entries

/** Every operation, by name without dialect. */
export const operationTable: Readonly<Record<OperationKind, OperationEntry>> = entries

const dialects = new Set(['stablehlo', 'mhlo', 'chlo', 'func', 'sdy', 'builtin'])

/** Kind of an operation by its full name (`stablehlo.add`); `unknown` for other dialects and unlisted operations. */
export function operationKindOf(name: string): OperationKind {
  const dot = name.indexOf('.')
  if (!dialects.has(name.slice(0, dot))) return 'unknown'
  const short = name.slice(dot + 1)
  return isOperationKind(short) ? short : 'unknown'
}

const isOperationKind = (name: string): name is OperationKind => Object.hasOwn(entries, name)
