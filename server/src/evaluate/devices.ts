// Runs a module on several devices in lock-step: each goes on until it has to meet others, and collectives happen when all are there.
import type { Span } from '../base/problems'
import type { Module } from '../model/module'
import type { Layout } from './collectives'
import { evaluateCollective, findGroup } from './collectives'
import type { MeetingRequest, Run, Value } from './interpreter'
import { OperationError, asTensor, runFunction } from './interpreter'
import { EvaluationError } from './kernel'
import type { Plans } from './plan'
import { createPlans } from './plan'
import { makeTensor } from './tensor'
import type { Process } from './parallel'
import { readGrid } from './parallel'

export type Evaluated =
  | {
      readonly kind: 'done'
      /** Results of the function, by device. */
      readonly outputs: readonly (readonly Value[])[]
      /** Checks of the program that failed. */
      readonly failures: readonly string[]
    }
  | {
      readonly kind: 'refused'
      readonly message: string
      /** Where in the module's text. */
      readonly span: Span
    }

/**
 * Evaluates function `index` on every device; `inputs` are those of device d = replica * partitions + partition. What cannot be
 * evaluated is refused with its place. Source: StableHLO specification, Execution.
 */
export function evaluateOnDevices(
  module: Module,
  index: number,
  inputs: readonly (readonly Value[])[],
  layout: Layout,
): Evaluated {
  const failures: string[] = []
  try {
    const processes = inputs.map((own) => ({ function: index, inputs: own }))
    const outputs = runProcesses(createPlans(module), processes, layout, failures)
    return { kind: 'done', outputs, failures }
  } catch (error) {
    if (error instanceof OperationError || error instanceof EvaluationError) return refusal(module, error)
    throw error
  }
}

/** The same on one device. */
export const evaluateFunction = (module: Module, index: number, inputs: readonly Value[]): Evaluated =>
  evaluateOnDevices(module, index, [inputs], { replicas: 1, partitions: 1 })

function refusal({ columns }: Module, error: OperationError | EvaluationError): Evaluated {
  const operation = error instanceof OperationError ? error.operation : -1
  const start = operation < 0 ? 0 : columns.operations.nameStart[operation]!
  return { kind: 'refused', message: error.message, span: { start, end: Math.max(start, start + 1) } }
}

interface Runner {
  readonly run: Run
  /** What it waits for. */
  waiting: MeetingRequest | undefined
  outputs: readonly Value[] | undefined
}

/** Runs processes until all have ended. Infeed, sends and receives go through the mailboxes of this run. */
export function runProcesses(
  plans: Plans,
  processes: readonly Process[],
  layout: Layout,
  failures: string[],
  infeed: readonly (readonly Value[])[] = [],
): (readonly Value[])[] {
  const runners: Runner[] = processes.map((process, device) => {
    const [replica, partition] = [Math.floor(device / layout.partitions), device % layout.partitions]
    const run = runFunction({ plans, replica, partition, failures }, process.function, process.inputs)
    return { run, waiting: undefined, outputs: undefined }
  })
  for (const runner of runners) resume(runner, [])
  const exchange = { mailboxes: new Map<string, Value[][]>(), feed: [...infeed] }
  while (runners.some(({ outputs }) => outputs === undefined)) {
    const moved = runners.filter((_, device) => meet(plans, runners, device, layout, exchange, failures)).length
    if (moved === 0) throw new EvaluationError('devices wait for each other: not all of a group reach its collective')
  }
  return runners.map(({ outputs }) => outputs ?? [])
}

function resume(runner: Runner, answer: readonly Value[]): void {
  const step = runner.run.next(answer)
  runner.waiting = step.done === true ? undefined : step.value
  if (step.done === true) runner.outputs = step.value
}

interface Exchange {
  readonly mailboxes: Map<string, Value[][]>
  readonly feed: (readonly Value[])[]
}

/** Answers what a device waits for, if it can be; its group with it. True when something moved. */
function meet(
  plans: Plans,
  runners: readonly Runner[],
  device: number,
  layout: Layout,
  exchange: Exchange,
  failures: string[],
): boolean {
  const runner = runners[device]!
  const request = runner.waiting
  if (request === undefined) return false
  const { plan } = request
  if (plan.name === 'interpreter.run_parallel') {
    resume(runner, runGrid(plans, request, failures))
    return true
  }
  if (plan.kind === 'send' || plan.kind === 'recv' || plan.kind === 'infeed')
    return passMessage(runner, request, exchange)
  const group = findGroup(plan, device, layout)
  if (group === undefined) {
    // Who is in no group gets zeros (collective_broadcast, specification).
    resume(
      runner,
      request.operands.map(asTensor).map(({ type }) => makeTensor(type.element, type.dims)),
    )
    return true
  }
  const members = group.map((one) => runners[one])
  const requests = members.map((member) => member?.waiting)
  if (!requests.every((other): other is MeetingRequest => other !== undefined && keyOf(other) === keyOf(request)))
    return false
  const answers = evaluateCollective(group, requests, layout)
  members.forEach((member, place) => {
    if (member !== undefined) resume(member, answers[place]!)
  })
  return true
}

/** Runs the processes of a `run_parallel` side by side: all their results in order. */
function runGrid(plans: Plans, request: MeetingRequest, failures: string[]): readonly Value[] {
  const { processes, feeders, layout } = readGrid(plans, request)
  const alone = { replicas: 1, partitions: 1 }
  const fed = feeders.map((feeder) => runProcesses(plans, [feeder], alone, failures)[0] ?? [])
  return runProcesses(plans, processes, layout, failures, fed).flat()
}

/** Requests with one key are one meeting: the same channel, or the same operation. */
function keyOf({ plan, operation }: MeetingRequest): string {
  const channel = Number(/handle\s*=\s*(\d+)/.exec(plan.attributes)?.[1] ?? 0)
  return channel > 0 ? `${plan.kind} ${channel}` : String(operation)
}

function passMessage(runner: Runner, request: MeetingRequest, { mailboxes, feed }: Exchange): boolean {
  const { plan, operands } = request
  const token = operands.at(-1)!
  if (plan.kind === 'infeed') {
    const fed = feed.shift()
    if (fed === undefined) throw new EvaluationError('nothing is left to feed in')
    resume(runner, [...fed, token])
    return true
  }
  const channel = /handle\s*=\s*(\d+)/.exec(plan.attributes)?.[1] ?? ''
  const box = mailboxes.get(channel) ?? []
  mailboxes.set(channel, box)
  if (plan.kind === 'send') {
    box.push(operands.slice(0, -1))
    resume(runner, [token])
    return true
  }
  const message = box.shift()
  if (message === undefined) return false
  resume(runner, [...message, token])
  return true
}
