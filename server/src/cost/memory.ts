// Peak memory of one device: buffers of the materialised values over program order, reused in place, donated, freed.
// Source: docs/COSTS.md, Memory, steps 5 to 7.
import type { LocalProgram, LocalRegion } from '../lowering/localProgram'
import type { Fusion } from './fusion'
import type { StepTraits } from './stepTraits'

export interface MemoryPlan {
  readonly argumentBytes: number
  readonly outputBytes: number
  /** Output bytes that lie in donated arguments. */
  readonly aliasBytes: number
  /** Most bytes of temporaries that live at once. */
  readonly temporaryBytes: number
  readonly peakBytes: number
  /** Step at which the peak is reached first. */
  readonly peakStep: number
  /** Bytes of temporaries by step. */
  readonly timeline: Float64Array
  /** Local values that hold temporaries alive at the peak, largest first. */
  readonly liveAtPeak: readonly { readonly value: number; readonly bytes: number }[]
}

/** One piece of memory, over the values written to it in turn. */
interface Buffers {
  /** By local value (root): its buffer, or OUTSIDE for what is counted elsewhere, or NONE. */
  readonly of: Int32Array
  readonly bytes: number[]
  readonly start: number[]
  readonly end: number[]
  readonly value: number[]
}

const NONE = -1
/** In an argument, an output, or the buffer of a loop's carried value. */
const OUTSIDE = -2

export function planMemory(local: LocalProgram, traits: StepTraits, fusion: Fusion): MemoryPlan {
  const last = findLastReads(local, fusion)
  const buffers: Buffers = {
    of: new Int32Array(local.values.count).fill(NONE),
    bytes: [],
    start: [],
    end: [],
    value: [],
  }
  const homes = findHomes(local, traits, fusion, last)
  for (let value = 0; value < local.values.count; value++)
    if (local.values.step[value]! < 0) buffers.of[value] = OUTSIDE
  for (let step = 0; step < local.steps.count; step++)
    assignBuffers(local, traits, fusion, { last, homes, buffers }, step)
  return summarize(local, buffers)
}

/** Last step that reads each root: through fusions, and to the end of its region when yielded. */
function findLastReads(local: LocalProgram, fusion: Fusion): Int32Array {
  const { steps, regions, values } = local
  const last = new Int32Array(values.count).fill(-1)
  const read = (value: number, step: number): void => {
    // A read inside a loop or branch lasts to the end of the outermost one that the value is outside of.
    const maker = values.step[value]!
    const home = maker < 0 ? -1 : steps.region[maker]!
    let at = step
    for (let region = steps.region[step]!; maker >= 0 && region !== home && region > 0;) {
      const outer = regions[region]!.step
      at = steps.end[outer]! - 1
      region = steps.region[outer]!
    }
    if (at > last[value]!) last[value] = at
  }
  for (let step = 0; step < steps.count; step++) {
    const isStructural = steps.end[step]! > step + 1
    for (let at = steps.operandStart[step]!; at < steps.operandStart[step + 1]!; at++) {
      const operand = fusion.root[steps.operands[at]!]!
      if (fusion.isMaterialized[operand] === 1) read(operand, step)
      if (isStructural && fusion.isMaterialized[operand] === 1) last[operand] = Math.max(last[operand]!, step)
    }
    const result = steps.resultStart[step]!
    if (steps.resultCount[step] === 0 || fusion.isMaterialized[fusion.root[result]!] === 0) continue
    for (let leaf = fusion.leafStart[result]!; leaf < fusion.leafEnd[result]!; leaf++) read(fusion.leaves[leaf]!, step)
  }
  for (const region of regions) {
    for (const value of region.yields) last[fusion.root[value]!] = Math.max(last[fusion.root[value]!]!, region.endStep)
  }
  return last
}

/** Values that are written to a place that exists already: outputs, donated arguments, carried values of loops. */
interface Homes {
  /** 1: lies in an output's or carried value's own place. */
  readonly isHome: Uint8Array
  /** The donated argument or block argument whose place a value takes if it is free by then, or -1. */
  readonly takes: Int32Array
}

function findHomes(local: LocalProgram, traits: StepTraits, fusion: Fusion, last: Int32Array): Homes {
  const { values, regions, results, aliases, steps } = local
  const homes = { isHome: new Uint8Array(values.count), takes: new Int32Array(values.count).fill(-1) }
  results.forEach((value, i) => {
    const root = fusion.root[value]!
    const argument = local.arguments[aliases[i]!]
    if (argument === undefined || root === argument) homes.isHome[root] = 1
    else homes.takes[root] = argument
  })
  for (const region of regions) {
    if (region.kind === 'branch') for (const value of region.yields) homes.isHome[fusion.root[value]!] = 1
    if (region.kind === 'body') carryHomes(region, fusion, homes)
  }
  passBackwards(local, traits, fusion, homes, last, steps.count)
  return homes
}

function carryHomes(region: LocalRegion, fusion: Fusion, homes: Homes): void {
  region.yields.forEach((value, i) => {
    const root = fusion.root[value]!
    const argument = region.arguments[i]!
    if (root !== argument) homes.takes[root] = argument
  })
}

/** What an output is written over lies in the output's place already. */
function passBackwards(
  local: LocalProgram,
  traits: StepTraits,
  fusion: Fusion,
  homes: Homes,
  last: Int32Array,
  count: number,
): void {
  for (let step = count - 1; step >= 0; step--) {
    const results = local.steps.resultCount[step]!
    for (let i = 0; i < results; i++) {
      const root = fusion.root[local.steps.resultStart[step]! + i]!
      if (homes.isHome[root] === 0) continue
      const source = writtenOver(local, traits, fusion, step, i)
      if (source >= 0 && last[source] === step && fusion.bytes[source] === fusion.bytes[root]) homes.isHome[source] = 1
    }
  }
}

/** Operand over which an in-place step writes its result i, or -1. */
function writtenOver(local: LocalProgram, traits: StepTraits, fusion: Fusion, step: number, i: number): number {
  const { steps } = local
  const family = traits.family[step]!
  const isInPlace = family === 'dynamicUpdateSlice' || family === 'scatter' || traits.isAllReduce[step] === 1
  if (!isInPlace && family !== 'while') return -1
  const operand = steps.operands[steps.operandStart[step]! + (family === 'while' ? i : 0)]
  const root = operand === undefined ? -1 : fusion.root[operand]!
  return root >= 0 && fusion.isMaterialized[root] === 1 ? root : -1
}

interface Assignment {
  readonly last: Int32Array
  readonly homes: Homes
  readonly buffers: Buffers
}

function assignBuffers(
  local: LocalProgram,
  traits: StepTraits,
  fusion: Fusion,
  assignment: Assignment,
  step: number,
): void {
  const { steps } = local
  const { last, homes, buffers } = assignment
  for (let i = 0; i < steps.resultCount[step]!; i++) {
    const value = steps.resultStart[step]! + i
    if (fusion.root[value] !== value || fusion.isMaterialized[value] === 0) continue
    const end =
      steps.end[step]! > step + 1 ? Math.max(last[value]!, steps.end[step]! - 1) : Math.max(last[value]!, step)
    if (homes.isHome[value] === 1) {
      buffers.of[value] = OUTSIDE
      continue
    }
    const taken = homes.takes[value]!
    if (taken >= 0 && isFreeFor(local, traits, fusion, last[taken]!, step, i)) {
      buffers.of[value] = OUTSIDE
      continue
    }
    const reused = findReused(local, traits, fusion, assignment, step, i)
    if (reused >= 0) {
      buffers.of[value] = reused
      buffers.end[reused] = Math.max(buffers.end[reused]!, end)
      buffers.value[reused] = value
      continue
    }
    buffers.of[value] = buffers.bytes.length
    buffers.bytes.push(fusion.bytes[value]!)
    buffers.start.push(step)
    buffers.end.push(end)
    buffers.value.push(value)
  }
}

/** A donated place is free when it was read before, or is read here by an elementwise or in-place step. */
function isFreeFor(
  local: LocalProgram,
  traits: StepTraits,
  fusion: Fusion,
  lastRead: number,
  step: number,
  i: number,
): boolean {
  if (lastRead < step) return true
  if (lastRead > step) return false
  return traits.isElementwise[step] === 1 || writtenOver(local, traits, fusion, step, i) >= 0
}

/** Buffer of a temporary of the same bytes that dies here and may be written over, or -1. */
function findReused(
  local: LocalProgram,
  traits: StepTraits,
  fusion: Fusion,
  { last, buffers }: Assignment,
  step: number,
  i: number,
): number {
  const value = local.steps.resultStart[step]! + i
  const isDying = (root: number): boolean =>
    buffers.of[root]! >= 0 &&
    fusion.bytes[root] === fusion.bytes[value] &&
    (last[root] === step || (local.steps.end[step]! > step + 1 && last[root]! < local.steps.end[step]!)) &&
    buffers.end[buffers.of[root]!]! <= Math.max(step, local.steps.end[step]! - 1)
  const over = writtenOver(local, traits, fusion, step, i)
  if (over >= 0 && isDying(over)) return buffers.of[over]!
  if (traits.isElementwise[step] === 0) return -1
  for (let leaf = fusion.leafStart[value]!; leaf < fusion.leafEnd[value]!; leaf++) {
    if (isDying(fusion.leaves[leaf]!)) return buffers.of[fusion.leaves[leaf]!]!
  }
  return -1
}

function summarize(local: LocalProgram, buffers: Buffers): MemoryPlan {
  const { steps, types, values } = local
  const change = new Float64Array(steps.count + 2)
  buffers.bytes.forEach((bytes, buffer) => {
    change[buffers.start[buffer]!]! += bytes
    change[Math.min(buffers.end[buffer]!, steps.count) + 1]! -= bytes
  })
  const timeline = new Float64Array(steps.count)
  let live = 0
  let peakStep = 0
  for (let step = 0; step < steps.count; step++) {
    live += change[step]!
    timeline[step] = live
    if (live > timeline[peakStep]!) peakStep = step
  }
  const bytesOf = (value: number): number => types[values.type[value]!]!.bytes
  const sum = (list: Int32Array): number => list.reduce((total, value) => total + bytesOf(value), 0)
  const argumentBytes = sum(local.arguments)
  const outputBytes = sum(local.results)
  const aliasBytes = local.results.reduce(
    (total, value, i) => (local.aliases[i]! >= 0 ? total + bytesOf(value) : total),
    0,
  )
  const temporaryBytes = timeline[peakStep] ?? 0
  return {
    argumentBytes,
    outputBytes,
    aliasBytes,
    temporaryBytes,
    peakBytes: argumentBytes + outputBytes - aliasBytes + temporaryBytes,
    peakStep,
    timeline,
    liveAtPeak: listLive(buffers, peakStep),
  }
}

function listLive(buffers: Buffers, step: number): { value: number; bytes: number }[] {
  return buffers.bytes
    .flatMap((bytes, buffer) =>
      buffers.start[buffer]! <= step && buffers.end[buffer]! >= step ? [{ value: buffers.value[buffer]!, bytes }] : [],
    )
    .sort((a, b) => b.bytes - a.bytes)
}
