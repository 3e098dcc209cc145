// Where the program's nodes, collectives and values stand in the model's text: from operations to what was made of them.
import type { Evaluation } from '../engine/analysis'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'

export interface ProgramIndex {
  /** Nodes expanded from each operation of the columns: first node + 1, and the next of the same operation + 1. */
  readonly firstNode: Int32Array
  readonly nextNode: Int32Array
  /** First program value of each value of the columns + 1. */
  readonly firstValue: Int32Array
}

const indices = new WeakMap<Program, ProgramIndex>()

/** Built once a program. */
export function indexProgram(program: Program): ProgramIndex {
  const known = indices.get(program)
  if (known !== undefined) return known
  const { columns } = program.module
  const index = {
    firstNode: new Int32Array(columns.operations.count),
    nextNode: new Int32Array(program.nodes.count),
    firstValue: new Int32Array(columns.values.count),
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
  indices.set(program, index)
  return index
}

/** Nodes of an operation: one for each expansion of its function. */
export function nodesOf(index: ProgramIndex, operation: number): number[] {
  const nodes: number[] = []
  for (let at = index.firstNode[operation] ?? 0; at > 0; at = index.nextNode[at - 1]!) nodes.push(at - 1)
  return nodes
}

const collectivesByNode = new WeakMap<object, Map<number, number[]>>()

/** Indices of the collectives inserted at a node, slices left out. */
export function collectivesAt(evaluation: Evaluation, node: number): readonly number[] {
  let byNode = collectivesByNode.get(evaluation.local)
  if (byNode === undefined) {
    byNode = new Map()
    for (const [i, collective] of evaluation.local.collectives.entries()) {
      if (collective.kind === 'all_slice') continue
      const list = byNode.get(collective.node)
      if (list === undefined) byNode.set(collective.node, [i])
      else list.push(i)
    }
    collectivesByNode.set(evaluation.local, byNode)
  }
  return byNode.get(node) ?? []
}
