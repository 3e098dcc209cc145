// Figures as the panels set them: digits and unit apart, so that both line up in columns. The texts are those of hints and hovers.
import { formatBytes, formatChange, formatCount, formatPercent, formatSeconds } from '../../../server/src/base/format'

export interface Figure {
  readonly digits: string
  /** Empty for a count. */
  readonly unit: string
}

/** What can be said of a state or a row; each has one way to be written. */
export type Quantity = 'bytes' | 'seconds' | 'count' | 'share'

const formats: Readonly<Record<Quantity, (value: number) => string>> = {
  bytes: formatBytes,
  seconds: formatSeconds,
  count: formatCount,
  // Too little to be read as anything else.
  share: (value) => (value > 0 && value < 0.00005 ? '<0.01 %' : formatPercent(value)),
}

export const formatFigure = (value: number, quantity: Quantity): string => formats[quantity](value)

/** `21.3 GiB` -> `21.3`, `GiB`. */
export function splitFigure(value: number, quantity: Quantity): Figure {
  const [digits = '', unit = ''] = formats[quantity](value).split(' ')
  return { digits, unit }
}

/** `32 GiB` for `32.0 GiB`: of what is round by nature. */
export const formatRound = (value: number, quantity: Quantity): string =>
  formats[quantity](value)
    .replace(/(\.\d*?)0+(?= |$)/, '$1')
    .replace(/\.(?= |$)/, '')

/** `+13.5 GiB`, `−90.0 ms`; undefined when nothing would be seen of it. */
export function formatDifference(from: number, to: number, quantity: Quantity): string | undefined {
  if (formats[quantity](from) === formats[quantity](to)) return undefined
  return formatChange(to - from, formats[quantity])
}

const unitSizes: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  PiB: 2 ** 50,
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  '%': 0.01,
}

/** Bytes or seconds of a unit; 1 for one that is not known. */
export const unitSize = (unit: string): number => unitSizes[unit] ?? 1

/** Digits in a unit that a column shares: three figures for the largest, no more than three behind the point. */
export function formatIn(value: number, unit: string): string {
  const amount = value / unitSize(unit)
  const size = Math.abs(amount)
  return amount.toFixed(size >= 99.95 || unit === '' ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3)
}

/** `+13.5`, `−0.06` in a unit that stands elsewhere; undefined when nothing would be seen of it. */
export function formatDifferenceIn(from: number, to: number, unit: string): string | undefined {
  const digits = formatIn(Math.abs(to - from), unit)
  if (Number(digits) === 0) return undefined
  return `${to > from ? '+' : '\u2212'}${digits}`
}

/** `3 min ago`: how old figures are, in whole units. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s ago`
  return seconds < 3600 ? `${Math.round(seconds / 60)} min ago` : `${Math.round(seconds / 3600)} h ago`
}

/** Round numbers from 0 to at most `max`, about `wanted` of them: 1, 2, 4 or 8 times a power of `base`. */
export function findTicks(max: number, wanted: number, base: 2 | 10): readonly number[] {
  if (!(max > 0) || !Number.isFinite(max)) return [0]
  const steps = base === 2 ? [1] : [1, 2, 2.5, 5]
  const rough = max / wanted
  const power = base ** Math.floor(Math.log(rough) / Math.log(base))
  const step = [...steps, base].map((one) => one * power).find((one) => one >= rough * 0.999) ?? base * power
  return Array.from({ length: Math.floor(max / step + 1e-9) + 1 }, (_, i) => i * step)
}
