// Inlay hints of a model: the sharding of results worth a word, and each collective inserted at an operation.
import { formatBytes, formatCount, formatSeconds } from '../base/format'
import type { Span } from '../base/problems'
import type { Evaluation } from '../engine/analysis'
import { declaredAxes } from '../engine/valueSharding'
import { decodeText } from '../mlir/text'
import { findLast } from '../mlir/search'
import { operationTable } from '../model/operations'
import type { Family } from '../model/operations'
import type { Hint } from './hint'
import { hintOffset } from './hintOffset'
import { collectivesAt, indexProgram, nodesOf } from '../engine/modelIndex'
import { printSharding } from './shardingText'

/** Which operations have hints: those with collectives; those that also change how values are split; or all of them. */
export type HintLevel = 'collectives' | 'changes' | 'all'

/** Families that only pass shardings on: they speak when their result is split along other axes than their operands. */
const passing: ReadonlySet<Family> = new Set<Family>([
  'elementwise',
  'broadcast',
  'reshape',
  'transpose',
  'slice',
  'constraint',
])

/** Families whose results are no news at any level but `all`. */
const silent: ReadonlySet<Family> = new Set<Family>(['constant', 'iota', 'return', 'function', 'module', 'declaration'])

/** Hints for operations that begin in a range of byte offsets; costs what the range holds, not the model. */
export function modelHints(evaluation: Evaluation, range: Span, level: HintLevel): Hint[] {
  const { columns } = evaluation.state.program.module
  const { operations } = columns
  const hints: Hint[] = []
  let operation = Math.max(0, findLast(operations.start, operations.count, range.start))
  for (; operation < operations.count && operations.start[operation]! < range.end; operation++) {
    const label = describeOperation(evaluation, operation, level)
    if (label !== undefined) hints.push({ offset: hintOffset(columns, operation), label })
  }
  return hints
}

/** `{batch, –, model} · all_reduce model, 48.0 MiB, 1.12 ms`; undefined when there is nothing to say. */
export function describeOperation(evaluation: Evaluation, operation: number, level: HintLevel): string | undefined {
  const nodes = nodesOf(indexProgram(evaluation.state.program), operation)
  const [node] = nodes
  if (node === undefined) return undefined
  const collectives = nodes
    .flatMap((one) => collectivesAt(evaluation, one))
    .map((index) => describeBriefly(evaluation, index))
  const isTold = level === 'all' || (level === 'changes' && isChange(evaluation, operation, node))
  const sharding = isTold ? shardingOf(evaluation, node) : undefined
  const parts = [...(sharding === undefined ? [] : [sharding]), ...summarize(collectives)]
  return parts.length === 0 ? undefined : parts.join(' · ')
}

/** Whether the result of an operation is split in a way that those who know its operands would not expect. */
function isChange({ state }: Evaluation, operation: number, node: number): boolean {
  const { program, axes, valueDim } = state
  const { columns, kinds } = program.module
  const { family } = operationTable[kinds[columns.operations.name[operation]!] ?? 'unknown']
  const { nodes, values } = program
  const first = nodes.portStart[node]!
  const end = first + nodes.operandCount[node]!
  const result = nodes.ports[end]
  if (silent.has(family) || end >= nodes.portStart[node + 1]! || result === undefined) return false
  // What is copied for each use is split as its user likes.
  const operands = Array.from(nodes.ports.subarray(first, end)).filter((value) => values.isFree[value] !== 1)
  return Array.from({ length: axes }).some((_, axis) => {
    const isTiled = (value: number): boolean => valueDim[value * axes + axis]! >= 0
    if (!passing.has(family)) return isTiled(result) || operands.some(isTiled)
    return isTiled(result) ? operands.length > 0 && !operands.some(isTiled) : operands.some(isTiled)
  })
}

function shardingOf({ state }: Evaluation, node: number): string | undefined {
  const { nodes } = state.program
  const first = nodes.portStart[node]! + nodes.operandCount[node]!
  const result = nodes.ports[first]
  return first >= nodes.portStart[node + 1]! || result === undefined
    ? undefined
    : printSharding(declaredAxes(state, result), state.mesh)
}

/** `all_gather batch of %arg4, 24.0 MiB, 310 µs`: the value where it is not the operation's own result. */
function describeBriefly({ local, simulation, state }: Evaluation, index: number): string {
  const { kind, axes, bytes, executions, value, cause } = local.collectives[index]!
  const names = axes.map((axis) => local.mesh.axes[axis]?.name ?? '?').join('+')
  const times = executions === 1 ? '' : ` × ${formatCount(executions)}`
  const { columns } = state.program.module
  const source = cause.kind === 'use' ? state.program.values.source[value]! : -1
  const of =
    source < 0
      ? ''
      : ` of ${decodeText(columns.bytes, columns.values.nameStart[source]!, columns.values.nameEnd[source]!)}`
  return `${kind} ${names}${of}, ${formatBytes(bytes)}, ${formatSeconds(simulation.collectiveSeconds[index] ?? 0)}${times}`
}

/** Equal texts once, with their count. */
function summarize(texts: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].map(([text, count]) => (count === 1 ? text : `${count} × ${text}`))
}
