// Values that are written to a place which exists already: outputs, donated arguments, carried values of loops.
// Source: docs/COSTS.md, Memory, steps 6 and 7.
import type { LocalProgram, LocalRegion } from '../lowering/localProgram'
import type { Fusion } from './fusion'
import type { StepTraits } from './stepTraits'

/** What the steps of the memory plan look at. */
export interface MemoryInput {
  readonly local: LocalProgram
  readonly traits: StepTraits
  readonly fusion: Fusion
  /** By root: last step that reads it, the end of its region when yielded, -1 without reads. */
  readonly last: Int32Array
}

export interface Homes {
  /** 1: lies in an output's or carried value's own place. */
  readonly isHome: Uint8Array
  /** The donated argument or block argument whose place a value takes if it is free by then, or -1. */
  readonly takes: Int32Array
}

/** Last step that reads each root: through fusions, and to the end of its region when yielded. */
export function findLastReads(local: LocalProgram, fusion: Fusion): Int32Array {
  const { steps, regions, values } = local
  const { root, isMaterialized, leafStart, leafEnd, leaves } = fusion
  const last = new Int32Array(values.count).fill(-1)
  const read = (value: number, step: number): void => {
    const at = lastsUntil(local, value, step)
    if (at > last[value]!) last[value] = at
  }
  for (let step = 0; step < steps.count; step++) {
    for (let at = steps.operandStart[step]!; at < steps.operandStart[step + 1]!; at++) {
      const operand = root[steps.operands[at]!]!
      if (isMaterialized[operand] === 1) read(operand, step)
    }
    const result = steps.resultStart[step]!
    if (steps.resultCount[step] === 0 || isMaterialized[root[result]!] === 0) continue
    for (let leaf = leafStart[result]!; leaf < leafEnd[result]!; leaf++) read(leaves[leaf]!, step)
  }
  for (const region of regions)
    for (const value of region.yields) last[root[value]!] = Math.max(last[root[value]!]!, region.endStep)
  return last
}

/** A read inside a loop or branch lasts to the end of the outermost one that the value is outside of. */
function lastsUntil({ steps, regions, values }: LocalProgram, value: number, step: number): number {
  const maker = values.step[value]!
  if (maker < 0) return step
  const home = steps.region[maker]!
  let until = step
  for (let region = steps.region[step]!; region !== home && region > 0;) {
    const outer = regions[region]!.step
    until = steps.end[outer]! - 1
    region = steps.region[outer]!
  }
  return until
}

export function findHomes(input: MemoryInput): Homes {
  const { local, fusion } = input
  const { values, regions, results, aliases } = local
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
  passBackwards(input, homes)
  return homes
}

function carryHomes(region: LocalRegion, fusion: Fusion, homes: Homes): void {
  region.yields.forEach((value, i) => {
    const root = fusion.root[value]!
    // What is carried unchanged looks at its initial value, outside of the loop: it moves nowhere.
    const argument = fusion.root[region.arguments[i]!]!
    if (root !== argument) homes.takes[root] = argument
  })
}

/** What an output is written over lies in the output's place already. */
function passBackwards(input: MemoryInput, { isHome }: Homes): void {
  const { local, fusion, last } = input
  const { steps } = local
  for (let step = steps.count - 1; step >= 0; step--) {
    for (let i = 0; i < steps.resultCount[step]!; i++) {
      const root = fusion.root[steps.resultStart[step]! + i]!
      if (isHome[root] === 0) continue
      const source = writtenOver(input, step, i)
      if (source >= 0 && last[source] === step && fusion.bytes[source] === fusion.bytes[root]) isHome[source] = 1
    }
  }
}

/** Operand over which an in-place step writes its result i, or -1. */
export function writtenOver({ local: { steps }, traits, fusion }: MemoryInput, step: number, i: number): number {
  const family = traits.family[step]!
  const isInPlace = family === 'dynamicUpdateSlice' || family === 'scatter' || traits.isAllReduce[step] === 1
  if (!isInPlace && family !== 'while') return -1
  const operand = steps.operands[steps.operandStart[step]! + (family === 'while' ? i : 0)]
  const root = operand === undefined ? -1 : fusion.root[operand]!
  return root >= 0 && fusion.isMaterialized[root] === 1 ? root : -1
}

/** A donated place is free when it was read before, or is read here by an elementwise or in-place step. */
export function isFreeFor(input: MemoryInput, place: number, step: number, i: number): boolean {
  const lastRead = input.last[place]!
  if (lastRead !== step) return lastRead < step
  return input.traits.isElementwise[step] === 1 || writtenOver(input, step, i) >= 0
}
