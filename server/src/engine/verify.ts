// Proof by running: the original program and the partitioned one on every device of the mesh, on the same inputs, compared.
import type { Problem } from '../base/problems'
import type { LocalProgram } from '../lowering/localProgram'
import { axisStride } from '../lowering/deviceGroups'
import { writeLocalModule } from '../lowering/write/writeLocalModule'
import type { DimAxes } from '../lowering/shardings'
import type { Evaluated } from '../evaluate/devices'
import { evaluateFunction, evaluateOnDevices } from '../evaluate/devices'
import { isBig, isFloating, isComplex, bitWidth, partOf } from '../evaluate/elementTypes'
import { asTensor } from '../evaluate/interpreter'
import type { Range } from '../evaluate/shards'
import { makeInput, shardOf } from '../evaluate/shards'
import type { Tensor } from '../evaluate/tensor'
import { encodeText } from '../mlir/text'
import type { TensorType } from '../model/tensorTypes'
import type { Mesh } from '../sharding/mesh'
import { deviceCount } from '../sharding/mesh'
import { loadModel } from './loadModel'
import { largestDifference } from './tensorDifference'

/** How one result compares. */
export interface VerifiedOutput {
  readonly path: string
  /** Largest difference on any device; Infinity where shapes differ, or one is NaN or infinite and the other is not. */
  readonly difference: number
  /** Largest finite magnitude of the original. */
  readonly scale: number
  readonly allowed: number
  readonly holds: boolean
}

export type Verification =
  | { readonly kind: 'compared'; readonly outputs: readonly VerifiedOutput[] }
  | {
      readonly kind: 'refused'
      /** Which of the two programs could not be evaluated. */
      readonly program: 'original' | 'partitioned'
      readonly message: string
      readonly problems: readonly Problem[]
    }

export interface VerifyOptions {
  readonly seed?: number
  /** Inputs by argument; by its path otherwise: first moments are zero, second moments not negative, so that a wrong gradient shows. */
  readonly inputs?: readonly Tensor[]
  /** Allowed difference of each result; by its element type otherwise. */
  readonly tolerances?: readonly number[]
}

/** Evaluates both programs; cost: one evaluation of the original, and one of the local program on each device. */
export function verifyPartition(local: LocalProgram, options: VerifyOptions = {}): Verification {
  const { module } = local.program
  const inputs =
    options.inputs ?? module.arguments.map(({ type, path }, i) => makeInput(type, i, options.seed ?? 0, rangeOf(path)))
  const original = evaluateFunction(module, module.main, inputs)
  if (original.kind === 'refused') return refuse('original', original)
  const written = loadModel(encodeText(writeLocalModule(local)))
  const faults = written.problems.filter(({ code }) => code !== 'model.unknown-trip-count')
  if (faults.length > 0)
    return { kind: 'refused', program: 'partitioned', message: faults[0]!.message, problems: faults }
  const devices = deviceCount(local.mesh)
  const shards = Array.from({ length: devices }, (_, device) =>
    inputs.map((input, i) => cut(local, input, local.arguments[i]!, device)),
  )
  const partitioned = evaluateOnDevices(written.module, written.module.main, shards, {
    replicas: 1,
    partitions: devices,
  })
  if (partitioned.kind === 'refused') return refuse('partitioned', partitioned)
  const whole = original.outputs[0] ?? []
  return {
    kind: 'compared',
    outputs: module.results.map(({ path }, i) => {
      const expected = asTensor(whole[i])
      const own = partitioned.outputs.map((outputs) => asTensor(outputs[i]))
      return compareOutput(local, path, expected, own, local.results[i]!, options.tolerances?.[i])
    }),
  }
}

const refuse = (
  program: 'original' | 'partitioned',
  { message }: Extract<Evaluated, { kind: 'refused' }>,
): Verification => ({
  kind: 'refused',
  program,
  message,
  problems: [],
})

/** Optimizer moments by the names that Optax and others give them. */
function rangeOf(path: string): Range | undefined {
  if (/(^|\.)(v|nu)(\.|$)/.test(path)) return [0, 1]
  return /(^|\.)(m|mu)(\.|$)/.test(path) ? [0, 0] : undefined
}

/** What device `device` holds of a value under the sharding of a local value. */
function cut(local: LocalProgram, tensor: Tensor, value: number, device: number): Tensor {
  const sharding = local.shardings[local.values.sharding[value]!]!
  return shardOf(tensor, shardCounts(sharding, local.mesh), shardPlace(sharding, local.mesh, device))
}

const shardCounts = (sharding: DimAxes, mesh: Mesh): number[] =>
  sharding.map((axes) => axes.reduce((count, axis) => count * mesh.axes[axis]!.size, 1))

const shardPlace = (sharding: DimAxes, mesh: Mesh, device: number): number[] =>
  sharding.map((axes) =>
    axes.reduce((place, axis) => {
      const { size } = mesh.axes[axis]!
      return place * size + (Math.floor(device / axisStride(mesh, axis)) % size)
    }, 0),
  )

function compareOutput(
  local: LocalProgram,
  path: string,
  expected: Tensor,
  own: readonly Tensor[],
  value: number,
  tolerance: number | undefined,
): VerifiedOutput {
  let difference = 0
  own.forEach((actual, device) => {
    difference = Math.max(difference, largestDifference(actual, cut(local, expected, value, device)))
  })
  const scale = largestOf(expected)
  const allowed = tolerance ?? allowedDifference(expected, scale, narrowestFloat(local.program.module.types))
  return { path, difference, scale, allowed, holds: difference <= allowed }
}

function largestOf({ data }: Tensor): number {
  let largest = 0
  for (const element of data) {
    const size = Math.abs(Number(element))
    if (size > largest && size < Infinity) largest = size
  }
  return largest
}

/**
 * Sums in another order: 1e-4 of the scale, or more where the program computes in narrower floats, whose partial sums are rounded
 * before they meet: a tenth for 16 bits (sums that nearly cancel out lose most), a quarter for 8. A sum that is left out differs by far
 * more. Integers not at all.
 */
function allowedDifference({ type }: Tensor, scale: number, narrowest: number): number {
  const element = partOf(type.element)
  if (isBig(element) || !(isFloating(element) || isComplex(type.element))) return 0
  const width = Math.min(narrowest, bitWidth(element))
  return Math.max(scale * (width >= 32 ? 1e-4 : width === 16 ? 0.1 : 0.25), 1e-8)
}

/** Bits of the narrowest float that a program computes in; 64 without any. */
const narrowestFloat = (types: readonly TensorType[]): number =>
  Math.min(
    64,
    ...types.map(({ element }) => partOf(element)).flatMap((part) => (isFloating(part) ? [bitWidth(part)] : [])),
  )
