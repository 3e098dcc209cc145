// Bytes and operations of kernels by hand: fused, recomputed, joint; and utilisations.
import { describe, expect, test } from 'vitest'
import { findDevice } from '../../../server/src/cost/devices'
import type { Device } from '../../../server/src/cost/devices'
import { findModelFlops, findUtilisation } from '../../../server/src/cost/modelFlops'
import { prepare } from '../../../server/src/cost/prepare'
import { simulate } from '../../../server/src/cost/simulate'
import { seconds } from '../../../server/src/base/units'
import { loadModel } from '../../../server/src/engine/loadModel'
import type { LocalProgram } from '../../../server/src/lowering/localProgram'
import { lower } from '../../../server/src/lowering/lower'
import { encodeText } from '../../../server/src/mlir/text'
import { createState } from '../../../server/src/sharding/state'

function lowerText(text: string): LocalProgram {
  const { program, problems } = loadModel(encodeText(text))
  expect(problems).toEqual([])
  return lower(createState(program, { axes: [] }))
}

function deviceOf(name: string): Device {
  const device = findDevice(name)
  if (device === undefined) throw new Error(`no device ${name}`)
  return device
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0)

const square = 'tensor<256x256xf32>'
const whole = 256 * 256 * 4

describe('traffic', () => {
  const adam =
    lowerText(`func.func public @main(%w: ${square}, %m: ${square}, %v: ${square}, %g: ${square}) -> (${square}, ${square}, ${square}) {
  %m1 = stablehlo.add %m, %g : ${square}
  %gg = stablehlo.multiply %g, %g : ${square}
  %v1 = stablehlo.add %v, %gg : ${square}
  %u = stablehlo.multiply %m1, %v1 : ${square}
  %w1 = stablehlo.subtract %w, %u : ${square}
  return %w1, %m1, %v1 : ${square}, ${square}, ${square}
}`)

  test('of an update and its moments, which are one kernel: four read, three written', () => {
    expect(sum(prepare(adam, 'gpu').work.bytes)).toBe(7 * whole)
    expect(sum(prepare(adam, 'tpu').work.bytes)).toBe(7 * whole)
  })

  test('of the same on a CPU, where each is written as it stands', () => {
    // m1 3, gg fused into v1 3, w1 4 on GPUs; a CPU makes no joint kernels.
    expect(sum(prepare(adam, 'cpu').work.bytes)).toBe(10 * whole)
  })

  test('of what passes into and out of a region partitioned by hand: none', () => {
    const program = (
      before: string,
      after: string,
    ): string => `func.func public @main(%a: ${square}, %b: ${square}) -> ${square} {
  %x = stablehlo.multiply %a, %b : ${square}
  ${before}
    %y = stablehlo.add %xl, %xl : ${square}
  ${after}
  %s = stablehlo.subtract %z, %b : ${square}
  return %s : ${square}
}`
    const inline = lowerText(program('%xl = stablehlo.negate %x : ' + square, '%z = stablehlo.negate %y : ' + square))
    const region = lowerText(
      `sdy.mesh @mesh = <["m"=1]>\n${program(
        `%z = sdy.manual_computation(%x) in_shardings=[<@mesh, [{}, {}]>] out_shardings=[<@mesh, [{}, {}]>] manual_axes={} (%xl: ${square}) {`,
        `  sdy.return %y : ${square}\n  } : (${square}) -> ${square}`,
      )}`,
    )
    expect(sum(prepare(inline, 'cpu').work.bytes)).toBe(3 * whole)
    expect(sum(prepare(region, 'cpu').work.bytes)).toBe(3 * whole)
  })

  const bias = lowerText(`func.func public @main(%a: ${square}, %b: ${square}) -> ${square} {
  %p = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0] : (${square}, ${square}) -> ${square}
  %r = stablehlo.add %p, %a : ${square}
  return %r : ${square}
}`)

  test('of a product and what is added to it: one kernel on a TPU, two on a GPU', () => {
    expect(sum(prepare(bias, 'tpu').work.bytes)).toBe(3 * whole)
    expect(sum(prepare(bias, 'gpu').work.bytes)).toBe(6 * whole)
  })

  test('kernels with something between them stay two', () => {
    // e waits for the product of d, so it cannot be made beside d.
    const between = lowerText(`func.func public @main(%a: ${square}, %b: ${square}) -> (${square}, ${square}) {
  %d = stablehlo.add %a, %b : ${square}
  %p = stablehlo.dot_general %d, %b, contracting_dims = [1] x [0] : (${square}, ${square}) -> ${square}
  %e = stablehlo.multiply %d, %p : ${square}
  return %d, %e : ${square}, ${square}
}`)
    expect(sum(prepare(between, 'gpu').work.bytes)).toBe((3 + 3 + 3) * whole)
  })
})

describe('operations', () => {
  test('that several kernels compute again count in each', () => {
    const local = lowerText(`func.func public @main(%a: ${square}, %b: ${square}) -> (${square}, ${square}) {
  %n = stablehlo.negate %a : ${square}
  %p = stablehlo.dot_general %n, %b, contracting_dims = [1] x [0] : (${square}, ${square}) -> ${square}
  %q = stablehlo.dot_general %b, %n, contracting_dims = [1] x [0] : (${square}, ${square}) -> ${square}
  return %p, %q : ${square}, ${square}
}`)
    expect(sum(prepare(local, 'tpu').work.flops)).toBe(2 * (2 * 256 ** 3 + 256 ** 2))
    expect(simulate(local, deviceOf('tpu_v5p')).figures.flops).toBe(2 * 2 * 256 ** 3 + 256 ** 2)
  })

  test('that reach a kernel by several ways count once', () => {
    const doublings = Array.from({ length: 60 }, (_, i) => `  %x${i + 1} = stablehlo.add %x${i}, %x${i} : ${square}`)
    const local = lowerText(
      `func.func public @main(%x0: ${square}) -> ${square} {\n${doublings.join('\n')}\n  return %x60 : ${square}\n}`,
    )
    expect(sum(prepare(local, 'gpu').work.flops)).toBe(60 * 256 ** 2)
  })
})

describe('model flops', () => {
  const dot = (name: string, place: string): string =>
    `  %${name} = stablehlo.dot_general %a, %a, contracting_dims = [1] x [0] : (${square}, ${square}) -> ${square} loc("jit(f)/${place}dot_general")`
  const local = lowerText(`func.func public @main(%a: ${square}) -> (${square}, ${square}) {
${dot('p', '')}
${dot('q', 'transpose(jvp())/checkpoint/rematted_computation/')}
  return %p, %q : ${square}, ${square}
}`)

  test('leave out what checkpointing computes again', () => {
    const counted = findModelFlops(local.program)
    expect(counted).toMatchObject({ model: 2 * 256 ** 3, recomputed: 2 * 256 ** 3 })
    const device = deviceOf('h100')
    const once = (2 * 256 ** 3) / device.f32
    expect(findUtilisation(counted, device, 1, seconds(4 * once))).toEqual({ mfu: 0.25, hfu: 0.5 })
  })

  test('count the products of kernels that state them, not their other work', () => {
    const call = (operand: string, type: string, flops: number): string =>
      `stablehlo.custom_call @tpu_custom_call(${operand}) {backend_config = "{\\22cost_estimate\\22: {\\22flops\\22:${flops}}}"} : (${type}) -> ${type}`
    const { program } =
      lowerText(`func.func public @main(%x: ${square}, %i: tensor<8xi32>) -> (${square}, tensor<8xi32>) {
  %p = ${call('%x', square, 300)}
  %q = ${call('%i', 'tensor<8xi32>', 20)}
  return %p, %q : ${square}, tensor<8xi32>
}`)
    expect(findModelFlops(program)).toMatchObject({ model: 300, recomputed: 0 })
  })
})

test('a custom_call that states a sharding, or borders a region partitioned by hand, is no kernel and keeps nothing from fusing', () => {
  const chain = (between: (operand: string, result: string) => string): number[] => {
    const text = `func.func public @main(%x: ${square}) -> ${square} {
  %a = stablehlo.negate %x : ${square}
  ${between('%a', '%b')}
  %c = stablehlo.add %b, %b : ${square}
  ${between('%c', '%d')}
  %e = stablehlo.multiply %d, %d : ${square}
  return %e : ${square}
}`
    const { figures, kernels } = simulate(lowerText(text), deviceOf('tpu_v4'))
    return [figures.computeTime, figures.temporaryMemory, sum(kernels.bytes)]
  }
  const call =
    (target: string) =>
    (operand: string, result: string): string =>
      `${result} = stablehlo.custom_call @${target}(${operand}) {mhlo.sharding = "{replicated}"} : (${square}) -> ${square}`
  const plain = chain((operand, result) => `${result} = stablehlo.reshape ${operand} : (${square}) -> ${square}`)
  expect(chain(call('Sharding'))).toEqual(plain)
  expect(chain(call('unheard_of'))[2]).toBeGreaterThan(plain[2]!)
})
