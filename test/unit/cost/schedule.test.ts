// Two engines in order: known answers by hand, and what holds of every program, however long its steps take.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Timeline } from '../../../server/src/cost/schedule'
import { scheduleSteps } from '../../../server/src/cost/schedule'
import { loadModel } from '../../../server/src/engine/loadModel'
import { lower } from '../../../server/src/lowering/lower'
import type { LocalProgram } from '../../../server/src/lowering/localProgram'
import { StepKind } from '../../../server/src/lowering/localProgram'
import { encodeText } from '../../../server/src/mlir/text'
import { createState } from '../../../server/src/sharding/state'
import { generateProgram } from '../../support/randomPrograms/generate'
import { loadRandom } from '../../support/randomPrograms/prove'
import { applyRandomTactics, meshes } from '../../support/randomPrograms/randomTactics'
import { createTape } from '../../support/randomPrograms/tape'

const isNetwork = (local: LocalProgram, step: number): boolean =>
  local.steps.kind[step] === StepKind.collective &&
  local.collectives[local.steps.collective[step]!]!.kind !== 'all_slice'
const isStructural = ({ steps }: LocalProgram, step: number): boolean => steps.end[step]! > step + 1

interface Timed {
  readonly local: LocalProgram
  readonly times: { readonly steps: Float64Array; readonly collectives: Float64Array }
}

/** Whole seconds, so that sums are exact. */
function withTimes(local: LocalProgram, secondsOf: (step: number) => number): Timed {
  const steps = Float64Array.from({ length: local.steps.count }, (_, step) =>
    local.steps.kind[step] === StepKind.collective || isStructural(local, step) ? 0 : secondsOf(step),
  )
  const collectives = Float64Array.from(local.collectives, ({ kind, step }) =>
    kind === 'all_slice' ? 0 : secondsOf(step),
  )
  return { local, times: { steps, collectives } }
}

const secondsOf = ({ local, times }: Timed, step: number): number =>
  isNetwork(local, step) ? times.collectives[local.steps.collective[step]!]! : times.steps[step]!

function checkTimeline(timed: Timed, timeline: Timeline): void {
  const { local, times } = timed
  const { start, end, exposed, isCritical, executions, compute, communication, exposedCommunication, total } = timeline
  expect(compute + exposedCommunication).toBe(total)
  expect(total).toBeGreaterThanOrEqual(Math.max(compute, communication))
  exposed.forEach((waiting, i) => {
    expect(waiting).toBeGreaterThanOrEqual(0)
    expect(waiting).toBeLessThanOrEqual(times.collectives[i]!)
  })
  const { steps, values } = local
  let critical = 0
  const engines = new Map<string, number>()
  for (let step = 0; step < steps.count; step++) {
    const region = steps.region[step]!
    for (let at = steps.operandStart[step]!; at < steps.operandStart[step + 1]!; at++) {
      const maker = values.step[steps.operands[at]!]!
      if (maker >= 0 && steps.region[maker] === region) expect(start[step]).toBeGreaterThanOrEqual(end[maker]!)
    }
    if (isCritical[step] === 1) critical += secondsOf(timed, step) * executions[region]!
    if (end[step] === start[step]) continue
    const engine = `${region} ${isNetwork(local, step) ? 'network' : 'compute'}`
    expect(start[step]).toBeGreaterThanOrEqual(engines.get(engine) ?? 0)
    engines.set(engine, end[step]!)
  }
  expect(critical).toBe(total)
}

const numbers = (max: number, length: number) => fc.array(fc.nat({ max }), { minLength: length, maxLength: length })

test('of every program: nothing overlaps on an engine or starts early, waits add up, the critical path is the whole time', () => {
  const property = fc.property(
    numbers(99_999, 600),
    numbers(9, 50),
    fc.integer({ min: 5, max: 50 }),
    fc.nat({ max: meshes.length - 1 }),
    (tape, durations, operations, mesh) => {
      const { program } = loadRandom(generateProgram(tape.slice(100), operations))
      const state = applyRandomTactics(createTape(tape.slice(0, 100)), program, meshes[mesh]!)
      const timed = withTimes(lower(state), (step) => durations[step % durations.length]!)
      const [serial, overlapped] = [false, true].map((overlap) => scheduleSteps(timed.local, timed.times, overlap))
      checkTimeline(timed, serial!)
      checkTimeline(timed, overlapped!)
      expect(serial!.exposedCommunication).toBe(serial!.communication)
      expect(overlapped!.total).toBeLessThanOrEqual(serial!.total)
      expect(overlapped!.compute + overlapped!.communication).toBe(serial!.total)
    },
  )
  fc.assert(property, { numRuns: 100, endOnFailure: true })
})

const vector = 'tensor<8xf32>'
/** An all_reduce over both devices that the model itself states. */
const allReduce = (result: string, operand: string): string => `
  ${result} = "stablehlo.all_reduce"(${operand}) <{replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>, channel_handle = #stablehlo.channel_handle<handle = 1, type = 1>, use_global_device_ids}> ({
  ^bb0(%x: tensor<f32>, %y: tensor<f32>):
    %z = stablehlo.add %x, %y : tensor<f32>
    stablehlo.return %z : tensor<f32>
  }) : (${vector}) -> ${vector}`

function lowerText(text: string): LocalProgram {
  const { program, problems } = loadModel(encodeText(text))
  expect(problems).toEqual([])
  return lower(createState(program, { axes: [{ name: 'a', size: 2 }] }))
}

test('a collective starts when its operand is ready, and hides behind compute that does not need it', () => {
  const local = lowerText(`func.func @main(%p: ${vector}) -> ${vector} {
  %a = stablehlo.exponential %p : ${vector}
  %b = stablehlo.tanh %p : ${vector}
  %c = stablehlo.negate %b : ${vector}
  ${allReduce('%s', '%a')}
  %r = stablehlo.add %s, %c : ${vector}
  return %r : ${vector}
}`)
  expect(local.collectives.map(({ kind }) => kind)).toEqual(['all_reduce'])
  // exponential 0 to 2, tanh 2 to 4, negate 4 to 6, all_reduce 2 to 10, add 10 to 12.
  const timed = withTimes(local, (step) => (isNetwork(local, step) ? 8 : 2))
  const timeline = scheduleSteps(local, timed.times, true)
  expect(Array.from(timeline.start)).toEqual([0, 2, 4, 2, 10])
  expect(timeline).toMatchObject({ compute: 8, communication: 8, exposedCommunication: 4, total: 12 })
  expect(Array.from(timeline.isCritical)).toEqual([1, 0, 0, 1, 1])
  expect(scheduleSteps(local, timed.times, false).total).toBe(16)
})

const scalar = 'tensor<i32>'
const loopOf = (captured: string, body: string, result: string): string => `
  %zero = stablehlo.constant dense<0> : ${scalar}
  %w:2 = stablehlo.while(%i = %zero, %c = %p) : ${scalar}, ${vector}
  cond {
    %five = stablehlo.constant dense<5> : ${scalar}
    %k = stablehlo.compare LT, %i, %five, SIGNED : (${scalar}, ${scalar}) -> tensor<i1>
    stablehlo.return %k : tensor<i1>
  } do {
    %one = stablehlo.constant dense<1> : ${scalar}
    %j = stablehlo.add %i, %one : ${scalar}
    %q = stablehlo.multiply %c, ${captured} : ${vector}
    ${body}
    stablehlo.return %j, ${result} : ${scalar}, ${vector}
  }`

const kindOf = ({ program: { module, nodes } }: LocalProgram, node: number): string =>
  module.kinds[module.columns.operations.name[nodes.operation[node]!]!] ?? ''

/** An all_reduce takes 8 seconds, everything else on vectors 2. */
const byKind = (local: LocalProgram): Timed =>
  withTimes(local, (step) => {
    if (isNetwork(local, step)) return 8
    return /^(exponential|tanh|multiply|negate)$/.test(kindOf(local, local.steps.node[step]!)) ? 2 : 0
  })

test('a loop waits for what its body captures, and an outer collective runs beside one that does not communicate', () => {
  const local = lowerText(`func.func @main(%p: ${vector}) -> (${vector}, ${vector}) {
  ${allReduce('%s', '%p')}
  %t = stablehlo.tanh %p : ${vector}
  ${loopOf('%t', '', '%q')}
  return %s, %w#1 : ${vector}, ${vector}
}`)
  const { times } = byKind(local)
  // all_reduce 0 to 8, tanh 0 to 2, five turns of 2 from 2 to 12.
  expect(scheduleSteps(local, times, true)).toMatchObject({ compute: 12, exposedCommunication: 0, total: 12 })
  const captures = lowerText(`func.func @main(%p: ${vector}) -> ${vector} {
  ${allReduce('%s', '%p')}
  ${loopOf('%s', '', '%q')}
  return %w#1 : ${vector}
}`)
  expect(scheduleSteps(captures, byKind(captures).times, true)).toMatchObject({ exposedCommunication: 8, total: 18 })
})

test('a collective inside a loop is done before the next turn, and counts once a turn', () => {
  const local = lowerText(`func.func @main(%p: ${vector}) -> ${vector} {
  ${loopOf('%c', `${allReduce('%s', '%c')}\n%n = stablehlo.negate %q : ${vector}`, '%s')}
  return %w#1 : ${vector}
}`)
  const timeline = scheduleSteps(local, byKind(local).times, true)
  expect(timeline).toMatchObject({ compute: 20, communication: 40, exposedCommunication: 20, total: 40 })
  expect(Array.from(timeline.exposed)).toEqual([4])
})

test('of branches the one with the most work counts', () => {
  const local = lowerText(`func.func @main(%p: ${vector}, %i: ${scalar}) -> ${vector} {
  %r = "stablehlo.case"(%i) ({
    %a = stablehlo.tanh %p : ${vector}
    stablehlo.return %a : ${vector}
  }, {
    %b = stablehlo.tanh %p : ${vector}
    %c = stablehlo.negate %b : ${vector}
    stablehlo.return %c : ${vector}
  }) : (${scalar}) -> ${vector}
  return %r : ${vector}
}`)
  const timeline = scheduleSteps(local, byKind(local).times, true)
  expect(timeline.total).toBe(4)
  expect(Array.from(timeline.executions)).toEqual([1, 0, 1])
})
