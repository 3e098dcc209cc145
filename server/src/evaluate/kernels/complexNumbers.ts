// What elementwise operations do to complex numbers, as pairs of parts.
import type { OperationKind } from '../../model/operations'

export type Pair = readonly [re: number, im: number]
type Table<T> = Partial<Record<OperationKind, T>>

const multiply = ([a, b]: Pair, [c, d]: Pair): Pair => [a * c - b * d, a * d + b * c]

function divide([a, b]: Pair, [c, d]: Pair): Pair {
  if (Math.abs(c) >= Math.abs(d)) {
    const ratio = c === 0 ? 0 : d / c
    const scale = c + d * ratio
    return [(a + b * ratio) / scale, (b - a * ratio) / scale]
  }
  const ratio = c / d
  const scale = c * ratio + d
  return [(a * ratio + b) / scale, (b * ratio - a) / scale]
}

const exponential = ([a, b]: Pair): Pair => {
  const size = Math.exp(a)
  return b === 0 ? [size, b] : [size * Math.cos(b), size * Math.sin(b)]
}
const log = ([a, b]: Pair): Pair => [Math.log(Math.hypot(a, b)), Math.atan2(b, a)]

function squareRoot([a, b]: Pair): Pair {
  if (a === 0 && b === 0) return [0, b]
  if (Math.abs(b) === Infinity) return [Infinity, b]
  const size = Math.hypot(a, b)
  const re = Math.sqrt((size + Math.abs(a)) / 2)
  const im = Math.abs(b) / (2 * re)
  const sign = b < 0 || Object.is(b, -0) ? -1 : 1
  return a >= 0 ? [re, sign * im] : [im, sign * re]
}

function power(x: Pair, y: Pair): Pair {
  if (x[0] === 0 && x[1] === 0) return y[0] === 0 && y[1] === 0 ? [1, 0] : [0, 0]
  const size = Math.hypot(...x)
  const angle = Math.atan2(x[1], x[0])
  const scale = size ** y[0] * Math.exp(-y[1] * angle)
  const turn = y[0] * angle + y[1] * Math.log(size)
  return [scale * Math.cos(turn), scale * Math.sin(turn)]
}

function tanh([a, b]: Pair): Pair {
  if (Math.abs(a) > 20) return [Math.sign(a), 4 * Math.sin(b) * Math.cos(b) * Math.exp(-2 * Math.abs(a))]
  const scale = Math.cosh(2 * a) + Math.cos(2 * b)
  return [Math.sinh(2 * a) / scale, Math.sin(2 * b) / scale]
}

const asinh = (x: Pair): Pair => log(add(x, squareRoot(add(multiply(x, x), [1, 0]))))
const logOnePlus = ([a, b]: Pair): Pair => [Math.log1p(2 * a + a * a + b * b) / 2, Math.atan2(b, 1 + a)]
function atanh(x: Pair): Pair {
  const [plus, minus] = [logOnePlus(x), logOnePlus([-x[0], -x[1]])]
  return [(plus[0] - minus[0]) / 2, (plus[1] - minus[1]) / 2]
}

/** f(x) = -i g(i x): how asin and atan come from asinh and atanh. */
const turned =
  (g: (x: Pair) => Pair) =>
  ([a, b]: Pair): Pair => {
    const [re, im] = g([-b, a])
    return [im, -re]
  }
const asin = turned(asinh)

/** Functions of one complex number that give one. */
export const complexUnary: Table<(x: Pair) => Pair> = {
  negate: ([a, b]) => [-a, -b],
  exponential,
  exponential_minus_one: ([a, b]) => {
    const half = Math.sin(b / 2)
    return [Math.expm1(a) * Math.cos(b) - 2 * half * half, Math.exp(a) * Math.sin(b)]
  },
  log,
  log_plus_one: logOnePlus,
  asinh,
  acosh: (x) => log(add(x, multiply(squareRoot(add(x, [1, 0])), squareRoot(add(x, [-1, 0]))))),
  atanh,
  asin,
  acos: (x) => {
    const [re, im] = asin(x)
    return [Math.PI / 2 - re, -im]
  },
  atan: turned(atanh),
  logistic: ([a, b]) => divide([1, 0], add([1, 0], exponential([-a, -b]))),
  sqrt: squareRoot,
  rsqrt: (x) => divide([1, 0], squareRoot(x)),
  cbrt: (x) => power(x, [1 / 3, 0]),
  sine: ([a, b]) => [Math.sin(a) * Math.cosh(b), Math.cos(a) * Math.sinh(b)],
  cosine: ([a, b]) => [Math.cos(a) * Math.cosh(b), -Math.sin(a) * Math.sinh(b)],
  tan: turned(tanh),
  tanh,
  sinh: ([a, b]) => [Math.sinh(a) * Math.cos(b), Math.cosh(a) * Math.sin(b)],
  cosh: ([a, b]) => [Math.cosh(a) * Math.cos(b), Math.sinh(a) * Math.sin(b)],
  square: (x) => multiply(x, x),
  sign: ([a, b]) => {
    const size = Math.hypot(a, b)
    return size === 0 ? [0, 0] : [a / size, b / size]
  },
}

const add = ([a, b]: Pair, [c, d]: Pair): Pair => [a + c, b + d]

export const complexBinary: Table<(x: Pair, y: Pair) => Pair> = {
  add,
  subtract: ([a, b], [c, d]) => [a - c, b - d],
  multiply,
  divide,
  power,
  atan2: (y, x) => {
    // atan2(y, x) = -i log((x + i y) / sqrt(x^2 + y^2))
    const size = squareRoot(add(multiply(x, x), multiply(y, y)))
    const [re, im] = log(divide([x[0] - y[1], x[1] + y[0]], size))
    return [im, -re]
  },
  // By real part, then by imaginary part (maximum, specification).
  maximum: (x, y) => (x[0] > y[0] || (x[0] === y[0] && x[1] >= y[1]) ? x : y),
  minimum: (x, y) => (x[0] < y[0] || (x[0] === y[0] && x[1] <= y[1]) ? x : y),
}
