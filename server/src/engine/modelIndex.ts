// Where the program's nodes, collectives and values stand in the model's text: from operations to what was made of them. Each
// index is one pass where the analysis runs, kept with what it is of and shared with the thread that looks things up.
import { indexed } from '../base/indexed'
import { sharedInt32 } from '../base/sharedArrays'
import type { LocalProgram } from '../lowering/localProgram'
import { StepKind } from '../lowering/localProgram'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'
import type { Evaluation } from './analysis'

export interface ProgramIndex {
  /** Nodes expanded from each operation of the columns: first node + 1, and the next of the same operation + 1. */
  readonly firstNode: Int32Array
  readonly nextNode: Int32Array
  /** First program value of each value of the columns + 1. */
  readonly firstValue: Int32Array
}

/** Built once a program. */
export const indexProgram = indexed(makeIndex)

function makeIndex(program: Program): ProgramIndex {
  const { columns } = program.module
  const index = {
    firstNode: sharedInt32(columns.operations.count),
    nextNode: sharedInt32(program.nodes.count),
    firstValue: sharedInt32(columns.values.count),
  }
  for (let node = program.nodes.count - 1; node >= 0; node--) {
    const operation = program.nodes.operation[node]!
    if (operation < 0 || program.nodes.role[node] === NodeRole.tie || program.nodes.role[node] === NodeRole.output)
      continue
    index.nextNode[node] = index.firstNode[operation]!
    index.firstNode[operation] = node + 1
  }
  for (let value = program.values.count - 1; value >= 0; value--) {
    const source = program.values.source[value]!
    const node = program.values.node[value]!
    const isOutput = node >= 0 && program.nodes.role[node] === NodeRole.output
    if (source >= 0 && !isOutput) index.firstValue[source] = value + 1
  }
  return index
}

/** Nodes of an operation: one for each expansion of its function. */
export function nodesOf(index: ProgramIndex, operation: number): number[] {
  const nodes: number[] = []
  for (let at = index.firstNode[operation] ?? 0; at > 0; at = index.nextNode[at - 1]!) nodes.push(at - 1)
  return nodes
}

function groupBy<T>(items: readonly T[], keyOf: (item: T, index: number) => number | undefined): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const [i, item] of items.entries()) {
    const key = keyOf(item, i)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [i])
    else group.push(i)
  }
  return groups
}

export interface CollectivesByNode {
  /** By node: its first collective + 1; 0 for none. Slices are left out. */
  readonly first: Int32Array
  /** By collective: the next one of its node + 1; 0 after the last. */
  readonly next: Int32Array
}

/** Made once a local program. */
export const collectivesByNode = indexed(({ collectives, program }: LocalProgram): CollectivesByNode => {
  const first = sharedInt32(program.nodes.count)
  const next = sharedInt32(collectives.length)
  for (let index = collectives.length - 1; index >= 0; index--) {
    const { kind, node } = collectives[index]!
    if (kind === 'all_slice') continue
    next[index] = first[node]!
    first[node] = index + 1
  }
  return { first, next }
})

/** Indices of the collectives inserted at a node in ascending order, slices left out. */
export function collectivesAt({ local }: Evaluation, node: number): readonly number[] {
  const { first, next } = collectivesByNode(local)
  const found: number[] = []
  for (let at = first[node] ?? 0; at > 0; at = next[at - 1]!) found.push(at - 1)
  return found
}

const conflictsByNode = indexed((conflicts: Evaluation['conflicts']) => groupBy(conflicts, ({ node }) => node))

/** Conflicts met at a node. */
export const conflictsAt = ({ conflicts }: Evaluation, node: number): Evaluation['conflicts'] =>
  (conflictsByNode(conflicts).get(node) ?? []).map((index) => conflicts[index]!)

/** By node: the step that carries it out + 1; 0 for none. */
export const stepsByNode = indexed(({ steps, program }: LocalProgram): Int32Array => {
  const first = sharedInt32(program.nodes.count)
  for (let step = steps.count - 1; step >= 0; step--)
    if (steps.kind[step] === StepKind.operation) first[steps.node[step]!] = step + 1
  return first
})

/** The step that carries out a node, or -1. */
export const stepOf = (local: LocalProgram, node: number): number => (stepsByNode(local)[node] ?? 0) - 1
