// Floating-point formats narrower than a double: rounding to nearest even, overflow, and bits to values and back.

/** How the largest codes are used: by infinities and NaNs, by NaN alone, or by numbers. */
type Special = 'ieee' | 'nanOnly' | 'unsignedZero' | 'finite'

export interface FloatFormat {
  readonly exponentBits: number
  readonly mantissaBits: number
  readonly bias: number
  readonly special: Special
}

const format = (exponentBits: number, mantissaBits: number, special: Special, bias?: number): FloatFormat => ({
  exponentBits,
  mantissaBits,
  special,
  bias: bias ?? 2 ** (exponentBits - 1) - 1,
})

/** By element type; f8E8M0FNU, which has neither sign nor zero, is treated on its own. */
export const floatFormats = {
  bf16: format(8, 7, 'ieee'),
  f16: format(5, 10, 'ieee'),
  tf32: format(8, 10, 'ieee'),
  f8E5M2: format(5, 2, 'ieee'),
  f8E4M3: format(4, 3, 'ieee'),
  f8E3M4: format(3, 4, 'ieee'),
  f8E4M3FN: format(4, 3, 'nanOnly'),
  f8E4M3FNUZ: format(4, 3, 'unsignedZero', 8),
  f8E4M3B11FNUZ: format(4, 3, 'unsignedZero', 11),
  f8E5M2FNUZ: format(5, 2, 'unsignedZero', 16),
  f4E2M1FN: format(2, 1, 'finite'),
  f6E2M3FN: format(2, 3, 'finite'),
  f6E3M2FN: format(3, 2, 'finite'),
} as const satisfies Record<string, FloatFormat>

/** Half-way cases go to the even neighbour. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x)
  const rest = x - floor
  if (rest !== 0.5) return Math.round(x)
  return floor % 2 === 0 ? floor : floor + 1
}

const words = new DataView(new ArrayBuffer(8))

/** Exponent e of a normal double with 2^e <= |x| < 2^(e+1). */
function exponentOf(x: number): number {
  words.setFloat64(0, x)
  const biased = (words.getUint16(0) >> 4) & 0x7ff
  return biased === 0 ? -1023 : biased - 1023
}

/** Largest finite number of a format. */
export function largestOf({ exponentBits, mantissaBits, bias, special }: FloatFormat): number {
  const top = 2 ** exponentBits - 1 - bias
  const full = 2 - 2 ** -mantissaBits
  if (special === 'ieee') return full * 2 ** (top - 1)
  if (special === 'nanOnly') return (full - 2 ** -mantissaBits) * 2 ** top
  return full * 2 ** top
}

/** A function that rounds to the format: to nearest even; what overflows becomes infinity, NaN, or the largest number. */
export function makeRounder(float: FloatFormat): (x: number) => number {
  const { mantissaBits, bias, special } = float
  const least = 1 - bias
  const largest = largestOf(float)
  return (x) => {
    if (x === 0) return special === 'unsignedZero' ? 0 : x
    if (!Number.isFinite(x)) return roundSpecial(x, special, largest)
    const unit = 2 ** (Math.max(exponentOf(x), least) - mantissaBits)
    const rounded = roundHalfEven(x / unit) * unit
    if (Math.abs(rounded) <= largest) {
      if (rounded !== 0) return rounded
      return special === 'unsignedZero' ? 0 : Math.sign(x) * 0
    }
    return roundSpecial(x > 0 ? Infinity : -Infinity, special, largest)
  }
}

function roundSpecial(x: number, special: Special, largest: number): number {
  if (special === 'ieee') return x
  if (special === 'finite' && !Number.isNaN(x)) return x > 0 ? largest : -largest
  return Number.NaN
}

/** Value of a code. */
export function decodeFloat(code: number, { exponentBits, mantissaBits, bias, special }: FloatFormat): number {
  const mantissa = code & (2 ** mantissaBits - 1)
  const exponent = (code >> mantissaBits) & (2 ** exponentBits - 1)
  const sign = (code >> (mantissaBits + exponentBits)) & 1 ? -1 : 1
  const top = 2 ** exponentBits - 1
  if (special === 'ieee' && exponent === top) return mantissa === 0 ? sign * Infinity : Number.NaN
  if (special === 'nanOnly' && exponent === top && mantissa === 2 ** mantissaBits - 1) return Number.NaN
  if (special === 'unsignedZero' && sign < 0 && exponent === 0 && mantissa === 0) return Number.NaN
  if (exponent === 0) return sign * mantissa * 2 ** (1 - bias - mantissaBits)
  return sign * (1 + mantissa * 2 ** -mantissaBits) * 2 ** (exponent - bias)
}

/** Code of a number of the format. */
export function encodeFloat(x: number, float: FloatFormat): number {
  const { exponentBits, mantissaBits, bias, special } = float
  const signBit = 2 ** (mantissaBits + exponentBits)
  const top = (2 ** exponentBits - 1) * 2 ** mantissaBits
  if (Number.isNaN(x)) {
    if (special === 'unsignedZero') return signBit
    return special === 'ieee' ? top + 2 ** (mantissaBits - 1) : top + 2 ** mantissaBits - 1
  }
  const sign = x < 0 || Object.is(x, -0) ? signBit : 0
  const size = Math.abs(x)
  if (size === Infinity) return sign + top
  if (size === 0) return sign
  const exponent = Math.max(exponentOf(size), 1 - bias)
  const mantissa = size / 2 ** (exponent - mantissaBits)
  const isNormal = mantissa >= 2 ** mantissaBits
  return sign + (isNormal ? (exponent + bias) * 2 ** mantissaBits + mantissa - 2 ** mantissaBits : mantissa)
}
