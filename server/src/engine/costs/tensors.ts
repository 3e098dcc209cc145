// Rows of the tensors table: arguments, results and the largest values between; equal ones of layers are one row.
import type { Device } from '../../cost/devices'
import type { MemoryPieces } from '../../cost/memoryPieces'
import { printTensorType } from '../../model/tensorTypes'
import type { CostTensor, Place } from '../../protocol/costs'
import { findOrigin } from '../origin'
import type { Evaluation } from '../analysis'
import { largeShare } from '../findings'
import { valueType } from '../names'
import { valueSharding } from '../valueSharding'
import { createNaming, largestTemporaries, shardingOf } from './buffers'
import type { Labels } from './labels'
import { finite } from './states'
import type { AppliedTactics } from './tactics'

export interface TensorRows {
  /** Arguments, results, values; each the largest first. */
  readonly rows: readonly CostTensor[]
  /** Rows left out. */
  readonly more: number
}

const mostRows = 5000

/** What a row is made of before equal ones are put together. */
interface Tensor {
  readonly kind: CostTensor['kind']
  readonly path: string
  /** Value of the program, and of the local one. */
  readonly value: number
  readonly local: number
  readonly bytes: number
  readonly sharding: number[][]
}

interface TensorContext {
  readonly evaluation: Evaluation
  readonly labels: Labels
  readonly tactics: AppliedTactics
  readonly device: Device
}

/** `pieces` are those of the evaluation's program. */
export function listTensors(context: TensorContext, pieces: MemoryPieces): TensorRows {
  const groups = new Map<string, { readonly first: Tensor; readonly path: string; members: number }>()
  for (const tensor of [...listParameters(context), ...listValues(context, pieces)]) {
    const path = context.labels.general(tensor.path)
    const { evaluation } = context
    const type = evaluation.local.values.type[tensor.local]!
    const key = `${tensor.kind} ${type} ${tensor.bytes} ${JSON.stringify(tensor.sharding)} ${path}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { first: tensor, path, members: 1 })
    else group.members++
  }
  const all = [...groups.values()]
  const rows = all
    .slice(0, mostRows)
    .map(({ first, path, members }) => rowOf(context, first, { path: members > 1 ? path : first.path, members }))
  return { rows: rows.sort(byKindAndSize), more: all.length - rows.length }
}

const kindOrder: Readonly<Record<CostTensor['kind'], number>> = { argument: 0, result: 1, value: 2 }

const byKindAndSize = (a: CostTensor, b: CostTensor): number =>
  kindOrder[a.kind] - kindOrder[b.kind] || b.localBytes * b.members - a.localBytes * a.members

function listParameters({ evaluation }: TensorContext): Tensor[] {
  const { local } = evaluation
  const { module } = local.program
  const list = (kind: 'argument' | 'result', values: Int32Array): Tensor[] =>
    module[`${kind}s`].map((parameter, i) => ({
      kind,
      path: parameter.path,
      value: local.values.source[values[i]!]!,
      local: values[i]!,
      bytes: parameter.type.bytes,
      sharding: valueSharding(evaluation, parameter, values[i]!),
    }))
  return [...list('argument', local.arguments), ...list('result', local.results)]
}

/** What has memory of its own, each value once. */
function listValues({ evaluation, labels }: TensorContext, pieces: MemoryPieces): Tensor[] {
  const { local } = evaluation
  const nameOf = createNaming(local, pieces, labels)
  const { program, values } = local
  const { types } = program.module
  const seen = new Set<number>()
  return largestTemporaries(pieces).flatMap((piece) => {
    const own = pieces.value[piece]!
    const value = values.source[own]!
    if (seen.has(value)) return []
    seen.add(value)
    const bytes = types[program.values.type[value]!]?.bytes ?? 0
    return [{ kind: 'value', path: nameOf(piece).name, value, local: own, bytes, sharding: shardingOf(local, own) }]
  })
}

function rowOf(
  { evaluation, labels, tactics, device }: TensorContext,
  { kind, value, local, bytes, sharding }: Tensor,
  { path, members }: Pick<CostTensor, 'path' | 'members'>,
): CostTensor {
  const { local: program, state } = evaluation
  const localType = program.types[program.values.type[local]!]
  const split = new Set(sharding.flat())
  const whole = state.mesh.axes.flatMap(({ size }, axis) => (size > 1 && !split.has(axis) ? [axis] : []))
  const localBytes = localType?.bytes ?? 0
  return {
    kind,
    path,
    members,
    type: valueType(program.program, value),
    localType: localType === undefined ? 'unknown' : printTensorType(localType),
    sharding,
    bytes: finite(bytes),
    localBytes: finite(localBytes),
    whole,
    isLarge: split.size === 0 && whole.length > 0 && localBytes >= largeShare * device.memory,
    ...decide({ evaluation, labels, tactics, device }, value, [...split]),
  }
}

/** Longer ways are not followed: there are thousands of rows. */
const longestWay = 200

/** What an action named to split the value along these axes: `BP tokens: 0`, and the first of these tactics. */
function decide(
  { evaluation: { state }, labels, tactics: { names, indices } }: TensorContext,
  value: number,
  axes: readonly number[],
): { readonly decidedBy: string; readonly place: Place } {
  const origins = axes.flatMap((axis) => findOrigin(state, value, axis, longestWay) ?? [])
  const texts = origins.map((origin) => {
    const name = names[origin.tactic] ?? ''
    if (!origin.isComplete) return name
    return origin.value === value
      ? `${name}: ${origin.dim}`
      : `${name} ${labels.general(labels.value(origin.value))}: ${origin.dim}`
  })
  const tactic = indices[origins[0]?.tactic ?? -1]
  return {
    decidedBy: [...new Set(texts)].join(', '),
    place: { ...labels.placeOfValue(value), ...(tactic === undefined ? {} : { tactic }) },
  }
}
