// When each step of a local program runs on two engines, compute and network, that take their steps in program order.
// One pass over steps and operands: a loop's body is scheduled once and counts times its trips, whatever the mesh.
import { sharedFloat64, sharedUint8 } from '../base/sharedArrays'
import type { Seconds } from '../base/units'
import { seconds } from '../base/units'
import type { LocalProgram } from '../lowering/localProgram'
import { StepKind } from '../lowering/localProgram'
import { regionsOfStep } from '../lowering/innerRegions'

/** Seconds of one execution: of each step (0 for what is fused into others), of each collective. */
export interface StepTimes {
  readonly steps: Float64Array
  readonly collectives: Float64Array
}

/** Clocks of a region start at 0 with each of its executions. */
export interface Timeline {
  /** By step, in its region. What takes no time of its own stands where its operands are ready. */
  readonly start: Float64Array
  readonly end: Float64Array
  /** By collective: seconds of one execution during which compute waits for it. */
  readonly exposed: Float64Array
  /** By step: 1 on the chain of steps that wait for one another and fill the whole time. */
  readonly isCritical: Uint8Array
  /** By region: seconds of one execution. */
  readonly regionSeconds: Float64Array
  /** By region: executions in one of the program; of branches the one with the most work, 0 for the others. */
  readonly executions: Float64Array
  readonly compute: Seconds
  readonly communication: Seconds
  /** Of communication: during which compute waits. Compute and this make the total. */
  readonly exposedCommunication: Seconds
  readonly total: Seconds
}

/**
 * Without overlap every step waits for the one before it. With it a collective starts when its operand is ready and the
 * network is free, however late the program states it, and a compute step when the one before it has ended and its
 * operands are there. A loop keeps compute busy, and the network too if it communicates; nothing reaches out of it.
 * Of branches the one with the most work counts, so that overlap changes neither compute nor communication.
 */
export function scheduleSteps(local: LocalProgram, times: StepTimes, overlap: boolean): Timeline {
  const scheduler = createScheduler(local, times, overlap)
  const total = local.regions.length === 0 ? 0 : scheduleRegion(scheduler, 0)
  if (!overlap) scheduler.exposed.set(times.collectives)
  const executions = countExecutions(scheduler)
  if (local.regions.length > 0) markCritical(scheduler, executions, 0)
  const { start, end, exposed, isCritical, regionSeconds } = scheduler
  return {
    start,
    end,
    exposed,
    isCritical,
    regionSeconds,
    executions,
    ...addUp(local, times, exposed, executions),
    total: seconds(total),
  }
}

const NONE = -1

/** Where one region's engines are. */
interface Clock {
  compute: number
  network: number
  /** Step that each engine ended last. */
  computeStep: number
  networkStep: number
  /** When the values are ready that regions inside the step to come read. */
  captured: number
  capturedStep: number
  /** Seconds of all steps so far, one after the other. */
  work: number
  /** Whether the network was used, also by loops inside. */
  communicates: boolean
  /** Collectives in order; those before `settled` ended before compute last waited. */
  readonly collectives: number[]
  settled: number
}

interface Scheduler {
  readonly local: LocalProgram
  readonly times: StepTimes
  readonly overlap: boolean
  readonly start: Float64Array
  readonly end: Float64Array
  /** By step: the step whose end it starts at. */
  readonly cause: Int32Array
  /** By value: when it is ready, and the step that this waits for. */
  readonly readyAt: Float64Array
  readonly readyStep: Int32Array
  readonly exposed: Float64Array
  readonly isCritical: Uint8Array
  readonly regionSeconds: Float64Array
  /** By region: 0 for branches with less work than another one. */
  readonly isTaken: Uint8Array
  readonly clocks: Clock[]
}

function createScheduler(local: LocalProgram, times: StepTimes, overlap: boolean): Scheduler {
  const { steps, values, regions, collectives } = local
  return {
    local,
    times,
    overlap,
    start: sharedFloat64(steps.count),
    end: sharedFloat64(steps.count),
    cause: new Int32Array(steps.count).fill(NONE),
    readyAt: new Float64Array(values.count),
    readyStep: new Int32Array(values.count).fill(NONE),
    exposed: sharedFloat64(collectives.length),
    isCritical: sharedUint8(steps.count),
    regionSeconds: sharedFloat64(regions.length),
    isTaken: new Uint8Array(regions.length).fill(1),
    clocks: regions.map(() => ({
      compute: 0,
      network: 0,
      computeStep: NONE,
      networkStep: NONE,
      captured: 0,
      capturedStep: NONE,
      work: 0,
      communicates: false,
      collectives: [],
      settled: 0,
    })),
  }
}

/** Returns the seconds of one execution: until both engines are done. */
function scheduleRegion(scheduler: Scheduler, region: number): number {
  const { local, times, regionSeconds } = scheduler
  const { steps, regions } = local
  const { firstStep, endStep, yields } = regions[region]!
  const clock = scheduler.clocks[region]!
  for (let step = firstStep; step < endStep; step = steps.end[step]!) {
    const isStructural = steps.end[step]! > step + 1
    const collective = steps.kind[step] === StepKind.collective ? steps.collective[step]! : NONE
    if (isStructural) {
      const own = regionsOfStep(local, step)
      const duration = scheduleInner(scheduler, own, clock)
      const communicates = own.some((one) => scheduler.clocks[one]!.communicates)
      clock.communicates ||= communicates
      place(scheduler, region, step, { duration, onCompute: true, onNetwork: communicates })
    } else if (collective >= 0 && local.collectives[collective]!.kind !== 'all_slice') {
      const duration = times.collectives[collective]!
      clock.communicates = true
      clock.work += duration
      place(scheduler, region, step, { duration, onCompute: false, onNetwork: true })
      clock.collectives.push(step)
    } else {
      const duration = times.steps[step]!
      clock.work += duration
      place(scheduler, region, step, { duration, onCompute: true, onNetwork: false })
    }
  }
  for (const value of yields) capture(scheduler, region, value)
  const end = Math.max(clock.compute, clock.network)
  settleWait(scheduler, clock, end)
  regionSeconds[region] = end
  return end
}

/** Seconds of a loop over all its trips, or of the branch with the most work. */
function scheduleInner(scheduler: Scheduler, own: readonly number[], clock: Clock): number {
  const { clocks, local, isTaken } = scheduler
  const { regions, steps } = local
  let duration = 0
  let work = 0
  let taken = NONE
  for (const region of own) {
    const { kind, executions, step } = regions[region]!
    const outer = regions[steps.region[step]!]!.executions
    const trips = outer === 0 ? 0 : executions / outer
    const time = scheduleRegion(scheduler, region) * trips
    const ownWork = clocks[region]!.work * trips
    if (kind === 'branch' && taken !== NONE && ownWork <= work) {
      isTaken[region] = 0
      continue
    }
    if (taken !== NONE) isTaken[taken] = 0
    if (kind === 'branch') [taken, duration, work] = [region, time, ownWork]
    else [duration, work] = [duration + time, work + ownWork]
  }
  clock.work += work
  return duration
}

interface Work {
  readonly duration: number
  readonly onCompute: boolean
  readonly onNetwork: boolean
}

/** Gives a step its time on its engines, and its results theirs. What takes no time keeps no engine from others. */
function place(scheduler: Scheduler, region: number, step: number, { duration, onCompute, onNetwork }: Work): void {
  const { local, overlap, readyAt, readyStep, start, end, cause } = scheduler
  const { steps, values } = local
  const clock = scheduler.clocks[region]!
  let [time, waitsFor] = [clock.captured, clock.capturedStep]
  ;[clock.captured, clock.capturedStep] = [0, NONE]
  for (let at = steps.operandStart[step]!; at < steps.operandStart[step + 1]!; at++) {
    const value = steps.operands[at]!
    const maker = values.step[value]!
    if (maker >= 0 && steps.region[maker] !== region) capture(scheduler, region, value)
    else if (readyAt[value]! > time) [time, waitsFor] = [readyAt[value]!, readyStep[value]!]
  }
  const takesTime = duration > 0
  if (takesTime) {
    if ((onNetwork || !overlap) && clock.network >= time) [time, waitsFor] = [clock.network, clock.networkStep]
    if ((onCompute || !overlap) && clock.compute >= time) [time, waitsFor] = [clock.compute, clock.computeStep]
    if (onCompute) settleWait(scheduler, clock, time)
    if (onCompute || !overlap) [clock.compute, clock.computeStep] = [time + duration, step]
    if (onNetwork || !overlap) [clock.network, clock.networkStep] = [time + duration, step]
  }
  start[step] = time
  end[step] = time + duration
  cause[step] = waitsFor
  for (let i = 0; i < steps.resultCount[step]!; i++) {
    readyAt[steps.resultStart[step]! + i] = time + duration
    readyStep[steps.resultStart[step]! + i] = takesTime ? step : waitsFor
  }
}

/** A value of an outer region: the loop or branch there waits for it, and inside it is there from the start. */
function capture({ local, clocks, readyAt, readyStep }: Scheduler, region: number, value: number): void {
  const maker = local.values.step[value]!
  const home = maker < 0 ? region : local.steps.region[maker]!
  if (home === region) return
  const clock = clocks[home]!
  if (readyAt[value]! > clock.captured) [clock.captured, clock.capturedStep] = [readyAt[value]!, readyStep[value]!]
}

/** Compute does nothing from its last step until then: the network is busy all the while, which is exposed. */
function settleWait({ local, start, end, exposed }: Scheduler, clock: Clock, until: number): void {
  const { collectives } = clock
  if (until <= clock.compute) return
  for (; clock.settled < collectives.length; clock.settled++) {
    const step = collectives[clock.settled]!
    if (start[step]! >= until) return
    exposed[local.steps.collective[step]!]! += Math.max(
      0,
      Math.min(end[step]!, until) - Math.max(start[step]!, clock.compute),
    )
    if (end[step]! > until) return
  }
}

/** Outer regions come before those inside them. */
function countExecutions({ local, isTaken }: Scheduler): Float64Array {
  const { regions, steps } = local
  const executions = sharedFloat64(regions.length)
  regions.forEach((region, i) => {
    const outer = region.step < 0 ? NONE : steps.region[region.step]!
    const isReached = outer === NONE || executions[outer]! > 0
    executions[i] = isReached && isTaken[i] === 1 ? region.executions : 0
  })
  return executions
}

/** Follows what each step waited for, from the one that ends last. */
function markCritical(scheduler: Scheduler, executions: Float64Array, region: number): void {
  const { local, clocks, cause, isCritical } = scheduler
  const { compute, network, computeStep, networkStep } = clocks[region]!
  for (let step = network > compute ? networkStep : computeStep; step >= 0; step = cause[step]!) {
    isCritical[step] = 1
    for (const one of regionsOfStep(local, step)) if (executions[one]! > 0) markCritical(scheduler, executions, one)
  }
}

function addUp(
  { steps, collectives }: LocalProgram,
  times: StepTimes,
  exposed: Float64Array,
  executions: Float64Array,
): Pick<Timeline, 'compute' | 'communication' | 'exposedCommunication'> {
  let [compute, communication, waiting] = [0, 0, 0]
  for (let step = 0; step < steps.count; step++) compute += times.steps[step]! * executions[steps.region[step]!]!
  collectives.forEach(({ step }, i) => {
    const count = executions[steps.region[step]!]!
    communication += times.collectives[i]! * count
    waiting += exposed[i]! * count
  })
  return {
    compute: seconds(compute),
    communication: seconds(communication),
    exposedCommunication: seconds(waiting),
  }
}
