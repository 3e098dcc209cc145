// Quantized numbers: dequantize the operands, evaluate on what they express, quantize the results (specification, Quantized types).
import type { Quantization, TensorType } from '../model/tensorTypes'
import { makeTensorType } from '../model/tensorTypes'
import { rounderOf } from './elementTypes'
import { roundHalfEven } from './floatFormats'
import type { Kernel, KernelCall } from './kernel'
import { EvaluationError } from './kernel'
import type { Tensor } from './tensor'
import { makeTensor, stridesOf } from './tensor'

const isQuantized = ({ quantization }: TensorType): boolean => quantization !== undefined

/** True when an operation works on what quantized numbers express. */
export const needsDequantizing = ({
  kind,
  operands,
  resultTypes,
}: Omit<KernelCall, 'runRegion' | 'reducer'>): boolean =>
  kind !== 'bitcast_convert' && (operands.some(({ type }) => isQuantized(type)) || resultTypes.some(isQuantized))

/** Evaluates through the expressed types; uniform_quantize and uniform_dequantize do nothing in between. */
export function evaluateQuantized(call: KernelCall, kernel: Kernel | undefined): readonly Tensor[] {
  const operands = call.operands.map(dequantize)
  const resultTypes = call.resultTypes.map(expressedType)
  const isCast = call.kind === 'uniform_quantize' || call.kind === 'uniform_dequantize'
  if (!isCast && kernel === undefined) throw new EvaluationError(`${call.kind} of quantized numbers is not evaluated`)
  const results = isCast || kernel === undefined ? operands : kernel({ ...call, operands, resultTypes })
  return results.map((result, i) => quantize(result, call.resultTypes[i]!))
}

const expressedType = (type: TensorType): TensorType =>
  type.quantization === undefined ? type : makeTensorType(type.quantization.expressed, type.dims)

/** Index of the scale of element i. */
function scaleIndex({ dim }: Quantization, dims: readonly number[]): (i: number) => number {
  if (dim < 0) return () => 0
  const stride = stridesOf(dims)[dim]!
  return (i) => Math.floor(i / stride) % dims[dim]!
}

function dequantize(tensor: Tensor): Tensor {
  const { quantization, dims } = tensor.type
  if (quantization === undefined) return tensor
  const result = makeTensor(quantization.expressed, dims)
  const round = rounderOf(quantization.expressed)
  const index = scaleIndex(quantization, dims)
  for (let i = 0; i < result.data.length; i++) {
    const at = index(i)
    result.data[i] = round(
      round(Number(tensor.data[i]!) - quantization.zeroPoints[at]!) * round(quantization.scales[at]!),
    )
  }
  return result
}

function quantize(tensor: Tensor, type: TensorType): Tensor {
  const { quantization } = type
  if (quantization === undefined) return tensor
  const { dims } = tensor.type
  const data = new Float64Array(tensor.data.length)
  const round = rounderOf(quantization.expressed)
  const index = scaleIndex(quantization, dims)
  for (let i = 0; i < data.length; i++) {
    const at = index(i)
    const scaled = roundHalfEven(round(Number(tensor.data[i]!) / round(quantization.scales[at]!)))
    const stored = scaled + quantization.zeroPoints[at]!
    data[i] = Math.min(Math.max(Number.isNaN(stored) ? 0 : stored, quantization.least), quantization.most)
  }
  return { type: { ...makeTensorType(type.element, dims), quantization }, data }
}
