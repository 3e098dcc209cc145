// chlo's special functions of real numbers, in double precision.
import type { ElementType } from '../../model/tensorTypes'
import type { OperationKind } from '../../model/operations'
import { fromBits, toBits } from '../elementTypes'
import type { Binary, Unary } from './numbers'

/** erf by its series near zero and the continued fraction of erfc elsewhere (Abramowitz and Stegun 7.1.6, 7.1.14). */
function erf(x: number): number {
  const size = Math.abs(x)
  if (Number.isNaN(x)) return x
  if (size > 2.5) return Math.sign(x) * (1 - erfcTail(size))
  let term = size
  let sum = size
  for (let n = 1; n < 200 && Math.abs(term) > 1e-18 * sum; n++) {
    term *= (2 * size * size) / (2 * n + 1)
    sum += term
  }
  return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * Math.exp(-size * size) * sum
}

function erfcTail(x: number): number {
  if (x > 27.3) return 0
  let fraction = 0
  for (let n = 120; n >= 1; n--) fraction = n / 2 / (x + fraction)
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction)
}

const erfc: Unary = (x) => (x > 2.5 ? erfcTail(x) : 1 - erf(x))

/** Inverse of erf: Winitzki's estimate, then Newton's steps. */
function erfInverse(y: number): number {
  if (!(Math.abs(y) < 1)) return Math.abs(y) === 1 ? y * Infinity : Number.NaN
  if (y === 0) return y
  const size = Math.abs(y)
  const log = Math.log1p(-size * size)
  const a = 2 / (Math.PI * 0.147) + log / 2
  let x = Math.sqrt(Math.sqrt(a * a - log / 0.147) - a)
  for (let i = 0; i < 6; i++) {
    // Near 1 the difference of erfs has no digits left; that of erfcs has.
    const difference = size > 0.5 ? 1 - size - erfc(x) : erf(x) - size
    const slope = (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)
    x -= difference / slope
  }
  return Math.sign(y) * x
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

/** log |gamma| by Lanczos' approximation (g = 7, nine terms) and the reflection formula. */
function logGamma(x: number): number {
  if (Number.isNaN(x)) return x
  if (Math.abs(x) === Infinity) return Infinity
  if (x < 0.5) {
    if (Number.isInteger(x)) return Infinity
    const reduced = x - 2 * Math.round(x / 2)
    return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * reduced))) - logGamma(1 - x)
  }
  if (x === 1 || x === 2) return 0
  const z = x - 1
  let sum = lanczos[0]!
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i]! / (z + i)
  const t = z + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}

/** Derivative of log gamma: recurrence up to 10, then the asymptotic series. */
function digamma(x: number): number {
  if (x === -Infinity || (x <= 0 && Number.isInteger(x))) return Number.NaN
  if (x < 0.5) return digamma(1 - x) - Math.PI / Math.tan(Math.PI * x)
  let shift = 0
  let z = x
  while (z < 10) shift -= 1 / z++
  const r = 1 / (z * z)
  const series = r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (1 / 132 - r * (691 / 32760))))))
  return shift + Math.log(z) - 0.5 / z - series
}

/** exp(-|x|) I1(x): its series, or the integral (1/pi) of exp(x (cos t - 1)) cos t, which the trapezium rule gives exactly enough. */
function besselI1e(x: number): number {
  const size = Math.abs(x)
  if (size === Infinity) return 0
  const steps = 64 + Math.ceil(8 * Math.sqrt(size))
  let sum = 0
  for (let i = 0; i <= steps; i++) {
    const t = (Math.PI * i) / steps
    const weight = i === 0 || i === steps ? 0.5 : 1
    sum += weight * Math.exp(size * (Math.cos(t) - 1)) * Math.cos(t)
  }
  return Math.sign(x) * (sum / steps)
}

export const specialUnary: Partial<Record<OperationKind, Unary>> = {
  erf,
  erfc,
  erf_inv: erfInverse,
  lgamma: logGamma,
  digamma,
  bessel_i1e: besselI1e,
}

/** Hurwitz zeta by Euler and Maclaurin. */
function zeta(s: number, q: number): number {
  if (s === 1) return Infinity
  if (s < 1 || Number.isNaN(s) || Number.isNaN(q)) return Number.NaN
  if (q <= 0) {
    if (Number.isInteger(q)) return Infinity
    if (!Number.isInteger(s)) return Number.NaN
  }
  let sum = 0
  const terms = 12
  for (let n = 0; n < terms; n++) sum += (q + n) ** -s
  const a = q + terms
  sum += a ** (1 - s) / (s - 1) + 0.5 * a ** -s
  let factor = s * a ** (-s - 1)
  bernoulliRatios.forEach((ratio, i) => {
    sum += ratio * factor
    const k = 2 * (i + 1)
    factor *= ((s + k - 1) * (s + k)) / (a * a)
  })
  return sum
}

/** B(2k) / (2k)!. */
const bernoulliRatios = [1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000]

function polygamma(n: number, x: number): number {
  if (n === 0) return digamma(x)
  if (n < 0 || !Number.isInteger(n)) return Number.NaN
  const sign = n % 2 === 0 ? -1 : 1
  return sign * Math.exp(logGamma(n + 1)) * zeta(n + 1, x)
}

/** The next number of the element type after x towards y. */
const nextAfter =
  (element: ElementType): Binary =>
  (x, y) => {
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN
    if (x === y) return y
    if (x === 0) return Math.sign(y) * Number(fromBits(1n, element))
    const bits = toBits(x, element)
    return Number(fromBits(x < y === x > 0 ? bits + 1n : bits - 1n, element))
  }

export const specialBinary = (element: ElementType): Partial<Record<OperationKind, Binary>> => ({
  zeta,
  polygamma,
  next_after: nextAfter(element),
})
