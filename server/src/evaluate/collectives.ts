// What collectives give each device of a group, and which devices form one, by the process groups of the specification.
import { readInteger } from '../model/attributes'
import { EvaluationError } from './kernel'
import { applyBinary } from './kernels/elementwise'
import type { MeetingRequest } from './interpreter'
import { asTensor } from './interpreter'
import type { OperationPlan } from './plan'
import type { Tensor } from './tensor'
import { copyElement, eachIndex, makeTensor, stridesOf } from './tensor'

/** Devices are replicas times partitions; device d is replica floor(d / partitions), partition d mod partitions. */
export interface Layout {
  readonly replicas: number
  readonly partitions: number
}

/** Rows of `replica_groups` or `source_target_pairs`; entries of -1 fill short rows. */
function readRows(text: string, key: string): number[][] | undefined {
  const match = new RegExp(`${key}"?\\s*=\\s*dense<([^>]*)>\\s*:\\s*tensor<(\\d+)x(\\d+)xi64>`).exec(text)
  if (match === null) return undefined
  const [rows, columns] = [Number(match[2]), Number(match[3])]
  const hexadecimal = /^"0x([0-9A-Fa-f]*)"$/.exec((match[1] ?? '').trim())
  const numbers =
    hexadecimal === null ? ((match[1] ?? '').match(/-?\d+/g)?.map(Number) ?? []) : readWords(hexadecimal[1]!)
  const at = (i: number): number => (numbers.length === 1 ? numbers[0]! : numbers[i]!)
  return Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, i) => at(row * columns + i)))
}

/** 64-bit words, little-endian; ids are small, so their low four bytes say all. */
function readWords(digits: string): number[] {
  return Array.from({ length: digits.length / 16 }, (_, i) => {
    const bytes = digits.slice(16 * i, 16 * i + 8).match(/../g) ?? []
    return Number.parseInt(bytes.reverse().join(''), 16) | 0
  })
}

/** Group of devices, in order, that a device meets in a collective; undefined when it is in none. */
export function findGroup(plan: OperationPlan, device: number, layout: Layout): readonly number[] | undefined {
  const { partitions } = layout
  const [replica, partition] = [Math.floor(device / partitions), device % partitions]
  const channel = Number(/handle\s*=\s*(\d+)/.exec(plan.attributes)?.[1] ?? 0)
  const isGlobal = /use_global_device_ids/.test(plan.attributes)
  const rows = groupRows(plan, layout, channel)
  const crossesPartitions = plan.kind === 'all_gather' || plan.kind === 'all_reduce' || plan.kind === 'reduce_scatter'
  const toDevice: (id: number) => number[] =
    channel <= 0
      ? (id) => [id * partitions + partition]
      : crossesPartitions
        ? isGlobal
          ? (id) => [id]
          : (id) => Array.from({ length: partitions }, (_, other) => id * partitions + other)
        : (id) => [replica * partitions + id]
  for (const row of rows) {
    const ids = row.filter((id) => id >= 0)
    const group =
      channel > 0 && crossesPartitions && !isGlobal
        ? Array.from({ length: partitions }, (_, other) => ids.map((id) => id * partitions + other)).flat()
        : ids.flatMap(toDevice)
    if (group.includes(device)) return group
  }
  return undefined
}

/** Without rows all replicas (or partitions) are one group; a permutation's devices all meet. */
function groupRows(plan: OperationPlan, { replicas, partitions }: Layout, channel: number): number[][] {
  const count = channel > 0 && plan.kind !== 'all_reduce' ? partitions : replicas
  const all = Array.from({ length: Math.max(count, 1) }, (_, id) => id)
  if (plan.kind === 'collective_permute') return [all]
  const rows = readRows(plan.attributes, 'replica_groups') ?? []
  return rows.every((row) => row.length === 0) ? [all] : rows
}

/** What each device of the group gets; `requests` are in the order of the group. */
export function evaluateCollective(
  group: readonly number[],
  requests: readonly MeetingRequest[],
  layout: Layout,
): Tensor[][] {
  const { plan } = requests[0]!
  const operands = requests.map((request) => request.operands.map(asTensor))
  const each = (f: (values: readonly Tensor[], operand: number) => Tensor[]): Tensor[][] => {
    const byOperand = operands[0]!.map((_, i) =>
      f(
        operands.map((own) => own[i]!),
        i,
      ),
    )
    return requests.map((_, place) => byOperand.map((results) => results[place]!))
  }
  switch (plan.kind) {
    case 'all_gather':
      return each((values) => {
        const whole = concatenate(values, integer(plan, 'all_gather_dim'))
        return values.map(() => whole)
      })
    case 'all_reduce':
      return each((values) => {
        const sum = reduceAll(requests[0]!, values)
        return values.map(() => sum)
      })
    case 'reduce_scatter':
      return each((values) => split(reduceAll(requests[0]!, values), integer(plan, 'scatter_dimension'), group.length))
    case 'all_to_all':
      return each((values) => exchange(plan, values))
    case 'collective_broadcast':
      return each((values) => values.map(() => values[0]!))
    case 'collective_permute':
      return each((values) => permute(plan, group, values, layout))
    default:
      throw new EvaluationError(`${plan.name} is not evaluated`)
  }
}

function integer(plan: OperationPlan, key: string): number {
  const found = readInteger(plan.attributes, key)
  if (found === undefined) throw new EvaluationError(`${plan.name} without ${key}`)
  return found
}

function concatenate(values: readonly Tensor[], along: number): Tensor {
  const { element, dims } = values[0]!.type
  const size = values.reduce((sum, { type }) => sum + type.dims[along]!, 0)
  const shape = dims.map((own, dim) => (dim === along ? size : own))
  const result = makeTensor(element, shape)
  const strides = stridesOf(shape)
  let offset = 0
  for (const value of values) {
    eachIndex(value.type.dims, (index, position) => {
      const to = index.reduce((sum, at, dim) => sum + at * strides[dim]!, offset * strides[along]!)
      copyElement(value, position, result, to)
    })
    offset += value.type.dims[along]!
  }
  return result
}

function split(value: Tensor, along: number, parts: number): Tensor[] {
  const { element, dims } = value.type
  const size = dims[along]! / parts
  const strides = stridesOf(dims)
  return Array.from({ length: parts }, (_, part) => {
    const result = makeTensor(
      element,
      dims.map((own, dim) => (dim === along ? size : own)),
    )
    eachIndex(result.type.dims, (index, position) => {
      const from = index.reduce((sum, at, dim) => sum + at * strides[dim]!, part * size * strides[along]!)
      copyElement(value, from, result, position)
    })
    return result
  })
}

function reduceAll(request: MeetingRequest, values: readonly Tensor[]): Tensor {
  const { reducer } = request.plan
  const first = values[0]!
  if (reducer !== undefined) return values.slice(1).reduce((sum, value) => applyBinary(reducer, sum, value), first)
  return values.slice(1).reduce((sum, value) => combineByRegion(request, sum, value), first)
}

function combineByRegion(request: MeetingRequest, left: Tensor, right: Tensor): Tensor {
  const result = makeTensor(left.type.element, left.type.dims)
  const scalars = [makeTensor(left.type.element, []), makeTensor(left.type.element, [])]
  for (let i = 0; i < result.type.elements; i++) {
    copyElement(left, i, scalars[0]!, 0)
    copyElement(right, i, scalars[1]!, 0)
    copyElement(request.runRegion(0, scalars)[0]!, 0, result, i)
  }
  return result
}

/** Each device splits its operand and sends part p to the p-th device, which joins what it gets in order. */
function exchange(plan: OperationPlan, values: readonly Tensor[]): Tensor[] {
  const [from, to] = [integer(plan, 'split_dimension'), integer(plan, 'concat_dimension')]
  const parts = values.map((value) => split(value, from, values.length))
  return values.map((_, place) =>
    concatenate(
      parts.map((own) => own[place]!),
      to,
    ),
  )
}

/** Pairs are of replicas, or of partitions with a channel; a device that is no target gets zeros. */
function permute(plan: OperationPlan, group: readonly number[], values: readonly Tensor[], layout: Layout): Tensor[] {
  const pairs = readRows(plan.attributes, 'source_target_pairs') ?? []
  const channel = Number(/handle\s*=\s*(\d+)/.exec(plan.attributes)?.[1] ?? 0)
  const idOf = (device: number): number =>
    channel > 0 ? device % layout.partitions : Math.floor(device / layout.partitions)
  const byId = new Map(group.map((device, place) => [idOf(device), values[place]!]))
  return group.map((device, place) => {
    const source = pairs.find(([, target]) => target === idOf(device))?.[0]
    const { element, dims } = values[place]!.type
    return (source === undefined ? undefined : byId.get(source)) ?? makeTensor(element, dims)
  })
}
