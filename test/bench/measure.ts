// Medians, percentiles and the table of the benchmark.
import Table from 'cli-table3'

export interface Row {
  readonly name: string
  /** Milliseconds, unless the unit says otherwise. */
  readonly value: number
  readonly unit: 'ms' | 'MB' | 'kB' | 'ratio'
  /** What is aimed at, in the same unit. */
  readonly goal?: number
  readonly note?: string
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Of an even number of values the middle between the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2
}

/** Milliseconds of each of `count` runs. */
export function timeRuns(count: number, run: (index: number) => void): number[] {
  return Array.from({ length: count }, (_, index) => {
    const start = performance.now()
    run(index)
    return performance.now() - start
  })
}

export function printRows(rows: readonly Row[]): string {
  const table = new Table({ head: ['measured', 'value', 'goal', ''], style: { head: [], border: [] } })
  for (const { name, value, unit, goal, note } of rows) {
    const print = (number: number): string =>
      `${number.toFixed(unit === 'ratio' ? 2 : 1)}${unit === 'ratio' ? '' : ` ${unit}`}`
    const verdict = goal === undefined ? '' : value <= goal ? 'met' : 'missed'
    table.push([
      name,
      print(value),
      goal === undefined ? '' : `≤ ${print(goal)}`,
      [verdict, note ?? ''].filter((text) => text !== '').join('; '),
    ])
  }
  return table.toString()
}
