// Where the time, flops and bytes of a step go: rows by phase, scope, source line, tactic, kind of operation, collective, axis.
// Made when asked for, from the columns of a simulation; the rows of one breakdown add up to the figures.
import type { Bytes, Flops, Seconds } from '../base/units'
import { bytes, flops, seconds } from '../base/units'
import type { Collective, LocalProgram } from '../lowering/localProgram'
import { phaseNames, phaseOf } from '../sharding/phases'
import { getScopeTable } from '../sharding/scopes'
import type { ShardingState } from '../sharding/state'
import { kernelBounds } from './kernels'
import { operationClasses } from './operationClasses'
import type { Simulation } from './simulate'
import { collectiveOfStep, nodeOfStep } from './stepPlaces'

/** What a breakdown counts by, and the keys of its rows; '' is what has no such key. */
export const breakdownKinds = [
  /** What decides the time: `matrix`, `vector` or `memory` of kernels, or a collective as below. */
  'bound',
  /** Class of operation, or kind of collective. */
  'opClass',
  /** The tactic that brought a collective about; of compute the last one that split the operation, '' where it runs whole. */
  'tactic',
  /** Name scope in full: `layer_3/attn`. */
  'scope',
  /** `forward`, `backward`, `update`, or `none`. */
  'phase',
  /** `file:line` of the user's source. */
  'source',
  /** `all_reduce on batch, model`; compute has none. */
  'collective',
  /** The mesh axes of a collective: `batch, model`; compute has none. */
  'axis',
] as const
export type BreakdownKind = (typeof breakdownKinds)[number]

/** Over all executions. A kernel's time, and what it reads and writes, count where its result is made; flops where they are written. */
export interface BreakdownRow {
  readonly key: string
  readonly compute: Seconds
  readonly communication: Seconds
  /** Of communication: during which compute waits. */
  readonly exposed: Seconds
  readonly flops: Flops
  /** Read from and written to memory by kernels. */
  readonly bytes: Bytes
  /** Full local arrays that collectives gather or reduce. */
  readonly communicationBytes: Bytes
  /** Of the step time: compute and exposed communication. */
  readonly share: number
}

export interface Costed {
  readonly local: LocalProgram
  readonly simulation: Simulation
  readonly state: ShardingState
}

/** Rows by their share, largest first. `tactics`: names of the schedule's tactics, for rows by tactic. */
export const breakDown = (costed: Costed, by: BreakdownKind, tactics: readonly string[] = []): BreakdownRow[] =>
  breakDownBy(costed, [by], tactics)[0]!

/** Several breakdowns in one pass, in the order of `kinds`. */
export function breakDownBy(
  costed: Costed,
  kinds: readonly BreakdownKind[],
  tactics: readonly string[] = [],
): BreakdownRow[][] {
  const { local, simulation } = costed
  const { kernels, timeline } = simulation
  const { steps } = local
  const breakdowns = kinds.map((by) => ({ keyOf: keyMakers[by](costed, tactics), sums: new Map<string, Sum>() }))
  const amounts: Sum = new Float64Array(cells)
  for (let step = 0; step < steps.count; step++) {
    const count = timeline.executions[steps.region[step]!]!
    const collective = collectiveOfStep(local, step)
    const isIdle = kernels.seconds[step] === 0 && kernels.flops[step] === 0
    if (count === 0 || (collective < 0 && isIdle)) continue
    amounts[0] = kernels.seconds[step]! * count
    amounts[1] = collective < 0 ? 0 : simulation.collectiveSeconds[collective]! * count
    amounts[2] = collective < 0 ? 0 : timeline.exposed[collective]! * count
    amounts[3] = kernels.flops[step]! * count
    amounts[4] = kernels.bytes[step]! * count
    amounts[5] = collective < 0 ? 0 : local.collectives[collective]!.bytes * count
    for (const { keyOf, sums } of breakdowns) addTo(sums, keyOf(step), amounts)
  }
  return breakdowns.map(({ sums }) => finishRows(sums, timeline.total))
}

/** Compute, communication, exposed, flops, bytes and communication bytes of a row. */
type Sum = Float64Array
const cells = 6

function addTo(sums: Map<string, Sum>, key: string, amounts: Sum): void {
  let sum = sums.get(key)
  if (sum === undefined) sums.set(key, (sum = new Float64Array(cells)))
  for (let i = 0; i < cells; i++) sum[i]! += amounts[i]!
}

function finishRows(sums: ReadonlyMap<string, Sum>, total: number): BreakdownRow[] {
  const rows = Array.from(
    sums,
    ([key, [compute = 0, communication = 0, exposed = 0, work = 0, moved = 0, sent = 0]]) => ({
      key,
      compute: seconds(compute),
      communication: seconds(communication),
      exposed: seconds(exposed),
      flops: flops(work),
      bytes: bytes(moved),
      communicationBytes: bytes(sent),
      share: total === 0 ? 0 : (compute + exposed) / total,
    }),
  )
  return rows.sort((a, b) => b.share - a.share || b.communication - a.communication || b.flops - a.flops)
}

type KeyMaker = (costed: Costed, tactics: readonly string[]) => (step: number) => string

const keyMakers: Readonly<Record<BreakdownKind, KeyMaker>> = {
  bound: (costed) => {
    const collectiveKey = nameCollectives(costed)
    return (step) => collectiveKey(step) ?? kernelBounds[costed.simulation.kernels.bound[step]!]!
  },
  opClass: ({ local, simulation }) => {
    return (step) => collectiveAt(local, step)?.kind ?? operationClasses[simulation.kernels.opClass[step]!]!
  },
  tactic: (costed, tactics) => (step) => tactics[tacticOf(costed, step)] ?? '',
  scope: ({ local }) => {
    const { texts, scope } = getScopeTable(local.program)
    return (step) => texts[scope[nodeOfStep(local, step)]!] ?? ''
  },
  phase: ({ local }) => {
    const phases = phaseOf(local.program)
    return (step) => phaseNames[phases[nodeOfStep(local, step)]!]!
  },
  source: ({ local }) => {
    const { sources, source } = getScopeTable(local.program)
    return (step) => sources[source[nodeOfStep(local, step)]!] ?? ''
  },
  collective: (costed) => {
    const collectiveKey = nameCollectives(costed)
    return (step) => collectiveKey(step) ?? ''
  },
  axis: ({ local }) => {
    return (step) => axisNames(local, collectiveAt(local, step)?.axes ?? [])
  },
}

/** An array is asked for what it does not hold only after a long way. */
function collectiveAt(local: LocalProgram, step: number): Collective | undefined {
  const index = collectiveOfStep(local, step)
  return index < 0 ? undefined : local.collectives[index]
}

const axisNames = ({ mesh }: LocalProgram, axes: readonly number[]): string =>
  axes.map((axis) => mesh.axes[axis]?.name ?? '?').join(', ')

/** `all_reduce on batch`; undefined for what is no collective. */
function nameCollectives({ local }: Costed): (step: number) => string | undefined {
  return (step) => {
    const collective = collectiveAt(local, step)
    return collective === undefined ? undefined : `${collective.kind} on ${axisNames(local, collective.axes)}`
  }
}

function tacticOf({ local, state }: Costed, step: number): number {
  const collective = collectiveAt(local, step)
  if (collective !== undefined) return collective.tactic
  const node = local.steps.node[step]!
  let last = -1
  for (let axis = 0; node >= 0 && axis < state.axes; axis++) {
    const cell = node * state.axes + axis
    if (state.nodeFactor[cell]! >= 0) last = Math.max(last, state.nodeTactic[cell]!)
  }
  return last
}
