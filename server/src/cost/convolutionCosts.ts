// Flops of a convolution: products that meet an element of the input, neither padding nor the holes of a dilated base.
import { readConvolutionDims, readWindow } from '../model/attributes'
import { complexFactor } from './dotCosts'
import type { CostQuestion } from './operationCost'

/**
 * 2 · batch · features · input features a group · pairs of output and window position in each spatial dim. The result's batch and
 * feature dims and the kernel's input feature dim are already those of one group each, for feature and batch groups alike.
 */
export function convolutionFlops({ attributes, operands, results: [result] }: CostQuestion): number {
  const dims = readConvolutionDims(attributes)
  const [input, kernel] = operands
  if (dims === undefined || input === undefined || kernel === undefined || result === undefined) return 0
  const size = (letters: readonly string[], letter: string, { dims: sizes }: { readonly dims: readonly number[] }) =>
    sizes[letters.indexOf(letter)] ?? 1
  const rank = dims.input.length - 2
  const window = readWindow(attributes, rank)
  let products = size(dims.output, 'b', result) * size(dims.output, 'f', result) * size(dims.kernel, 'i', kernel)
  for (let spatial = 0; spatial < rank; spatial++) {
    const letter = String(spatial)
    products *= countTaps({
      input: size(dims.input, letter, input),
      kernel: size(dims.kernel, letter, kernel),
      output: size(dims.output, letter, result),
      stride: window.strides[spatial] ?? 1,
      low: window.padding[2 * spatial] ?? 0,
      base: window.baseDilations[spatial] ?? 1,
      dilation: window.windowDilations[spatial] ?? 1,
    })
  }
  return 2 * products * complexFactor(result)
}

/** One spatial dim of a convolution. */
export interface Taps {
  readonly input: number
  readonly kernel: number
  readonly output: number
  readonly stride: number
  /** Padding before the first element; negative where elements are cut off. */
  readonly low: number
  readonly base: number
  readonly dilation: number
}

/**
 * Pairs (o, k) of output and window position with o · stride + k · dilation - low = base · i for an element i of the input.
 * For each k the outputs are an arithmetic progression, so the cost is that of the window, not of the output.
 */
export function countTaps({ input, kernel, output, stride, low, base, dilation }: Taps): number {
  const common = greatestCommonDivisor(stride, base)
  const period = base / common
  const inverse = inverseModulo(stride / common, period)
  let taps = 0
  for (let k = 0; k < kernel; k++) {
    const shift = low - k * dilation
    if (shift % common !== 0) continue
    const first = Math.max(0, Math.ceil(shift / stride))
    const last = Math.min(output - 1, Math.floor(((input - 1) * base + shift) / stride))
    const residue = modulo(modulo(shift / common, period) * inverse, period)
    const start = first + modulo(residue - first, period)
    if (start <= last) taps += Math.floor((last - start) / period) + 1
  }
  return taps
}

const modulo = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b))

/** x with value · x = 1 modulo the modulus, to which value is coprime (extended Euclid). */
function inverseModulo(value: number, modulus: number): number {
  let [previous, current] = [modulus, modulo(value, modulus)]
  let [before, now] = [0, 1]
  while (current > 1) {
    const quotient = Math.floor(previous / current)
    ;[previous, current] = [current, previous - quotient * current]
    ;[before, now] = [now, before - quotient * now]
  }
  return modulus === 1 ? 0 : modulo(now, modulus)
}
