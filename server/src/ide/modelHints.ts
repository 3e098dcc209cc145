// Inlay hints of a model: the sharding of results worth a word, and each collective inserted at an operation.
import { formatBytes, formatSeconds } from '../base/format'
import type { Evaluation } from '../engine/analysis'
import { declaredAxes } from '../engine/valueSharding'
import { findLast } from '../mlir/search'
import { operationTable } from '../model/operations'
import type { Family } from '../model/operations'
import type { Hint } from './hint'
import { collectivesAt, indexProgram, nodesOf } from './modelIndex'
import { printSharding } from './shardingText'

/** Families that only pass shardings on: they say nothing unless a collective stands there. */
const quiet: ReadonlySet<Family> = new Set<Family>([
  'elementwise',
  'constant',
  'iota',
  'broadcast',
  'reshape',
  'transpose',
  'slice',
  'constraint',
  'return',
  'function',
  'module',
  'declaration',
])

/** Hints for operations that begin in a range of byte offsets. */
export function modelHints(evaluation: Evaluation, range: { readonly start: number; readonly end: number }): Hint[] {
  const { program } = evaluation.state
  const { columns } = program.module
  const hints: Hint[] = []
  let operation = Math.max(0, findLast(columns.operations.start, columns.operations.count, range.start))
  for (; operation < columns.operations.count && columns.operations.start[operation]! < range.end; operation++) {
    const label = describeOperation(evaluation, operation)
    if (label !== undefined)
      hints.push({ offset: signatureStart(columns.bytes, columns.operations.nameStart[operation]!), label })
  }
  return hints
}

/** `{batch, –, model} · all_reduce model 48.0 MiB, 1.12 ms`; undefined when there is nothing to say. */
export function describeOperation(evaluation: Evaluation, operation: number): string | undefined {
  const { program } = evaluation.state
  const { columns, kinds } = program.module
  const nodes = nodesOf(indexProgram(program), operation)
  const node = nodes[0]
  if (node === undefined) return undefined
  const { family } = operationTable[kinds[columns.operations.name[operation]!] ?? 'unknown']
  const collectives = nodes
    .flatMap((one) => collectivesAt(evaluation, one))
    .map((index) => describeCollectiveBriefly(evaluation, index))
  const parts = [
    ...(quiet.has(family) ? [] : [shardingOf(evaluation, node)].flatMap((text) => text ?? [])),
    ...summarize(collectives),
  ]
  return parts.length === 0 ? undefined : parts.join(' · ')
}

function shardingOf({ state }: Evaluation, node: number): string | undefined {
  const { nodes } = state.program
  const first = nodes.portStart[node]! + nodes.operandCount[node]!
  const result = nodes.ports[first]
  return first >= nodes.portStart[node + 1]! || result === undefined
    ? undefined
    : printSharding(declaredAxes(state, result), state.mesh)
}

function describeCollectiveBriefly({ local, simulation }: Evaluation, index: number): string {
  const { kind, axes, bytes, executions } = local.collectives[index]!
  const names = axes.map((axis) => local.mesh.axes[axis]?.name ?? '?').join('+')
  const times = executions === 1 ? '' : ` × ${executions.toLocaleString('en-US')}`
  return `${kind} ${names} ${formatBytes(bytes)}, ${formatSeconds(simulation.collectiveSeconds[index] ?? 0)}${times}`
}

/** Equal texts once, with their count. */
function summarize(texts: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].map(([text, count]) => (count === 1 ? text : `${count} × ${text}`))
}

const [newline, carriageReturn, colon, quote, backslash, minus] = [10, 13, 58, 34, 92, 45]
const openers = new Set([...'([{<'].map((bracket) => bracket.charCodeAt(0)))
const closers = new Set([...')]}>'].map((bracket) => bracket.charCodeAt(0)))

/**
 * Before the ` : ` of the type signature, else the end of the line: signatures are long, and what stands behind them is out
 * of sight.
 */
function signatureStart(bytes: Uint8Array, from: number): number {
  let depth = 0
  let at = from
  for (; at < bytes.length && bytes[at] !== newline; at++) {
    const byte = bytes[at]!
    if (byte === quote) at = skipString(bytes, at)
    else if (openers.has(byte)) depth++
    else if (closers.has(byte) && bytes[at - 1] !== minus) depth--
    else if (byte === colon && depth === 0 && bytes[at - 1] === 32) return at - 1
  }
  return at > from && bytes[at - 1] === carriageReturn ? at - 1 : at
}

/** Offset of the closing quote, or of the last byte of the line. */
function skipString(bytes: Uint8Array, start: number): number {
  let at = start + 1
  while (at < bytes.length && bytes[at] !== quote && bytes[at] !== newline) at += bytes[at] === backslash ? 2 : 1
  return bytes[at] === newline ? at - 1 : at
}
