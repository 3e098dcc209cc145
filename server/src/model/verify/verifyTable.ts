// The one table of checks: operation -> numbers of operands, results and regions, and its check.
import type { OperationKind } from '../operations'
import {
  checkAllGather,
  checkAllReduce,
  checkAllToAll,
  checkCollectiveBroadcast,
  checkCollectivePermute,
  checkCollectiveReduce,
  checkIdentifier,
  checkReduceScatter,
} from './collectives'
import { checkAsyncDone, checkAsyncStart } from './async'
import { checkCall, checkCase, checkComposite, checkIf, checkReturn, checkWhile } from './controlFlow'
import { checkConvolution } from './convolution'
import { checkCustomCall } from './customCalls'
import {
  checkDynamicBroadcastInDim,
  checkDynamicIota,
  checkDynamicPad,
  checkDynamicReshape,
  checkGetDimensionSize,
  checkQuantization,
  checkRealDynamicSlice,
  checkSetDimensionSize,
} from './dynamicShapes'
import { checkGather, checkScatter } from './indexing'
import {
  checkBatchNormGrad,
  checkBatchNormInference,
  checkBatchNormTraining,
  checkCholesky,
  checkFft,
  checkRng,
  checkRngBitGenerator,
  checkTriangularSolve,
} from './linearAlgebra'
import { checkRaggedDot } from './raggedDot'
import { checkMap, checkReduce, checkReduceWindow, checkSelectAndScatter, checkSort, checkTopK } from './reductions'
import {
  checkAfterAll,
  checkConstant,
  checkGetTupleElement,
  checkInfeed,
  checkRecv,
  checkSend,
  checkTuple,
} from './transfers'
import { checkDot, checkDotGeneral } from './dot'
import {
  checkBroadcasting,
  checkClamp,
  checkCompare,
  checkComplex,
  checkConstantLike,
  checkPairs,
  checkReducePrecision,
  checkSelect,
  complexOf,
  elementClasses,
  ownElement,
  realPart,
  sameTypes,
  toBoolean,
  withResult,
} from './elementwise'
import type { Check } from './question'
import {
  checkBitcastConvert,
  checkBroadcast,
  checkBroadcastInDim,
  checkConcatenate,
  checkIota,
  checkReshape,
  checkReverse,
  checkTranspose,
} from './shapes'
import { checkDynamicSlice, checkDynamicUpdateSlice, checkPad, checkSlice } from './slices'

/** Least and most. */
type Range = readonly [least: number, most: number]

export interface Entry {
  readonly operands: Range
  readonly results: Range
  /** None when it is left out. */
  readonly regions?: Range
  readonly check: Check
  /** Its text may be very long: only its end is read. */
  readonly isLong?: true
  /** It is checked against a function. */
  readonly hasSignature?: true
}

const many: Range = [0, Infinity]
const some: Range = [1, Infinity]

/** A fixed number of operands and one result. */
const takes = (operands: number, check: Check): Entry => ({ operands: [operands, operands], results: [1, 1], check })
const takesSome = (least: number, check: Check): Entry => ({ operands: [least, Infinity], results: [1, 1], check })

const { floats, floatsOrComplex, integers, integersOrBooleans, numbers, signedNumbers, all } = elementClasses

const unary = (classes = all): Entry => takes(1, sameTypes(classes))
const binary = (classes = all): Entry => takes(2, sameTypes(classes))
const broadcasting = (element: Parameters<typeof checkBroadcasting>[0] = ownElement): Entry =>
  takes(2, checkBroadcasting(element))

const elementwise: Partial<Record<OperationKind, Entry>> = {
  abs: takes(1, withResult(signedNumbers, realPart)),
  add: binary(),
  and: binary(integersOrBooleans),
  atan2: binary(floatsOrComplex),
  cbrt: unary(floatsOrComplex),
  ceil: unary(floats),
  clamp: takes(3, checkClamp),
  compare: takes(2, checkCompare),
  complex: takes(2, checkComplex),
  convert: takes(
    1,
    withResult(all, () => undefined),
  ),
  cosine: unary(floatsOrComplex),
  count_leading_zeros: unary(integers),
  divide: binary(numbers),
  exponential: unary(floatsOrComplex),
  exponential_minus_one: unary(floatsOrComplex),
  floor: unary(floats),
  imag: takes(1, withResult(floatsOrComplex, realPart)),
  is_finite: takes(1, withResult(floats, toBoolean)),
  log: unary(floatsOrComplex),
  log_plus_one: unary(floatsOrComplex),
  logistic: unary(floatsOrComplex),
  maximum: binary(),
  minimum: binary(),
  multiply: binary(),
  negate: unary(numbers),
  not: unary(integersOrBooleans),
  or: binary(integersOrBooleans),
  popcnt: unary(integers),
  power: binary(numbers),
  real: takes(1, withResult(floatsOrComplex, realPart)),
  reduce_precision: takes(1, checkReducePrecision),
  remainder: binary(numbers),
  round_nearest_afz: unary(floats),
  round_nearest_even: unary(floats),
  rsqrt: unary(floatsOrComplex),
  select: takes(3, checkSelect),
  shift_left: binary(integers),
  shift_right_arithmetic: binary(integers),
  shift_right_logical: binary(integers),
  sign: unary(signedNumbers),
  sine: unary(floatsOrComplex),
  sqrt: unary(floatsOrComplex),
  subtract: binary(numbers),
  tan: unary(floatsOrComplex),
  tanh: unary(floatsOrComplex),
  xor: binary(integersOrBooleans),
  optimization_barrier: { operands: many, results: many, check: checkPairs },
}

/** Operations of the dialect that is decomposed into StableHLO. */
const client: Partial<Record<OperationKind, Entry>> = {
  acos: unary(floatsOrComplex),
  acosh: unary(floatsOrComplex),
  asin: unary(floatsOrComplex),
  asinh: unary(floatsOrComplex),
  atan: unary(floatsOrComplex),
  atanh: unary(floatsOrComplex),
  bessel_i1e: unary(floats),
  conj: unary(),
  constant_like: takes(1, checkConstantLike),
  cosh: unary(floatsOrComplex),
  digamma: unary(floats),
  erf: unary(floats),
  erf_inv: unary(floats),
  erfc: unary(floats),
  is_inf: takes(1, withResult(floats, toBoolean)),
  is_neg_inf: takes(1, withResult(floats, toBoolean)),
  is_pos_inf: takes(1, withResult(floats, toBoolean)),
  lgamma: unary(floats),
  mulhi: binary(integers),
  next_after: binary(floats),
  polygamma: binary(floats),
  sinh: unary(floatsOrComplex),
  square: unary(),
  zeta: binary(floats),
  broadcast_add: broadcasting(),
  broadcast_and: broadcasting(),
  broadcast_atan2: broadcasting(),
  broadcast_compare: broadcasting(toBoolean),
  broadcast_complex: broadcasting(complexOf),
  broadcast_divide: broadcasting(),
  broadcast_maximum: broadcasting(),
  broadcast_minimum: broadcasting(),
  broadcast_multiply: broadcasting(),
  broadcast_next_after: broadcasting(),
  broadcast_or: broadcasting(),
  broadcast_polygamma: broadcasting(),
  broadcast_power: broadcasting(),
  broadcast_remainder: broadcasting(),
  broadcast_shift_left: broadcasting(),
  broadcast_shift_right_arithmetic: broadcasting(),
  broadcast_shift_right_logical: broadcasting(),
  broadcast_subtract: broadcasting(),
  broadcast_xor: broadcasting(),
  broadcast_zeta: broadcasting(),
}

const arrangement: Partial<Record<OperationKind, Entry>> = {
  bitcast_convert: takes(1, checkBitcastConvert),
  broadcast: takes(1, checkBroadcast),
  broadcast_in_dim: takes(1, checkBroadcastInDim),
  concatenate: { operands: some, results: [1, 1], check: checkConcatenate },
  dynamic_slice: takesSome(1, checkDynamicSlice),
  dynamic_update_slice: takesSome(2, checkDynamicUpdateSlice),
  iota: takes(0, checkIota),
  pad: takes(2, checkPad),
  reshape: takes(1, checkReshape),
  reverse: takes(1, checkReverse),
  slice: takes(1, checkSlice),
  transpose: takes(1, checkTranspose),
}

const contraction: Partial<Record<OperationKind, Entry>> = {
  dot: takes(2, checkDot),
  dot_general: takes(2, checkDotGeneral),
  ragged_dot: takes(3, checkRaggedDot),
}

const one: Range = [1, 1]
const maybeOne: Range = [0, 1]

const reductions: Partial<Record<OperationKind, Entry>> = {
  reduce: { operands: some, results: some, regions: maybeOne, check: checkReduce },
  reduce_window: { operands: some, results: some, regions: maybeOne, check: checkReduceWindow },
  select_and_scatter: { operands: [3, 3], results: one, regions: [2, 2], check: checkSelectAndScatter },
  sort: { operands: some, results: some, regions: one, check: checkSort },
  map: { operands: some, results: one, regions: one, check: checkMap },
  top_k: { operands: one, results: [2, 2], check: checkTopK },
}

const indexing: Partial<Record<OperationKind, Entry>> = {
  gather: takes(2, checkGather),
  dynamic_gather: takes(3, checkGather),
  scatter: { operands: [3, Infinity], results: some, regions: maybeOne, check: checkScatter },
  convolution: takes(2, checkConvolution),
  dynamic_conv: takes(3, checkConvolution),
  dynamic_broadcast_in_dim: takes(2, checkDynamicBroadcastInDim),
  dynamic_iota: takes(1, checkDynamicIota),
  dynamic_pad: takes(5, checkDynamicPad),
  dynamic_reshape: takes(2, checkDynamicReshape),
  get_dimension_size: takes(1, checkGetDimensionSize),
  real_dynamic_slice: takes(4, checkRealDynamicSlice),
  set_dimension_size: takes(2, checkSetDimensionSize),
  uniform_dequantize: takes(1, checkQuantization),
  uniform_quantize: takes(1, checkQuantization),
}

const linear: Partial<Record<OperationKind, Entry>> = {
  batch_norm_grad: { operands: [5, 5], results: [3, 3], check: checkBatchNormGrad },
  batch_norm_inference: takes(5, checkBatchNormInference),
  batch_norm_training: { operands: [3, 3], results: [3, 3], check: checkBatchNormTraining },
  cholesky: takes(1, checkCholesky),
  fft: takes(1, checkFft),
  rng: takes(3, checkRng),
  rng_bit_generator: { operands: one, results: [2, 2], check: checkRngBitGenerator },
  triangular_solve: takes(2, checkTriangularSolve),
}

const collectives: Partial<Record<OperationKind, Entry>> = {
  all_gather: { operands: some, results: some, check: checkAllGather },
  all_reduce: { operands: some, results: some, regions: maybeOne, check: checkAllReduce },
  all_to_all: { operands: some, results: some, check: checkAllToAll },
  collective_broadcast: { operands: some, results: some, check: checkCollectiveBroadcast },
  collective_reduce: { operands: many, results: many, regions: maybeOne, check: checkCollectiveReduce },
  collective_permute: { operands: some, results: some, check: checkCollectivePermute },
  partition_id: takes(0, checkIdentifier),
  reduce_scatter: { operands: one, results: one, regions: maybeOne, check: checkReduceScatter },
  replica_id: takes(0, checkIdentifier),
}

const controlFlow: Partial<Record<OperationKind, Entry>> = {
  call: { operands: many, results: many, check: checkCall, hasSignature: true },
  case: { operands: one, results: many, regions: some, check: checkCase },
  composite: { operands: many, results: many, check: checkComposite, hasSignature: true },
  if: { operands: one, results: many, regions: [2, 2], check: checkIf },
  return: { operands: many, results: [0, 0], check: checkReturn, hasSignature: true },
  while: { operands: many, results: many, regions: [2, 2], check: checkWhile },
}

const transfers: Partial<Record<OperationKind, Entry>> = {
  async_done: { operands: one, results: many, check: checkAsyncDone },
  async_start: { operands: many, results: one, regions: one, check: checkAsyncStart },
  after_all: { operands: many, results: one, check: checkAfterAll },
  constant: { operands: [0, 0], results: one, check: checkConstant, isLong: true },
  custom_call: { operands: many, results: many, regions: many, check: checkCustomCall },
  get_tuple_element: takes(1, checkGetTupleElement),
  infeed: { operands: one, results: many, check: checkInfeed },
  recv: { operands: one, results: many, check: checkRecv },
  send: { operands: some, results: one, check: checkSend },
  tuple: { operands: many, results: one, check: checkTuple },
}

const entries: Partial<Record<OperationKind, Entry>> = {
  ...elementwise,
  ...client,
  ...arrangement,
  ...contraction,
  ...reductions,
  ...indexing,
  ...linear,
  ...collectives,
  ...controlFlow,
  ...transfers,
}

const dialects: ReadonlySet<string> = new Set(['stablehlo', 'mhlo', 'chlo', 'func'])

/** Checks of an operation by its full name; undefined when it has none. */
export const entryOf = (name: string, kind: OperationKind): Entry | undefined =>
  dialects.has(name.slice(0, name.indexOf('.'))) && (kind !== 'return' || name === 'func.return')
    ? entries[kind]
    : undefined
