// One figure of one case, ours beside a compiler's; and what many of them come to.
import { median, percentile } from '../bench/measure'

export type Backend = 'cpu' | 'gpu' | 'tpu'

/** What is compared, and in which unit. */
export const figureUnits = {
  'argument bytes': 'bytes',
  'output bytes': 'bytes',
  'aliased bytes': 'bytes',
  'peak memory': 'bytes',
  'ring bytes': 'bytes',
  'ring bytes, plain lowering': 'bytes',
  flops: 'flops',
  'step time': 'seconds',
} as const
export type Figure = keyof typeof figureUnits

export interface Row {
  /** Name that `findCase` knows. */
  readonly case: string
  readonly backend: Backend
  readonly figure: Figure
  readonly ours: number
  readonly theirs: number
  /** Why this row is not to be judged by the bound of the others. */
  readonly note?: string
}

/** Errors in per cent, sign aside. */
export interface Summary {
  readonly count: number
  readonly median: number
  readonly p90: number
  readonly worst: number
  /** Lowest and highest of ours over theirs. */
  readonly ratios: readonly [number, number]
}

/** Ours over theirs; 1 where both are nothing. */
export const ratioOf = ({ ours, theirs }: Pick<Row, 'ours' | 'theirs'>): number => (ours === theirs ? 1 : ours / theirs)

/** Rows with a note are left out. */
export function summarize(rows: readonly Row[]): Summary {
  const ratios = rows.filter(({ note }) => note === undefined).map(ratioOf)
  const errors = ratios.map((ratio) => 100 * Math.abs(ratio - 1))
  return {
    count: ratios.length,
    median: median(errors),
    p90: percentile(errors, 0.9),
    worst: Math.max(0, ...errors),
    ratios: [Math.min(...ratios), Math.max(...ratios)],
  }
}

export const families = ['transformer', 'decode', 'mixture of experts', 'convolution', 'graph', 'other'] as const
export type Family = (typeof families)[number]

/** Kind of model of a case. */
export function familyOf(name: string): Family {
  if (/^(t\d|gpt2)/.test(name)) return 'transformer'
  if (/^it\d/.test(name)) return 'decode'
  if (name.startsWith('moe')) return 'mixture of experts'
  if (/^(unet|resnet)/.test(name)) return 'convolution'
  return name.startsWith('gns') ? 'graph' : 'other'
}

export interface Pairs {
  readonly count: number
  readonly inOrder: number
  /** Pairs of cases that we put the wrong way round. */
  readonly wrong: readonly (readonly [string, string])[]
}

/** Pairs of schedules of one model whose figures differ by more than `least` in the compiler's own count. */
export function comparePairs(rows: readonly Row[], least = 0.1): Pairs {
  const judged = rows.filter(({ note }) => note === undefined)
  const modelOf = (row: Row): string => row.case.split(' ')[0]!
  let count = 0
  const wrong: [string, string][] = []
  judged.forEach((one, i) => {
    for (const other of judged.slice(i + 1)) {
      const [low, high] = one.theirs < other.theirs ? [one, other] : [other, one]
      if (modelOf(one) !== modelOf(other) || high.theirs <= low.theirs * (1 + least)) continue
      count++
      if (low.ours >= high.ours) wrong.push([low.case, high.case])
    }
  })
  return { count, inOrder: count - wrong.length, wrong }
}
