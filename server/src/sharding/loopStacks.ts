// Stacks: what a loop takes one element of in each turn, or writes one element of, and nothing in it reads as a whole (the layers
// of a scan, its stacked inputs and outputs). Their stacked dims stay whole: a device that held some layers would wait for the
// turns of the others. A cache that each turn writes into and then reads all of is no stack, and may be split by position.
import type { ProgramBuilder } from './programBuilder'
import type { ProgramRegion } from './program'
import { NodeRole } from './program'
import { kindOf } from './scalarValues'

/** A slice taken of, or written into, what a stack may be. */
interface Access {
  readonly node: number
  /** Dims of which it takes or writes one element of several, by mask. */
  readonly single: number
}

/** What is known of one value that comes into the body, under all the names that updates give it. */
interface Candidate {
  readonly accesses: Access[]
  isRead: boolean
}

/** Gives slices of stacks in a loop's body the rule that keeps the stacked dims whole. Cost: linear in the body's ports. */
export function keepStacksWhole(builder: ProgramBuilder, body: ProgramRegion): void {
  const candidates = findCandidates(builder, body)
  for (const { accesses, isRead } of new Set(candidates.values())) {
    if (isRead || accesses.length === 0) continue
    // A dim of which any access takes more is not stepped through: positions of a stack of caches, say.
    const stepped = accesses.reduce((mask, { single }) => mask & single, -1)
    for (const { node } of accesses) keepWhole(builder, node, stepped)
  }
}

function findCandidates(builder: ProgramBuilder, body: ProgramRegion): Map<number, Candidate> {
  const candidates = new Map<number, Candidate>()
  const candidateOf = (value: number): Candidate | undefined => {
    const known = candidates.get(value)
    // What is made inside is no stack; what comes from outside may be.
    const isOutside = builder.valueRegion[value]! < body.id
    if (known !== undefined || !isOutside) return known
    const candidate = { accesses: [], isRead: false }
    candidates.set(value, candidate)
    return candidate
  }
  for (const value of body.arguments) candidates.set(value, { accesses: [], isRead: false })
  for (let node = body.firstNode; node < body.endNode; node++) noteUses(builder, node, candidates, candidateOf)
  body.yields.forEach((value, carried) => {
    const own = candidates.get(body.arguments[carried] ?? -1)
    const yielded = candidates.get(value)
    if (own === yielded) return
    if (own !== undefined) own.isRead = true
    if (yielded !== undefined) yielded.isRead = true
  })
  return candidates
}

function noteUses(
  builder: ProgramBuilder,
  node: number,
  candidates: Map<number, Candidate>,
  candidateOf: (value: number) => Candidate | undefined,
): void {
  const first = builder.portStart[node]!
  const end = first + builder.operandCount[node]!
  const access = accessOf(builder, node)
  for (let at = first; at < end; at++) {
    const candidate = candidateOf(builder.ports[at]!)
    if (candidate === undefined) continue
    if (at > first || access === undefined) candidate.isRead = true
    else {
      candidate.accesses.push(access)
      if (kindOf(builder, node) === 'dynamic_update_slice') candidates.set(builder.ports[end]!, candidate)
    }
  }
}

/** How a node takes or writes a slice of its first operand; undefined for what does neither. */
function accessOf(builder: ProgramBuilder, node: number): Access | undefined {
  if (builder.role[node] !== NodeRole.operation) return undefined
  const kind = kindOf(builder, node)
  if (kind !== 'dynamic_slice' && kind !== 'dynamic_update_slice') return undefined
  const first = builder.portStart[node]!
  const slice = kind === 'dynamic_slice' ? first + builder.operandCount[node]! : first + 1
  const dimsAt = (at: number): readonly number[] =>
    builder.module.types[builder.valueType[builder.ports[at]!]!]?.dims ?? []
  const sizes = dimsAt(slice)
  const single = dimsAt(first).reduce(
    (mask, size, dim) => (sizes[dim] === 1 && size !== 1 && dim < 32 ? mask | (1 << dim) : mask),
    0,
  )
  return { node, single }
}

function keepWhole(builder: ProgramBuilder, node: number, steppedDims: number): void {
  if (steppedDims === 0) return
  const [first, end] = [builder.portStart[node]!, builder.portStart[node + 1] ?? builder.ports.length]
  const types = builder.ports.slice(first, end).map((value) => builder.valueType[value]!)
  const count = builder.operandCount[node]!
  const ports = { operands: types.slice(0, count), results: types.slice(count) }
  builder.rule[node] = builder.table.ofOperation(builder.operation[node]!, ports, { steppedDims })
}
