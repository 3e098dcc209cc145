// LoadedModel -> what `inspect` says of a model: arguments, operations, scopes, loops, shardings found inside.
import { classIndex, operationClasses } from '../cost/operationClasses'
import { operationCosts } from '../cost/operationCosts'
import { findStepTraits } from '../cost/stepTraits'
import { lower } from '../lowering/lower'
import { printTensorType } from '../model/tensorTypes'
import { textOf } from '../mlir/text'
import { readString } from '../model/attributes'
import { NodeRole } from '../sharding/program'
import { createState } from '../sharding/state'
import type { LoadedModel } from './analysis'
import { placeOf } from '../sharding/places'
import { lineOf, operationName } from './names'

export interface Inspection {
  readonly version: 1
  readonly operations: number
  readonly functions: number
  readonly arguments: readonly {
    readonly path: string
    readonly type: string
    readonly bytes: number
    /** Path of the result that takes its buffer, or null. */
    readonly donatedTo: string | null
    /** Sharding attribute as written, or null. */
    readonly sharding: string | null
  }[]
  readonly results: readonly { readonly path: string; readonly type: string; readonly bytes: number }[]
  /** By name, most frequent first; as written. */
  readonly histogram: readonly { readonly operation: string; readonly count: number }[]
  /** By class of operations, most first: of one execution of the whole model, loops by trip count. */
  readonly flops: readonly { readonly class: string; readonly flops: number; readonly transcendentals: number }[]
  /** By name scope: operations after calls are expanded. */
  readonly scopes: readonly { readonly scope: string; readonly operations: number }[]
  readonly loops: readonly { readonly operation: string; readonly line: number; readonly tripCount: number | null }[]
  /** Operations that hold or are shardings of the module. */
  readonly shardings: readonly { readonly kind: string; readonly count: number }[]
}

export function inspectModel(model: LoadedModel): Inspection {
  const { module } = model
  return {
    version: 1,
    operations: module.columns.operations.count,
    functions: module.columns.functions.count,
    arguments: module.arguments.map(({ path, type, value, alias }) => ({
      path,
      type: printTensorType(type),
      bytes: type.bytes,
      donatedTo: module.results[alias]?.path ?? null,
      sharding: findSharding(model, value),
    })),
    results: module.results.map(({ path, type }) => ({ path, type: printTensorType(type), bytes: type.bytes })),
    histogram: countOperations(model),
    flops: countFlops(model),
    scopes: countScopes(model),
    loops: listLoops(model),
    shardings: countShardings(model),
  }
}

function findSharding(model: LoadedModel, value: number): string | null {
  const { columns } = model.module
  const attributes = columns.values.attributes[value] ?? -1
  if (attributes < 0) return null
  const text = textOf(columns, columns.texts, attributes)
  return readString(text, 'mhlo.sharding') ?? /sdy\.sharding\s*=\s*#sdy\.sharding<([^>]*)>/.exec(text)?.[1] ?? null
}

const byCount = <T extends { readonly count: number }>(a: T, b: T): number => b.count - a.count

function countOperations(model: LoadedModel): Inspection['histogram'] {
  const { columns } = model.module
  const counts = new Int32Array(columns.names.count)
  for (let i = 0; i < columns.operations.count; i++) counts[columns.operations.name[i]!]!++
  return Array.from(counts, (count, id) => ({ operation: textOf(columns, columns.names, id), count })).sort(byCount)
}

/** Of the program on one device, which is the whole model. */
function countFlops({ program }: LoadedModel): Inspection['flops'] {
  const local = lower(createState(program, { axes: [] }))
  const { index, distinct } = operationCosts(local)
  const { family } = findStepTraits(local)
  const sums = operationClasses.map((name) => ({ class: name, flops: 0, transcendentals: 0 }))
  index.forEach((id, step) => {
    const sum = sums[classIndex(family[step]!)]!
    const { executions } = local.regions[local.steps.region[step]!]!
    sum.flops += distinct[id]!.flops * executions
    sum.transcendentals += distinct[id]!.transcendentals * executions
  })
  return sums.filter(({ flops, transcendentals }) => flops + transcendentals > 0).sort((a, b) => b.flops - a.flops)
}

function countScopes(model: LoadedModel): Inspection['scopes'] {
  const { nodes } = model.program
  const counts = new Map<string, number>()
  for (let node = 0; node < nodes.count; node++) {
    if (nodes.role[node] !== NodeRole.operation) continue
    const { scope } = placeOf(model.program, node)
    counts.set(scope, (counts.get(scope) ?? 0) + 1)
  }
  return [...counts].map(([scope, operations]) => ({ scope, operations }))
}

function listLoops(model: LoadedModel): Inspection['loops'] {
  const { program } = model
  return program.regions
    .filter((region) => region.kind === 'body')
    .map((region) => ({
      operation: operationName(program, region.node),
      line: lineOf(program, region.node),
      tripCount: region.isTripCountAssumed ? null : region.tripCount,
    }))
}

const shardingOperations = new Set([
  'sdy.mesh',
  'sdy.sharding_constraint',
  'sdy.manual_computation',
  'sdy.sharding_group',
])

function countShardings(model: LoadedModel): Inspection['shardings'] {
  const { columns, kinds } = model.module
  const counts = new Map<string, number>()
  const add = (kind: string): void => void counts.set(kind, (counts.get(kind) ?? 0) + 1)
  for (let i = 0; i < columns.operations.count; i++) {
    const name = columns.operations.name[i]!
    const text = textOf(columns, columns.names, name)
    if (shardingOperations.has(text)) add(text)
    const head = columns.operations.head[i]!
    if (kinds[name] === 'custom_call' && head >= 0 && /Shard/.test(textOf(columns, columns.texts, head))) {
      add(textOf(columns, columns.texts, head).replace(/\($/, ''))
    }
  }
  for (let value = 0; value < columns.values.count; value++) {
    if (columns.values.operation[value] === -1 && findSharding(model, value) !== null) add('sharding of an argument')
  }
  return [...counts].map(([kind, count]) => ({ kind, count })).sort(byCount)
}
