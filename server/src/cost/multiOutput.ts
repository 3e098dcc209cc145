// Kernels that become one with several results: a value made beside what is computed from it is not read back from memory.
// Measured: the TPU compiler writes Adam's parameter, first and second moment in one kernel (docs/COSTS.md, Compute).
import type { LocalProgram } from '../lowering/localProgram'
import type { KernelSources } from './kernelWork'
import type { MemoryBackend } from './memoryBackends'

interface Sharing extends KernelSources {
  /** By step; lowered here. */
  readonly bytes: Float64Array
}

/** Beyond these a joint kernel takes no more. */
const mostMembers = 8

/** Kernels by step: the members of the joint kernel that each belongs to. */
type Groups = Map<number, number[]>

/**
 * A kernel joins the one that makes what it reads, if both go over as many elements and nothing else that either reads can depend
 * on the other: all of that was made at no greater depth. What several members read is then read once, what one makes for
 * another is not read, and a product that no one else reads is not written either.
 */
export function shareOutputs(local: LocalProgram, backend: MemoryBackend, sharing: Sharing): void {
  const { steps, values } = local
  const { fusion } = sharing
  const depth = findDepths(local, sharing)
  const groups: Groups = new Map()
  for (let step = 0; step < steps.count; step++) {
    const elements = joins(local, sharing, step)
    if (elements === 0) continue
    const result = steps.resultStart[step]!
    for (let leaf = fusion.leafStart[result]!; leaf < fusion.leafEnd[result]!; leaf++) {
      const value = fusion.leaves[leaf]!
      const maker = values.step[value]!
      if (maker < 0 || fusion.leafBytes[leaf] !== fusion.bytes[value]) continue
      if (!makes(local, backend, sharing, maker) || elementsOf(local, value) !== elements) continue
      if (steps.region[maker] === steps.region[step]) join(local, sharing, depth, groups, [maker, step])
    }
  }
  const reads = countReads(local, sharing)
  for (const members of new Set(groups.values())) countOnce(local, sharing, reads, members)
}

const elementsOf = ({ values, types }: LocalProgram, value: number): number => types[values.type[value]!]!.elements

/** Elements that a kernel which can join another goes over; 0 for those that cannot. */
function joins(local: LocalProgram, { traits, fusion }: Sharing, step: number): number {
  const { steps } = local
  const family = traits.family[step]
  if (traits.isCollective[step] === 1 || steps.resultCount[step] === 0) return 0
  const result = steps.resultStart[step]!
  if (fusion.isMaterialized[result] === 0 || fusion.root[result] !== result) return 0
  if (family === 'elementwise') return elementsOf(local, result)
  // Broken text may state a reduce without operands.
  const first = steps.operandStart[step]!
  return family === 'reduce' && first < steps.operandStart[step + 1]! ? elementsOf(local, steps.operands[first]!) : 0
}

/** Elementwise kernels; where products compute what they read themselves (TPUs), they compute what reads them too. */
function makes({ steps }: LocalProgram, backend: MemoryBackend, { traits }: Sharing, maker: number): boolean {
  const family = traits.family[maker]
  if (traits.isCollective[maker] === 1 || steps.resultCount[maker] !== 1) return false
  return family === 'elementwise' || (backend.dotReadsFused && (family === 'dot' || family === 'convolution'))
}

/** Makes two kernels, with those they were joined to, one, unless something between them would have to run in its middle. */
function join(local: LocalProgram, sharing: Sharing, depth: Int32Array, groups: Groups, pair: readonly number[]): void {
  const [first, second] = pair.map((step) => groups.get(step) ?? [step])
  if (first === undefined || second === undefined || first === second) return
  const members = [...first, ...second]
  if (members.length > mostMembers) return
  const { fusion } = sharing
  const { steps, values } = local
  const least = Math.min(...members.map((member) => depth[member]!))
  for (const member of members) {
    const result = steps.resultStart[member]!
    for (let leaf = fusion.leafStart[result]!; leaf < fusion.leafEnd[result]!; leaf++) {
      const maker = values.step[fusion.leaves[leaf]!]!
      if (maker >= 0 && depth[maker]! > least && !members.includes(maker)) return
    }
  }
  for (const member of members) groups.set(member, members)
}

/** Traffic of the members of a joint kernel: each value is read by the first that needs it. */
function countOnce(
  { steps, values }: LocalProgram,
  { fusion, bytes }: Sharing,
  reads: Int32Array,
  members: number[],
): void {
  const inner = new Map<number, number>()
  const known = new Set<number>()
  for (const member of members) {
    const result = steps.resultStart[member]!
    for (let leaf = fusion.leafStart[result]!; leaf < fusion.leafEnd[result]!; leaf++) {
      const value = fusion.leaves[leaf]!
      const isInner = members.includes(values.step[value]!)
      if (isInner) inner.set(value, (inner.get(value) ?? 0) + 1)
      if (isInner || known.has(value)) bytes[member]! -= fusion.leafBytes[leaf]!
      known.add(value)
    }
  }
  for (const [value, count] of inner) if (reads[value] === count) bytes[values.step[value]!]! -= fusion.bytes[value]!
}

/** By step: the longest chain of kernels and collectives that it waits for; loops and branches wait for all before them. */
function findDepths({ steps, values }: LocalProgram, { traits, fusion }: Sharing): Int32Array {
  const depth = new Int32Array(steps.count)
  let deepest = 0
  for (let step = 0; step < steps.count; step++) {
    const result = steps.resultStart[step]!
    if (steps.resultCount[step] === 0) continue
    let longest = traits.isStructural[step] === 1 ? deepest : 0
    for (let leaf = fusion.leafStart[result]!; leaf < fusion.leafEnd[result]!; leaf++) {
      const maker = values.step[fusion.leaves[leaf]!]!
      if (maker >= 0) longest = Math.max(longest, depth[maker]!)
    }
    depth[step] = longest + 1
    deepest = Math.max(deepest, longest + 1)
  }
  return depth
}

/** By value: kernels and collectives that read it, and regions that yield it. */
function countReads({ steps, values, regions }: LocalProgram, { fusion }: Sharing): Int32Array {
  const reads = new Int32Array(values.count)
  for (const { yields } of regions) for (const value of yields) reads[fusion.root[value]!]! += 2
  for (let step = 0; step < steps.count; step++) {
    const result = steps.resultStart[step]!
    if (steps.resultCount[step] === 0 || fusion.root[result] !== result || fusion.isMaterialized[result] === 0) continue
    for (let leaf = fusion.leafStart[result]!; leaf < fusion.leafEnd[result]!; leaf++) reads[fusion.leaves[leaf]!]!++
  }
  return reads
}
