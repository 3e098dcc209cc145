// Memory over program order for the cost panel: buckets of steps by family, phases, and the largest pieces with when they live.
import type { Shares } from '../../cost/shares'
import { stretchOf } from '../../cost/shares'
import type { MemoryPieces } from '../../cost/memoryPieces'
import { nodeOfStep } from '../../cost/stepPlaces'
import type { LocalProgram } from '../../lowering/localProgram'
import type { CostTimeline } from '../../protocol/costs'
import { memoryFamilies } from '../../protocol/costs'
import { phaseNames, phaseOf } from '../../sharding/phases'
import type { Evaluation } from '../analysis'
import { bucketOf, chooseBuffers } from './buffers'
import type { Labels } from './labels'
import { labelStep } from './labels'
import type { Beat, Pulse } from './pulse'
import { familyOfKind, finite } from './states'

/** Finer than the panel is wide. */
const mostBuckets = 512

interface TimelineOptions {
  readonly pieces: MemoryPieces
  /** The shares of the state before the last tactic. */
  readonly before: Shares | undefined
  readonly pulse: Pulse
}

/** Linear in steps and pieces. */
export function makeTimeline(
  { local, simulation }: Evaluation,
  labels: Labels,
  { pieces, before, pulse }: TimelineOptions,
): CostTimeline {
  const { steps } = local
  const buckets = Math.min(mostBuckets, steps.count)
  const { at, byFamily } = fillBuckets(pieces, steps.count, buckets, pulse.beat)
  pulse.look()
  const texts = new Map<string, number>()
  const named: CostTimeline['labels'] = []
  const operations = at.map((step) => {
    const text = labelStep(labels, local, step)
    const { line } = labels.placeOfNode(nodeOfStep(local, step))
    const key = `${line ?? 0} ${text}`
    const id = texts.get(key) ?? named.push(line === undefined ? { text } : { text, line }) - 1
    texts.set(key, id)
    return id
  })
  return {
    steps: steps.count,
    buckets,
    byFamily: byFamily.map(finite),
    before: before === undefined ? [] : at.map((_, bucket) => finite(mostOf(before, local, bucket, buckets))),
    peakStep: simulation.memory.peakStep,
    phases: findPhases(local),
    at,
    ...chooseBuffers(local, pieces, labels, buckets),
    operations,
    labels: named,
  }
}

/** Walks the steps once, and keeps of each bucket the first step with the most. */
function fillBuckets(
  pieces: MemoryPieces,
  steps: number,
  buckets: number,
  beat: Beat,
): { at: number[]; byFamily: number[] } {
  const at = Array.from({ length: buckets }, () => 0)
  const byFamily = Array.from({ length: buckets * memoryFamilies.length }, () => 0)
  const most = new Float64Array(buckets).fill(-1)
  const live = new Float64Array(memoryFamilies.length)
  const born = sortBySteps(pieces.since, steps)
  const freed = sortBySteps(pieces.until, steps)
  const add = (piece: number, sign: number): void => {
    live[familyOfKind[pieces.kind[piece]!]!]! += sign * pieces.bytes[piece]!
  }
  for (let step = 0; step < steps; step++) {
    beat()
    for (let i = born.start[step]!; i < born.start[step + 1]!; i++) add(born.order[i]!, 1)
    const bucket = bucketOf(step, steps, buckets)
    const total = live.reduce((sum, bytes) => sum + bytes, 0)
    if (total > most[bucket]!) {
      most[bucket] = total
      at[bucket] = step
      live.forEach((bytes, family) => (byFamily[family * buckets + bucket] = Math.max(0, bytes)))
    }
    for (let i = freed.start[step]!; i < freed.start[step + 1]!; i++) add(freed.order[i]!, -1)
  }
  return { at, byFamily }
}

/** Pieces in the order of their steps, by counting. Those of step s: order[start[s]] to before order[start[s + 1]]. */
function sortBySteps(step: Int32Array, steps: number): { readonly start: Int32Array; readonly order: Int32Array } {
  const start = new Int32Array(steps + 1)
  for (const own of step) start[own + 1]!++
  for (let i = 0; i < steps; i++) start[i + 1]! += start[i]!
  const order = new Int32Array(step.length)
  const next = start.slice()
  step.forEach((own, piece) => (order[next[own]!++] = piece))
  return { start, order }
}

/** The most of another state where the program is in the bucket. */
function mostOf({ memoryByStretch }: Shares, local: LocalProgram, bucket: number, buckets: number): number {
  const { steps, program } = local
  const stretchAt = (step: number): number => stretchOf(steps.node[step]!, program.nodes.count)
  const first = Math.ceil((bucket * steps.count) / buckets)
  const last = Math.max(first, Math.ceil(((bucket + 1) * steps.count) / buckets) - 1)
  let most = 0
  for (let stretch = stretchAt(first); stretch <= stretchAt(last); stretch++)
    most = Math.max(most, memoryByStretch[stretch]!)
  return most
}

/** Most runs of phases that are told: a program that changes between them more often has none to show. */
const mostPhases = 64

/** Steps without a phase belong to the run that they stand in. */
function findPhases(local: LocalProgram): CostTimeline['phases'] {
  const phases = phaseOf(local.program)
  const runs: CostTimeline['phases'] = []
  for (let step = 0; step < local.steps.count && runs.length <= mostPhases; step++) {
    const phase = phaseNames[phases[nodeOfStep(local, step)]!]!
    if (phase !== 'none' && phase !== runs.at(-1)?.phase) runs.push({ phase, from: step })
  }
  return runs.length > mostPhases ? [] : runs
}
