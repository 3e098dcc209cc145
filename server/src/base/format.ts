// Numbers as people read them: three significant figures, one unit, U+2212 for minus. What no figure can be is said in
// words: `unknown` for less than zero and what is no number, `too large` for what overflows.
import type { Unit } from './units'

const minus = '\u2212'

/** Largest figure that is shown: above it only an overflow is likely, and digits would mislead. */
const largestShown = 1e30

/** The text of a figure, which is never negative. */
function guarded(value: number, text: (value: number) => string): string {
  if (Number.isNaN(value) || value < 0) return 'unknown'
  return value > largestShown ? 'too large' : text(value)
}

/** Three significant figures; whole numbers from 1,000 on in full. */
function significant(value: number): string {
  if (value === 0) return '0'
  if (value >= 999.5) return grouped(Math.round(value))
  return value.toPrecision(3)
}

interface Scale {
  readonly name: string
  readonly size: number
}

function withUnit(value: number, scales: readonly Scale[]): string {
  return guarded(value, (figure) => {
    const last = scales.at(-1) ?? { name: '', size: 1 }
    const scale = scales.find(({ size }) => figure >= size * 0.9995) ?? last
    return `${significant(figure / scale.size)} ${scale.name}`
  })
}

const byteScales: readonly Scale[] = [
  { name: 'PiB', size: 2 ** 50 },
  { name: 'TiB', size: 2 ** 40 },
  { name: 'GiB', size: 2 ** 30 },
  { name: 'MiB', size: 2 ** 20 },
  { name: 'KiB', size: 2 ** 10 },
]

/** Where bytes are no exact numbers any more: sums end there. */
const mostBytes = 2 ** 53

/** Bytes: `21.3 GiB`, `512 B`. */
export function formatBytes(value: number): string {
  if (value >= mostBytes) return 'too large'
  return value < 1024 ? guarded(value, (figure) => `${Math.round(figure)} B`) : withUnit(value, byteScales)
}

const secondScales: readonly Scale[] = [
  { name: 's', size: 1 },
  { name: 'ms', size: 1e-3 },
  { name: 'µs', size: 1e-6 },
  { name: 'ns', size: 1e-9 },
]

/** Seconds: `1.78 s`, `40.2 ms`, `2.00 µs`. */
export const formatSeconds = (value: number): string => (value === 0 ? '0 s' : withUnit(value, secondScales))

const decimalScales = (unit: string): readonly Scale[] => [
  { name: `E${unit}`, size: 1e18 },
  { name: `P${unit}`, size: 1e15 },
  { name: `T${unit}`, size: 1e12 },
  { name: `G${unit}`, size: 1e9 },
  { name: `M${unit}`, size: 1e6 },
  { name: `k${unit}`, size: 1e3 },
  { name: unit, size: 1 },
]

const flopScales = decimalScales('FLOP')
const flopRateScales = decimalScales('FLOP/s')
const bandwidthScales = decimalScales('B/s')

/** Floating-point operations: `25.8 TFLOP`. */
export const formatFlops = (value: number): string => withUnit(value, flopScales)

/** A rate is a data sheet's number, so it has no zeros of its own at the end. */
const withoutZeros = (text: string): string => text.replace(/(\.\d*?)0+(?= )/, '$1').replace('. ', ' ')

/** Floating-point operations a second: `275 TFLOP/s`. */
export const formatFlopRate = (value: number): string => withoutZeros(withUnit(value, flopRateScales))

/** Bytes a second: `1.2 TB/s`. */
export const formatBandwidth = (value: number): string => withoutZeros(withUnit(value, bandwidthScales))

/** Groups digits by hand: the tables of locales take tens of milliseconds when they are first asked. */
function grouped(figure: number): string {
  const isWhole = Number.isInteger(figure)
  const [whole = '', part] = (isWhole ? BigInt(figure) : Math.round(figure * 1000) / 1000).toString().split('.')
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return part === undefined ? groups : `${groups}.${part}`
}

/** A count with thousands separators: `18,709`; `2.5` where it is not whole. */
export const formatCount = (value: number): string => guarded(value, grouped)

/** A count of things: `1 argument`, `870 arguments`. */
export const formatCountOf = (value: number, noun: string): string =>
  `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`

/** A share in percent: `45 %`, `0.4 %`, `< 0.01 %`. */
export const formatPercent = (value: number): string =>
  guarded(value * 100, (figure) => {
    if (figure > 0 && figure < leastPercent) return `< ${leastPercent} %`
    return `${percentDigits(figure)} %`
  })

/** What two shares differ by: `6.3 points`, which are no percent of either. */
export const formatPoints = (value: number): string =>
  guarded(value * 100, (figure) => `${figure < leastPercent ? `< ${leastPercent}` : percentDigits(figure)} points`)

const percentDigits = (figure: number): string =>
  figure >= 9.95 ? formatCount(Math.round(figure)) : String(Number(figure.toPrecision(2)))

/** A share below this is as good as none: digits would be noise. */
const leastPercent = 0.01

/** A change with its sign: `+128`, `−26.4 GiB`; without one where it is too small to be a number. */
export function formatChange(value: number, format: (value: number) => string): string {
  const text = format(Math.abs(value))
  if (value === 0 || text.startsWith('<')) return text
  return `${value > 0 ? '+' : minus}${text}`
}

const formats: Readonly<Record<Unit, (value: number) => string>> = {
  bytes: formatBytes,
  seconds: formatSeconds,
  flops: formatFlops,
  bandwidth: formatBandwidth,
  flopRate: formatFlopRate,
  share: formatPercent,
  count: formatCount,
}

/** A figure in its unit. */
export const formatQuantity = (value: number, unit: Unit): string => formats[unit](value)
