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
  /** Batch normalisation: statistics over all dims but the feature dim. */
  | 'batchNorm'
  /** einsum and unary_einsum, whose text names their indices. */
  | 'einsum'
  /** A dot whose rows, contracted elements or batches come in groups of sizes that are an operand. */
  | 'raggedDot'
  /** torch_index_select: slices of an operand by a list of indices. */
  | 'indexSelect'
  /** A loop over one dim whose body is a region. */
  | 'scan'
  /** Shapes or sizes that are operands. */
  | 'dynamicShape'
  /** A region that runs once, in place: named computations and fusions. */
  | 'inlined'
  /** Tuples, tokens, and transfers to hosts or other devices. */
  | 'transfer'
  | 'unknown'

export interface OperationEntry {
  readonly family: Family
  /** Elementwise: arithmetic operations a result element, as XLA counts them: 1, and 0 for transcendentals, which are counted apart. */
  readonly flopsPerElement?: number
  /** Elementwise: vector operations a result element takes where that is more: polynomials, Newton steps, range reduction. Estimates. */
  readonly vectorWork?: number
  readonly isTranscendental?: true
  /** Costly to compute again, so a fusion does not repeat it (memory.md, HEAVY). */
  readonly isHeavy?: true
  /** Linear in its one tensor operand: f(x + y) = f(x) + f(y). */
  readonly isLinear?: true
}

const elementwise = (flopsPerElement = 1): OperationEntry => ({ family: 'elementwise', flopsPerElement })
const heavy = (vectorWork: number): OperationEntry => ({
  family: 'elementwise',
  flopsPerElement: 0,
  vectorWork,
  isTranscendental: true,
  isHeavy: true,
})
const slow = (vectorWork: number): OperationEntry => ({
  family: 'elementwise',
  flopsPerElement: 1,
  vectorWork,
  isHeavy: true,
})
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
  divide: slow(4),
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
  remainder: slow(6),
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
  zeta: heavy(60),
  polygamma: heavy(60),
  bessel_i1e: heavy(30),
  mulhi: elementwise(2),
  conj: elementwise(),
  is_inf: elementwise(),
  is_neg_inf: elementwise(),
  is_pos_inf: elementwise(),
  constant_like: elementwise(0),
  _asin_acos_kernel: heavy(15),
  broadcast_add: elementwise(),
  broadcast_and: elementwise(),
  broadcast_atan2: heavy(15),
  broadcast_compare: elementwise(),
  broadcast_complex: elementwise(0),
  broadcast_divide: slow(4),
  broadcast_maximum: elementwise(),
  broadcast_minimum: elementwise(),
  broadcast_multiply: elementwise(),
  broadcast_next_after: elementwise(3),
  broadcast_or: elementwise(),
  broadcast_polygamma: heavy(60),
  broadcast_power: heavy(20),
  broadcast_remainder: slow(6),
  broadcast_select: elementwise(),
  broadcast_shift_left: elementwise(),
  broadcast_shift_right_arithmetic: elementwise(),
  broadcast_shift_right_logical: elementwise(),
  broadcast_subtract: elementwise(),
  broadcast_xor: elementwise(),
  broadcast_zeta: heavy(60),
  stochastic_convert: elementwise(3),
  copy: elementwise(0),
  constant: family('constant'),
  iota: family('iota'),
  broadcast_in_dim: linear('broadcast'),
  broadcast: linear('broadcast'),
  reshape: linear('reshape'),
  bitcast_convert: family('bitcast'),
  bitcast: family('bitcast'),
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
  topk: family('sort'),
  batch_norm_grad: family('batchNorm'),
  batch_norm_inference: family('batchNorm'),
  batch_norm_training: family('batchNorm'),
  dynamic_broadcast_in_dim: family('dynamicShape'),
  dynamic_conv: family('dynamicShape'),
  dynamic_gather: family('dynamicShape'),
  dynamic_iota: family('dynamicShape'),
  dynamic_pad: family('dynamicShape'),
  dynamic_reshape: family('dynamicShape'),
  minimum_broadcast_shapes: family('dynamicShape'),
  real_dynamic_slice: family('dynamicShape'),
  get_dimension_size: family('dynamicShape'),
  set_dimension_size: family('dynamicShape'),
  einsum: family('einsum'),
  unary_einsum: family('einsum'),
  ragged_dot: family('raggedDot'),
  torch_index_select: family('indexSelect'),
  scan: family('scan'),
  after_all: family('transfer'),
  add_dependency: family('transfer'),
  create_token: family('transfer'),
  get_tuple_element: family('transfer'),
  infeed: family('transfer'),
  outfeed: family('transfer'),
  recv: family('transfer'),
  send: family('transfer'),
  tuple: family('transfer'),
  async_start: family('transfer'),
  async_update: family('transfer'),
  async_done: family('transfer'),
  fft: family('fft'),
  cholesky: family('linearAlgebra'),
  triangular_solve: family('linearAlgebra'),
  rng: family('random'),
  rng_bit_generator: family('random'),
  'xla.rng_get_and_update_state': family('random'),
  custom_call: family('customCall'),
  all_gather: family('collective'),
  all_reduce: family('collective'),
  all_to_all: family('collective'),
  reduce_scatter: family('collective'),
  collective_permute: family('collective'),
  collective_broadcast: family('collective'),
  collective_reduce: family('collective'),
  partition_id: family('collective'),
  replica_id: family('collective'),
  cross_replica_sum: family('collective'),
  'cross-replica-sum': family('collective'),
  all_slice: family('collective'),
  sharding_constraint: family('constraint'),
  reshard: family('constraint'),
  propagation_barrier: family('constraint'),
  data_flow_edge: family('constraint'),
  func_data_flow_edge: family('constraint'),
  domain: family('constraint'),
  sharding_group: family('declaration'),
  trace: family('declaration'),
  manual_computation: family('manual'),
  named_computation: family('inlined'),
  fusion: family('inlined'),
  optimization_barrier: family('barrier'),
  while: family('while'),
  case: family('branch'),
  if: family('branch'),
  call: family('call'),
  call_indirect: family('unknown'),
  composite: family('call'),
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

/** Shardy's collectives work on whole values: they say how a value is sharded and change nothing in it. */
const shardyReshards = new Set([
  'sdy.all_gather',
  'sdy.all_slice',
  'sdy.all_to_all',
  'sdy.collective_permute',
  'sdy.all_reduce',
  'sdy.reduce_scatter',
  'sdy.sharded_to_unreduced',
  'sdy.replicated_to_unreduced',
])

/** Kind of an operation by its full name (`stablehlo.add`); `unknown` for other dialects and unlisted operations. */
export function operationKindOf(name: string): OperationKind {
  if (shardyReshards.has(name)) return 'reshard'
  const dot = name.indexOf('.')
  if (!dialects.has(name.slice(0, dot))) return 'unknown'
  const short = name.slice(dot + 1)
  return isOperationKind(short) ? short : 'unknown'
}

const isOperationKind = (name: string): name is OperationKind => Object.hasOwn(entries, name)
