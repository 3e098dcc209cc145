// Numbers as people read them: three significant figures, one unit, U+2212 for minus.

const minus = '\u2212'

const signed = (value: number, text: (magnitude: number) => string): string =>
  (value < 0 ? minus : '') + text(Math.abs(value))

/** Three significant figures; whole numbers from 1,000 on in full. */
function significant(value: number): string {
  if (value === 0) return '0'
  if (value >= 999.5) return Math.round(value).toLocaleString('en-US')
  return value.toPrecision(3)
}

interface Unit {
  readonly name: string
  readonly size: number
}

function withUnit(value: number, units: readonly Unit[]): string {
  return signed(value, (magnitude) => {
    const last = units.at(-1) ?? { name: '', size: 1 }
    const unit = units.find(({ size }) => magnitude >= size * 0.9995) ?? last
    return `${significant(magnitude / unit.size)} ${unit.name}`
  })
}

const byteUnits: readonly Unit[] = [
  { name: 'PiB', size: 2 ** 50 },
  { name: 'TiB', size: 2 ** 40 },
  { name: 'GiB', size: 2 ** 30 },
  { name: 'MiB', size: 2 ** 20 },
  { name: 'KiB', size: 2 ** 10 },
]

/** Bytes: `21.3 GiB`, `512 B`. */
export function formatBytes(value: number): string {
  return Math.abs(value) < 1024
    ? signed(value, (magnitude) => `${Math.round(magnitude)} B`)
    : withUnit(value, byteUnits)
}

const secondUnits: readonly Unit[] = [
  { name: 's', size: 1 },
  { name: 'ms', size: 1e-3 },
  { name: 'µs', size: 1e-6 },
]

/** Seconds: `1.78 s`, `40.2 ms`, `2.00 µs`. */
export const formatSeconds = (value: number): string => (value === 0 ? '0 s' : withUnit(value, secondUnits))

/** Floating-point operations: `25.8 TFLOP`. */
export const formatFlops = (value: number): string =>
  withUnit(value, [
    { name: 'EFLOP', size: 1e18 },
    { name: 'PFLOP', size: 1e15 },
    { name: 'TFLOP', size: 1e12 },
    { name: 'GFLOP', size: 1e9 },
    { name: 'MFLOP', size: 1e6 },
    { name: 'kFLOP', size: 1e3 },
    { name: 'FLOP', size: 1 },
  ])

/** A count with thousands separators: `18,709`. */
export const formatCount = (value: number): string => signed(value, (magnitude) => magnitude.toLocaleString('en-US'))

/** A share in percent: `45 %`, `0.4 %`. */
export const formatPercent = (value: number): string =>
  signed(
    value * 100,
    (magnitude) => `${magnitude >= 9.95 ? Math.round(magnitude) : Number(magnitude.toPrecision(2))} %`,
  )

/** A change with its sign: `+128`, `−26.4 GiB`. */
export const formatChange = (value: number, format: (value: number) => string): string =>
  value > 0 ? `+${format(value)}` : format(value)
