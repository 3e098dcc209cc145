// Collectives and masks of a local program -> StableHLO text.
import { attributesOf } from '../../sharding/reducers'
import type { Combiner } from '../../sharding/rules/rule'
import type { Collective, CollectiveKind } from '../localProgram'
import { readPairs } from '../modelCollectives'
import type { DimAxes } from '../shardings'
import { replicaGroups, sourceTargetPairs } from '../deviceGroups'
import type { Writer } from './writer'
import {
  coordinate,
  define,
  defineSplat,
  freshName,
  localTypeOf,
  localTypeText,
  pushLine,
  shardOffset,
  tensorText,
  typeText,
} from './writer'

/** Operation that combines two partial results. */
export const combinerOperation: Readonly<Record<Combiner, string>> = {
  add: 'stablehlo.add',
  mul: 'stablehlo.multiply',
  max: 'stablehlo.maximum',
  min: 'stablehlo.minimum',
  and: 'stablehlo.and',
  or: 'stablehlo.or',
}

/** Writes a collective and names its result. */
export function writeCollective(writer: Writer, collective: Collective, operand: number, result: number): void {
  const note = writer.noteOf(writer.local.steps.collective[collective.step]!)
  if (note !== '') pushLine(writer, `// ${note}`)
  if (collective.kind === 'all_slice') {
    writer.names[result] = writeSlices(writer, writer.names[operand]!, shardingOf(writer, operand), result)
    return
  }
  const name = freshName(writer)
  const entries = entriesOf(writer, collective, operand, result)
  const text = entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => (value === '' ? key : `${key} = ${value}`))
    .join(', ')
  const types = `(${localTypeText(writer, operand)}) -> ${localTypeText(writer, result)}`
  const start = `${name} = "stablehlo.${collective.kind}"(${writer.names[operand]!}) <{${text}}>`
  writer.names[result] = name
  if (collective.kind === 'all_reduce' || collective.kind === 'reduce_scatter') {
    pushLine(writer, `${start} ({`)
    writeReducer(writer, collective)
    pushLine(writer, `}) : ${types}`)
  } else pushLine(writer, `${start} : ${types}`)
}

export const shardingOf = (writer: Writer, value: number): DimAxes =>
  writer.local.shardings[writer.local.values.sharding[value]!]!

type Entry = readonly [key: string, value: string]

function entriesOf(writer: Writer, collective: Collective, operand: number, result: number): Entry[] {
  const { mesh } = writer.local
  const { kind, axes, dims } = collective
  const channel: Entry = [
    'channel_handle',
    `#stablehlo.channel_handle<handle = ${writer.nextChannel++}, type = 1>`,
  ] as const
  if (kind === 'collective_permute') {
    const pairs =
      collective.cause.kind === 'model'
        ? readPairs(attributesOf(writer.local.program.module, writer.local.program.nodes.operation[collective.node]!))
        : sourceTargetPairs(mesh, shardingOf(writer, operand), shardingOf(writer, result))
    return [channel, ['source_target_pairs', denseRows(pairs)]]
  }
  const groups: Entry = ['replica_groups', denseRows(replicaGroups(mesh, axes))]
  const dim = (index: number): string => `${dims[index] ?? 0} : i64`
  const own: Readonly<Record<Exclude<CollectiveKind, 'collective_permute' | 'all_slice'>, readonly Entry[]>> = {
    all_gather: [
      ['all_gather_dim', dim(0)],
      ['use_global_device_ids', ''],
    ],
    all_reduce: [['use_global_device_ids', '']],
    reduce_scatter: [
      ['scatter_dimension', dim(0)],
      ['use_global_device_ids', ''],
    ],
    all_to_all: [
      ['split_dimension', dim(0)],
      ['concat_dimension', dim(1)],
      ['split_count', `${collective.groupSize} : i64`],
    ],
  }
  return [channel, groups, ...(kind === 'all_slice' ? [] : own[kind])]
}

function denseRows(rows: readonly (readonly number[])[]): string {
  const text = rows.map((row) => `[${row.join(', ')}]`).join(', ')
  return `dense<[${text}]> : tensor<${rows.length}x${rows[0]?.length ?? 0}xi64>`
}

function writeReducer(writer: Writer, collective: Collective): void {
  const type = tensorText([], collective.resultType.element)
  const [left, right, sum] = [freshName(writer), freshName(writer), freshName(writer)]
  pushLine(writer, `^bb0(${left}: ${type}, ${right}: ${type}):`)
  writer.depth++
  pushLine(writer, `${sum} = ${combinerOperation[collective.combiner ?? 'add']} ${left}, ${right} : ${type}`)
  pushLine(writer, `stablehlo.return ${sum} : ${type}`)
  writer.depth--
}

/** Slices dims further, down to the type of `result`; returns the name of the part. */
export function writeSlices(writer: Writer, name: string, from: DimAxes, result: number): string {
  const to = shardingOf(writer, result)
  const type = localTypeOf(writer, result)
  const { mesh } = writer.local
  const added = to.map((axes, dim) => axes.slice(from[dim]?.length ?? 0))
  const dims = type.dims.map((size, dim) => added[dim]!.reduce((whole, axis) => whole * mesh.axes[axis]!.size, size))
  if (added.every((axes) => axes.length === 0)) return name
  const zero = added.some((axes) => axes.length === 0) ? defineSplat(writer, 0, [], 'ui32') : ''
  const starts = added.map((axes, dim) => (axes.length === 0 ? zero : shardOffset(writer, axes, type.dims[dim]!)))
  const types = `(${[tensorText(dims, type.element), ...starts.map(() => 'tensor<ui32>')].join(', ')}) -> ${typeText(type)}`
  return define(
    writer,
    `stablehlo.dynamic_slice ${[name, ...starts].join(', ')}, sizes = [${type.dims.join(', ')}] : ${types}`,
  )
}

/** Writes a mask: the operand on the first device along its axes, the combiner's identity elsewhere. */
export function writeMask(writer: Writer, mask: number, operand: number, result: number): void {
  const { axes, combiner } = writer.local.masks[mask]!
  const type = localTypeOf(writer, result)
  const zero = defineSplat(writer, 0, [], 'ui32')
  const isFirst = define(
    writer,
    `stablehlo.compare EQ, ${coordinate(writer, axes)}, ${zero} : (tensor<ui32>, tensor<ui32>) -> tensor<i1>`,
  )
  const identity = defineSplat(writer, combiner === 'mul' ? 1 : 0, type.dims, type.element)
  const text = typeText(type)
  writer.names[result] = define(
    writer,
    `stablehlo.select ${isFirst}, ${writer.names[operand]!}, ${identity} : tensor<i1>, ${text}`,
  )
}
