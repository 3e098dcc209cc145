// Which rate of a device's matrix units a product runs at: by its operands' element types, `precision` and `algorithm`.
import { elementBits } from '../model/tensorTypes'
import type { ElementType } from '../model/tensorTypes'

/** Names of the fields of `Device`; `none`: on the vector units. */
export const matrixRates = ['none', 'bf16', 'f32', 'f32High', 'f32Highest', 'f64', 'int8', 'fp8', 'fp4'] as const
export type MatrixRate = (typeof matrixRates)[number]

/** Each product is done `passes` times at the rate: three bf16 products for one of an f32 split in two, say. */
export interface MatrixWork {
  readonly rate: MatrixRate
  readonly passes: number
}

/**
 * Work of a dot or convolution with the attributes of its operation. Integers wider than 8 bits have no matrix units.
 * Source: StableHLO specification, dot_general (precision_config and algorithm); XLA, PrecisionConfig.
 */
export function matrixWork(left: ElementType, right: ElementType, attributes: string): MatrixWork {
  const algorithm = readAlgorithm(attributes)
  if (algorithm !== undefined) return algorithm
  const [first, second] = [rateOfElement(left), rateOfElement(right)]
  const rate = slowest.indexOf(first) < slowest.indexOf(second) ? first : second
  if (rate !== 'f32') return { rate, passes: 1 }
  if (attributes.includes('HIGHEST')) return { rate: 'f32Highest', passes: 1 }
  return { rate: /\bHIGH\b/.test(attributes) ? 'f32High' : rate, passes: 1 }
}

/** Mixed operands run at the rate of the wider one, to which the other is converted. */
const slowest: readonly MatrixRate[] = ['none', 'f64', 'f32Highest', 'f32High', 'f32', 'bf16', 'fp8', 'int8', 'fp4']

/** Rate of products of an element type at default precision. */
export function rateOfElement(element: ElementType): MatrixRate {
  switch (element) {
    case 'f64':
    case 'complex<f64>':
      return 'f64'
    case 'f32':
    case 'tf32':
    case 'complex<f32>':
      return 'f32'
    case 'bf16':
    case 'f16':
      return 'bf16'
    default:
      if (element.startsWith('f')) return elementBits[element] < 8 ? 'fp4' : 'fp8'
      return elementBits[element] <= 8 && element !== 'opaque' ? 'int8' : 'none'
  }
}

const algorithmRates: Readonly<Record<string, MatrixRate>> = {
  bf16: 'bf16',
  f16: 'bf16',
  tf32: 'f32',
  f32: 'f32Highest',
  f64: 'f64',
}

/** `algorithm = <lhs_precision_type = bf16, ..., num_primitive_operations = 3, ...>`. */
function readAlgorithm(attributes: string): MatrixWork | undefined {
  const type = /lhs_precision_type\s*=\s*(\w+)/.exec(attributes)?.[1]
  if (type === undefined) return undefined
  const passes = Number(/num_primitive_operations\s*=\s*(\d+)/.exec(attributes)?.[1] ?? 1)
  return { rate: algorithmRates[type] ?? (type.startsWith('f8') ? 'fp8' : 'f32'), passes: Math.max(1, passes) }
}
