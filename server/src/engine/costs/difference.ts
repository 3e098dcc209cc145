// What differs between two schedules of one analysis: arguments and results that are split otherwise, collectives by kind and axes.
import type { Communication } from '../../cost/shares'
import type { CostlyKind, ScheduleDifference } from '../../protocol/costs'
import type { Program } from '../../sharding/program'
import type { ShardingState } from '../../sharding/state'
import { axisSize } from '../../sharding/mesh'
import type { Analysis, ScheduleAnalysis } from '../analysis'
import { declaredAxes } from '../valueSharding'
import type { Labels } from './labels'
import { getLabels } from './labels'
import { finite } from './states'

type TensorChange = ScheduleDifference['tensors'][number]

const mostRows = 2000

/** Undefined when one of the schedules is not there. */
export function findDifference(analysis: Analysis, from: string, to: string): ScheduleDifference | undefined {
  const find = (wanted: string): ScheduleAnalysis | undefined => analysis.schedules.find(({ name }) => name === wanted)
  const [before, after] = [find(from), find(to)]
  if (before === undefined || after === undefined) return undefined
  const tensors = compareTensors(analysis.model.program, before.final.state, after.final.state)
  return {
    from,
    to,
    tensors: tensors.slice(0, mostRows),
    collectives: compareCollectives(before.final.shares.communication, after.final.shares.communication),
    more: Math.max(0, tensors.length - mostRows),
  }
}

/** Where most bytes are won or lost first; equal ones of layers are one row. */
function compareTensors(program: Program, before: ShardingState, after: ShardingState): TensorChange[] {
  const labels = getLabels(program)
  const groups = new Map<string, TensorChange>()
  for (const { path, value } of listParameters(program)) {
    const change = compareValue(labels, { path, value }, before, after)
    if (change === undefined) continue
    const general = labels.general(path)
    const key = JSON.stringify([general, change.from, change.to, program.values.type[value]])
    const known = groups.get(key)
    groups.set(key, known === undefined ? change : addChanges(known, change, general))
  }
  const weight = ({ fromBytes, toBytes }: TensorChange): number => Math.abs(fromBytes - toBytes)
  return [...groups.values()].sort((a, b) => weight(b) - weight(a))
}

const addChanges = (first: TensorChange, other: TensorChange, path: string): TensorChange => ({
  ...first,
  path,
  fromBytes: finite(first.fromBytes + other.fromBytes),
  toBytes: finite(first.toBytes + other.toBytes),
})

/** Arguments, and results as they are returned. */
function listParameters({ module, arguments: args, outputs, nodes }: Program): { path: string; value: number }[] {
  return [
    ...module.arguments.map(({ path }, i) => ({ path, value: args[i]! })),
    ...module.results.map(({ path }, i) => ({ path, value: nodes.ports[nodes.portStart[outputs[i]! + 1]! - 1]! })),
  ]
}

function compareValue(
  labels: Labels,
  { path, value }: { readonly path: string; readonly value: number },
  before: ShardingState,
  after: ShardingState,
): TensorChange | undefined {
  const [from, to] = [declaredAxes(before, value), declaredAxes(after, value)]
  if (JSON.stringify(from) === JSON.stringify(to)) return undefined
  const place = labels.placeOfValue(value)
  const [fromBytes, toBytes] = [localBytes(before, value, from), localBytes(after, value, to)]
  return { path, from, to, fromBytes, toBytes, place }
}

function localBytes({ program, mesh }: ShardingState, value: number, sharding: readonly (readonly number[])[]): number {
  const bytes = program.module.types[program.values.type[value]!]?.bytes ?? 0
  return finite(sharding.flat().reduce((left, axis) => left / axisSize(mesh, axis), bytes))
}

/** Kinds and axes that one of the schedules has more of; where most seconds are won or lost first. */
function compareCollectives(
  before: readonly Communication[],
  after: readonly Communication[],
): ScheduleDifference['collectives'] {
  const keyOf = ({ kind, axes }: Communication): string => `${kind} ${axes.join()}`
  const rows = new Map<string, ScheduleDifference['collectives'][number]>()
  for (const one of [...before, ...after]) {
    if (one.kind === 'all_slice') continue
    const kind: CostlyKind = one.kind
    rows.set(keyOf(one), { kind, axes: [...one.axes], from: 0, to: 0, fromSeconds: 0, toSeconds: 0 })
  }
  for (const one of before) Object.assign(rows.get(keyOf(one)) ?? {}, { from: one.count, fromSeconds: one.seconds })
  for (const one of after) Object.assign(rows.get(keyOf(one)) ?? {}, { to: one.count, toSeconds: one.seconds })
  return [...rows.values()]
    .filter(({ from, to, fromSeconds, toSeconds }) => from !== to || fromSeconds !== toSeconds)
    .sort((a, b) => Math.abs(b.fromSeconds - b.toSeconds) - Math.abs(a.fromSeconds - a.toSeconds))
}
