// Which local values exist in memory, and what each kernel reads: views, fusion into consumers, recomputation.
// Source: docs/COSTS.md, Memory, steps 1 to 4. One pass over uses, one in program order.
import type { IntList } from '../base/intList'
import { createIntList, pushInt } from '../base/intList'
import { sharedFloat64 } from '../base/sharedArrays'
import type { LocalProgram } from '../lowering/localProgram'
import { StepKind } from '../lowering/localProgram'
import { regionsOfStep } from '../lowering/innerRegions'
import type { Family } from '../model/operations'
import { elementBits } from '../model/tensorTypes'
import type { MemoryBackend } from './memoryBackends'
import type { StepTraits } from './stepTraits'

export interface Fusion {
  /** By local value: the value whose buffer it looks at; itself unless it is a view. */
  readonly root: Int32Array
  /** By local value (roots): 1 when it has a buffer or is an argument. */
  readonly isMaterialized: Uint8Array
  /** By local value: materialised values that computing it reads, leafStart[v] .. leafEnd[v] of `leaves`. */
  readonly leafStart: Int32Array
  readonly leafEnd: Int32Array
  readonly leaves: Int32Array
  /** Bytes read of each leaf: less than all of it through slices. */
  readonly leafBytes: Float64Array
  /** By local value: what a buffer of it takes on this backend. */
  readonly bytes: Float64Array
  /** By local value: as its type says, which is what arguments and results take. */
  readonly ownBytes: Float64Array
}

/** What is larger counts as this much, so that sums stay finite. */
const mostBytes = 2 ** 53
const mostLeaves = 24
const alwaysRecomputed = 64

/** Families that a kernel can compute on the fly while it reads. */
const fusable: ReadonlySet<Family> = new Set<Family>([
  'elementwise',
  'broadcast',
  'iota',
  'constant',
  'slice',
  'dynamicSlice',
  'pad',
  'concatenate',
  'reverse',
  'gather',
])
const alwaysFused: ReadonlySet<Family> = new Set<Family>(['iota', 'broadcast'])
const slicing: ReadonlySet<Family> = new Set<Family>(['slice', 'dynamicSlice', 'gather'])

export function planFusion(local: LocalProgram, traits: StepTraits, backend: MemoryBackend): Fusion {
  const { steps, values } = local
  const ownBytes = valueBytes(local, false)
  const bytes = backend.widens ? valueBytes(local, true) : ownBytes
  const root = findRoots(local, traits)
  const isNeeded = findNeeded(local, traits, root, backend)
  const consumers = countConsumers(local, root)
  const lists = createLeafLists(values.count, bytes, root)
  for (let value = 0; value < values.count; value++) if (values.step[value]! < 0) lists.isMaterialized[value] = 1
  for (let step = 0; step < steps.count; step++) {
    const start = lists.leaves.length
    const weight = collectLeaves(local, traits, lists, step)
    const count = lists.leaves.length - start
    for (let i = 0; i < steps.resultCount[step]!; i++) {
      const value = steps.resultStart[step]! + i
      lists.leafStart[value] = start
      lists.leafEnd[value] = lists.leaves.length
      if (root[value] !== value) continue
      const decision = {
        isNeeded: isNeeded[value] === 1,
        consumers: consumers[value]!,
        count,
        weight,
        bytes: bytes[value]!,
      }
      lists.isMaterialized[value] = materializes(traits, step, backend, decision) ? 1 : 0
    }
  }
  const { isMaterialized, leafStart, leafEnd, leaves, leafBytes } = lists
  return {
    root,
    isMaterialized,
    leafStart,
    leafEnd,
    leaves: leaves.data,
    leafBytes: Float64Array.from(leafBytes),
    bytes,
    ownBytes,
  }
}

/** Leaves while they are collected, over growing lists. */
interface LeafLists {
  readonly bytes: Float64Array
  readonly root: Int32Array
  readonly isMaterialized: Uint8Array
  readonly leafStart: Int32Array
  readonly leafEnd: Int32Array
  readonly leaves: IntList
  readonly leafBytes: number[]
  /** By value: where it stands in `leaves` for the step that met it last. */
  readonly placeOf: Int32Array
}

const createLeafLists = (count: number, bytes: Float64Array, root: Int32Array): LeafLists => ({
  bytes,
  root,
  isMaterialized: new Uint8Array(count),
  leafStart: new Int32Array(count),
  leafEnd: new Int32Array(count),
  leaves: createIntList(count * 2),
  leafBytes: [],
  placeOf: new Int32Array(count).fill(-1),
})

/** Appends the leaves of a step: materialised operands, and the leaves of the others. Returns their bytes, arguments left out. */
function collectLeaves({ steps, values }: LocalProgram, traits: StepTraits, lists: LeafLists, step: number): number {
  const { bytes, root, isMaterialized, leafStart, leafEnd, leaves, leafBytes, placeOf } = lists
  const start = leaves.length
  const limit = slicing.has(traits.family[step]!) ? bytes[steps.resultStart[step]!]! : Infinity
  let weight = 0
  const add = (leaf: number, amount: number): void => {
    const place = placeOf[leaf]!
    if (place >= start) {
      leafBytes[place] = Math.max(leafBytes[place]!, amount)
      return
    }
    placeOf[leaf] = leaves.length
    pushInt(leaves, leaf)
    leafBytes.push(amount)
    if (values.step[leaf]! >= 0) weight += bytes[leaf]!
  }
  for (let at = steps.operandStart[step]!; at < steps.operandStart[step + 1]!; at++) {
    const operand = root[steps.operands[at]!]!
    if (isMaterialized[operand] === 1) add(operand, Math.min(bytes[operand]!, limit))
    else {
      const end = leafEnd[operand]!
      for (let leaf = leafStart[operand]!; leaf < end; leaf++)
        add(leaves.data[leaf]!, Math.min(leafBytes[leaf]!, limit))
    }
  }
  return weight
}

interface Decision {
  readonly isNeeded: boolean
  readonly consumers: number
  readonly count: number
  readonly weight: number
  readonly bytes: number
}

function materializes(traits: StepTraits, step: number, backend: MemoryBackend, decision: Decision): boolean {
  const family = traits.family[step]!
  if (traits.isStructural[step] === 1) return true
  if (!fusable.has(family) && traits.isFusedCollective[step] === 0) return true
  if (decision.isNeeded) return true
  if (family === 'constant') return traits.isDenseConstant[step] === 1
  if (decision.count > mostLeaves) return true
  if (decision.consumers <= 1 || decision.count === 0 || alwaysFused.has(family)) return false
  if (backend.slack === 0) return true
  const isCheap = traits.isHeavy[step] === 0 || backend.recomputesHeavy
  return !(isCheap && (decision.weight <= backend.slack * decision.bytes || decision.bytes <= alwaysRecomputed))
}

/** Bytes by local value; 16-bit floats widened to f32, but in arguments, when asked. */
function valueBytes({ types, values }: LocalProgram, widens: boolean): Float64Array {
  const byType = Float64Array.from(types, ({ bytes, element, elements }) => {
    const isNarrow = element === 'bf16' || element === 'f16'
    return Math.min(mostBytes, widens && isNarrow ? (elements * elementBits.f32) / 8 : bytes)
  })
  return sharedFloat64(values.count).map((_, value) => {
    const type = values.type[value]!
    return values.step[value]! < 0 ? Math.min(mostBytes, types[type]!.bytes) : byType[type]!
  })
}

/** Views look at their first operand's root; what a loop carries unchanged looks at its initial value's. */
function findRoots(local: LocalProgram, traits: StepTraits): Int32Array {
  const { steps, values } = local
  const root = Int32Array.from({ length: values.count }, (_, value) => value)
  for (let step = 0; step < steps.count; step++) {
    if (traits.isView[step] === 1) root[steps.resultStart[step]!] = root[steps.operands[steps.operandStart[step]!]!]!
    else if (traits.family[step] === 'while') followInvariants(local, step, root)
  }
  return root
}

function followInvariants(local: LocalProgram, loop: number, root: Int32Array): void {
  const { steps, regions } = local
  const inner = regionsOfStep(local, loop).map((region) => regions[region]!)
  const body = inner.find((region) => region.kind === 'body')
  body?.yields.forEach((value, i) => {
    if (value !== body.arguments[i]) return
    const init = root[steps.operands[steps.operandStart[loop]! + i]!]!
    root[steps.resultStart[loop]! + i] = init
    for (const region of inner) root[region.arguments[i]!] = init
  })
}

/** Yielded, carried, captured by an inner region, or read by what is no fusion. */
function findNeeded(local: LocalProgram, traits: StepTraits, root: Int32Array, backend: MemoryBackend): Uint8Array {
  const { steps, values, regions } = local
  const isNeeded = new Uint8Array(values.count)
  for (const region of regions) for (const value of region.yields) isNeeded[root[value]!] = 1
  for (let step = 0; step < steps.count; step++) {
    const first = steps.operandStart[step]!
    const family = traits.family[step]!
    const readsAll =
      needsAllOperands(family, backend) || (traits.isCollective[step] === 1 && traits.isFusedCollective[step] === 0)
    const readsFirst = family === 'dynamicUpdateSlice' || family === 'scatter'
    for (let at = first; at < steps.operandStart[step + 1]!; at++) {
      const operand = root[steps.operands[at]!]!
      const maker = values.step[operand]!
      const isCaptured = maker >= 0 && steps.region[maker] !== steps.region[step]
      if (readsAll || isCaptured || traits.isStructural[step] === 1 || (readsFirst && at === first))
        isNeeded[operand] = 1
    }
  }
  return isNeeded
}

function needsAllOperands(family: Family, backend: MemoryBackend): boolean {
  switch (family) {
    case 'dot':
    case 'convolution':
      return !backend.dotReadsFused
    case 'reduce':
      return !backend.reduceFuses
    case 'sort':
    case 'fft':
    case 'linearAlgebra':
    case 'random':
    case 'customCall':
    case 'reduceWindow':
    case 'selectAndScatter':
    case 'collective':
    case 'barrier':
    case 'batchNorm':
    case 'einsum':
    case 'raggedDot':
    case 'indexSelect':
    case 'scan':
    case 'transfer':
    case 'manual':
    case 'call':
    case 'unknown':
      return true
    default:
      return false
  }
}

/** Steps that read each root, through its views. */
function countConsumers(local: LocalProgram, root: Int32Array): Int32Array {
  const { steps, values } = local
  const consumers = new Int32Array(values.count)
  const seen = new Int32Array(values.count).fill(-1)
  for (let step = 0; step < steps.count; step++) {
    if (steps.kind[step] === StepKind.operation && steps.resultCount[step] === 1) {
      const result = steps.resultStart[step]!
      if (root[result] !== result) continue
    }
    for (let at = steps.operandStart[step]!; at < steps.operandStart[step + 1]!; at++) {
      const operand = root[steps.operands[at]!]!
      if (seen[operand] === step) continue
      seen[operand] = step
      consumers[operand]!++
    }
  }
  return consumers
}
