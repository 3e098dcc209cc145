// What a tactic changed, in a few words: `+128 all_reduce · 61.2 → 34.8 GiB · 2.91 → 1.72 s`.
import { formatBytes, formatChange, formatCount, formatPercent, formatSeconds } from '../base/format'
import type { Assumption, TotalFigure } from '../cost/assumptions'
import { isDoubtful } from '../cost/assumptions'
import type { Device } from '../cost/devices'
import type { Figures } from '../cost/figures'
import type { Outlook } from '../engine/analyzer'
import type { CollectiveKind } from '../lowering/localProgram'
import { collectiveKinds } from '../lowering/localProgram'

/** Kinds that cost something. */
export const countedKinds = collectiveKinds.filter((kind) => kind !== 'all_slice')

/** AG 259, AR 289: short names for hints that have little room. */
export const shortKind: Readonly<Record<CollectiveKind, string>> = {
  all_gather: 'AG',
  all_reduce: 'AR',
  reduce_scatter: 'RS',
  all_to_all: 'A2A',
  collective_permute: 'CP',
  all_slice: 'AS',
}

/** `+257 all_gather, 129 all_reduce → reduce_scatter`; empty when no count changed. */
export function describeCounts(before: Figures, after: Figures): string {
  const change = (kind: CollectiveKind): number => after.collectives[kind].count - before.collectives[kind].count
  const moved = Math.max(0, Math.min(-change('all_reduce'), change('reduce_scatter')))
  const parts = countedKinds.flatMap((kind) => {
    const rest = change(kind) + (kind === 'all_reduce' ? moved : kind === 'reduce_scatter' ? -moved : 0)
    return rest === 0 ? [] : [`${rest > 0 ? '+' : '\u2212'}${formatCount(Math.abs(rest))} ${kind}`]
  })
  if (moved > 0) parts.push(`${formatCount(moved)} all_reduce → reduce_scatter`)
  return parts.join(', ')
}

/** `61.2 → 34.8 GiB`: the unit once where both have it; one figure when both print alike. */
export function describeChange(before: number, after: number, format: (value: number) => string): string {
  const [from, to] = [format(before), format(after)]
  if (from === to) return to
  const [number = from, unit] = from.split(' ')
  return unit !== undefined && to.endsWith(` ${unit}`) ? `${number} → ${to}` : `${from} → ${to}`
}

/** `~1.78 s` where the figure rests on something that may change it by any factor, as a loop of unknown length. */
const mark = (text: string, figure: TotalFigure, assumptions: readonly Assumption[]): string =>
  isDoubtful(assumptions, figure) ? `~${text}` : text

/** The whole effect of one tactic. */
export function describeEffect(
  before: Figures,
  after: Figures,
  changed: number,
  assumptions: readonly Assumption[],
): string {
  if (changed === 0) return 'no effect'
  const counts = describeCounts(before, after)
  return [
    ...(counts === '' ? [] : [counts]),
    mark(describeChange(before.peakMemory, after.peakMemory, formatBytes), 'peakMemory', assumptions),
    mark(describeChange(before.stepTime, after.stepTime, formatSeconds), 'stepTime', assumptions),
  ].join(' · ')
}

/** Relative difference of sums that were added in another order. */
const noise = 1e-9

const isChange = (before: number, after: number): boolean => Math.abs(after - before) > noise * Math.max(before, after)

/** Shares of a step below this are not worth a word. */
const leastShare = 0.0005

/**
 * What a change of the text does to a schedule, as titles of fixes end: `−3.1 GiB, −4 % time, +2 all_gather`. Where the schedule was
 * over `memory`, whether it fits now: `61.2 → 21.3 GiB (fits 32), +4 % time, +195 all_gather`. What counts most
 * comes first: editors cut long titles off.
 */
export function describeOutlook(before: Figures, { figures, memory }: Outlook): string {
  const conflicts = figures.conflicts - before.conflicts
  const word = Math.abs(conflicts) === 1 ? 'conflict' : 'conflicts'
  const parts = [
    describePeak(before.peakMemory, figures.peakMemory, memory),
    describeTime(before.stepTime, figures.stepTime),
    describeCounts(before, figures),
    conflicts === 0 ? '' : `${formatChange(conflicts, formatCount)} ${word}`,
  ].filter((part) => part !== '')
  if (parts.length > 0) return parts.join(', ')
  return isChange(before.stepTime, figures.stepTime) ? 'hardly any change' : 'same figures'
}

function describePeak(before: number, after: number, memory: number): string {
  const over = after > memory ? `${formatBytes(after - memory)} over` : ''
  if (before > memory) {
    const change = describeChange(before, after, formatBytes)
    return `${change} (${over === '' ? `fits ${limitBeside(after, memory)}` : `still ${over}`})`
  }
  const change = isChange(before, after) ? formatChange(after - before, formatBytes) : ''
  return [change, over].filter((part) => part !== '').join(', ')
}

/** `32` beside `21.3 GiB`, `1 TiB` beside it: the unit where it is another one. */
function limitBeside(value: number, memory: number): string {
  const [number = '', unit = ''] = formatBytes(memory).split(' ')
  const short = number.includes('.') ? number.replace(/\.?0+$/, '') : number
  return formatBytes(value).endsWith(` ${unit}`) ? short : `${short} ${unit}`
}

function describeTime(before: number, after: number): string {
  const change = before > 0 ? (after - before) / before : 0
  return Math.abs(change) < leastShare ? '' : `${formatChange(change, formatPercent)} time`
}

/** `AG 259, AR 289`; empty without collectives. */
export function describeTotals(figures: Figures): string {
  return countedKinds
    .flatMap((kind) =>
      figures.collectives[kind].count === 0
        ? []
        : [`${shortKind[kind]} ${formatCount(figures.collectives[kind].count)}`],
    )
    .join(', ')
}

/** `21.3 GiB · 1.78 s`. */
export const describeSummary = (figures: Figures): string =>
  `${formatBytes(figures.peakMemory)} · ${formatSeconds(figures.stepTime)}`

/** Below this a hint has better uses of its room. */
const leastUtilisation = 0.0001

/** `34.8 GiB, 2.80 GiB over tpu_v4 · 1.78 s · 45 % MFU · AG 259, AR 289`. */
export function describeSchedule(
  figures: Figures,
  { memory, name }: Pick<Device, 'memory' | 'name'>,
  assumptions: readonly Assumption[],
): string {
  const over = figures.peakMemory > memory ? `, ${formatBytes(figures.peakMemory - memory)} over ${name}` : ''
  const totals = describeTotals(figures)
  const parts = [
    `${mark(formatBytes(figures.peakMemory), 'peakMemory', assumptions)}${over}`,
    mark(formatSeconds(figures.stepTime), 'stepTime', assumptions),
    ...(figures.mfu < leastUtilisation ? [] : [mark(`${formatPercent(figures.mfu)} MFU`, 'mfu', assumptions)]),
  ]
  return [...parts, ...(totals === '' ? [] : [totals])].join(' · ')
}
