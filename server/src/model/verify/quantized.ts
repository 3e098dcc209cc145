// Where the specification takes tensors quantized as a whole, and not along a dim.
import type { OperationKind } from '../operations'
import { firstOf } from './findings'
import type { Check, CheckedType, Finding } from './question'

const perTensor: ReadonlySet<OperationKind> = new Set([
  'abs',
  'all_to_all',
  'batch_norm_grad',
  'batch_norm_inference',
  'batch_norm_training',
  'cbrt',
  'ceil',
  'cholesky',
  'clamp',
  'collective_permute',
  'concatenate',
  'compare',
  'cosine',
  'divide',
  'dynamic_slice',
  'dynamic_update_slice',
  'exponential',
  'exponential_minus_one',
  'floor',
  'gather',
  'is_finite',
  'log',
  'log_plus_one',
  'logistic',
  'maximum',
  'minimum',
  'multiply',
  'negate',
  'optimization_barrier',
  'pad',
  'power',
  'map',
  'reduce_precision',
  'reduce_window',
  'scatter',
  'sign',
  'sort',
  'reduce_scatter',
  'remainder',
  'reverse',
  'round_nearest_afz',
  'round_nearest_even',
  'rsqrt',
  'select',
  'select_and_scatter',
  'sine',
  'slice',
  'sqrt',
  'subtract',
  'tan',
  'tanh',
  'triangular_solve',
])

const check =
  (kind: string): ((type: CheckedType, index: number) => Finding) =>
  ({ quantization }, index) =>
    quantization === undefined || quantization.dim < 0
      ? undefined
      : `${kind} ${index} is quantized along dim ${quantization.dim}; it must be quantized as a whole`

export const checkQuantizedWhole: Check = ({ kind, operands, results }) =>
  perTensor.has(kind) ? (firstOf(operands, check('operand')) ?? firstOf(results, check('result'))) : undefined
