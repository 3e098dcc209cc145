// Where the cursor of the timeline stands, and what is alive there.
import type { CostTimeline, Place, phases } from '../../../../server/src/protocol/costs'
import { memoryFamilies } from '../../../../server/src/protocol/costs'

export interface AliveRow {
  readonly name: string
  /** Equal layers that it stands for. */
  readonly members: number
  readonly family: number
  readonly bytes: number
  readonly sharding: readonly (readonly number[])[]
  readonly place: Place
}

/** All families of a bucket together. */
export function totalAt({ byFamily, buckets }: CostTimeline, bucket: number): number {
  let total = 0
  for (let family = 0; family < memoryFamilies.length; family++) total += byFamily[family * buckets + bucket] ?? 0
  return total
}

/** The bucket that holds the step. */
export function bucketOf({ at }: CostTimeline, step: number): number {
  let [low, high] = [0, at.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (at[middle]! < step) low = middle + 1
    else high = middle
  }
  return Math.max(0, low)
}

/** Largest first, equal layers with one sharding as one row; what is left out of `most` rows is only counted. */
export function findAlive(timeline: CostTimeline, bucket: number, most: number): readonly AliveRow[] {
  const step = timeline.at[bucket] ?? 0
  const rows = new Map<string, { first: CostTimeline['buffers'][number]; members: number; bytes: number }>()
  for (const buffer of timeline.buffers) {
    if (buffer.since > step || buffer.until < step) continue
    const key = `${buffer.group} ${buffer.family} ${buffer.sharding.join(';')}`
    const row = rows.get(key)
    if (row === undefined) rows.set(key, { first: buffer, members: 1, bytes: buffer.bytes })
    else {
      row.members++
      row.bytes += buffer.bytes
    }
  }
  const largest = [...rows.values()].sort((a, b) => b.bytes - a.bytes).slice(0, most)
  return largest.map(({ first, members, bytes }) => ({
    name: members > 1 ? (timeline.groups[first.group] ?? first.name) : first.name,
    members,
    family: first.family,
    bytes,
    sharding: first.sharding,
    place: first.place,
  }))
}

export function phaseAt({ phases: runs, at }: CostTimeline, bucket: number): (typeof phases)[number] {
  const step = at[bucket] ?? 0
  return runs.findLast(({ from }) => from <= step)?.phase ?? 'none'
}

export const labelAt = ({ labels, operations }: CostTimeline, bucket: number): { text: string; line?: number } => {
  const label = labels[operations[bucket] ?? -1]
  return label === undefined
    ? { text: '' }
    : { text: label.text, ...(label.line === undefined ? {} : { line: label.line }) }
}

/** Where a key moves the cursor: op by op, with Shift by layer, Home and End, P to the peak; undefined for other keys. */
export function moveCursor(
  timeline: CostTimeline,
  from: number,
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
): number | undefined {
  const last = Math.max(0, timeline.buckets - 1)
  const by = key === 'ArrowLeft' ? -1 : key === 'ArrowRight' ? 1 : 0
  if (by !== 0) {
    const to = shiftKey ? findNextLayer(timeline, from, by) : from + by
    return Math.max(0, Math.min(last, to))
  }
  if (key === 'Home') return 0
  if (key === 'End') return last
  return key === 'p' || key === 'P' ? bucketOf(timeline, timeline.peakStep) : undefined
}

/** Buckets that a step of a layer skips where no labels name layers: so many make the whole. */
const stepsAcross = 32

function findNextLayer(timeline: CostTimeline, from: number, by: number): number {
  const own = layerOf(labelAt(timeline, from).text)
  for (let bucket = from + by; bucket >= 0 && bucket < timeline.buckets; bucket += by) {
    const layer = layerOf(labelAt(timeline, bucket).text)
    if (layer !== undefined && layer !== own) return bucket
  }
  return from + by * Math.max(1, Math.round(timeline.buckets / stepsAcross))
}

/** `layer_12` out of `jvp(layer_12)/attn`: the first name with a number. */
const layerOf = (text: string): string | undefined => /[A-Za-z]+_?\d+/.exec(text)?.[0]
