// What is known of a device, and how a tactics file overrides it. The catalogue itself is in deviceCatalogue.ts.
import { deviceCatalogue } from './deviceCatalogue'
import type { MemoryBackendName } from './memoryBackends'
import type { OperationClass } from './operationClasses'
import { operationClasses } from './operationClasses'

/** One chip. Rates are dense, as published; times made from them are lower bounds as long as the efficiencies are 1. */
export interface Device {
  readonly name: string
  /** Bytes. The catalogue takes a vendor's "N GB" of device memory as N · 2^30; what a runtime keeps for itself is not taken off. */
  readonly memory: number
  /** Bytes a second. */
  readonly memoryBandwidth: number
  /** Matrix units: operations a second by element class. f32 is what XLA's default precision runs: bf16 passes on TPUs, TF32 on NVIDIA GPUs. */
  readonly bf16: number
  readonly f32: number
  readonly f64: number
  readonly int8: number
  /** 8-bit and 4-bit floats; the bf16 rate where the units lack them. */
  readonly fp8: number
  readonly fp4: number
  /** f32 products under `precision` HIGH and HIGHEST: three and six bf16 passes on TPUs; TF32 and plain f32 on NVIDIA GPUs. */
  readonly f32High: number
  readonly f32Highest: number
  /** Elementwise operations a second. */
  readonly vector: number
  /** Bytes a second one way over one link (torus), or out of one device (switch). */
  readonly link: number
  readonly linkKind: 'torus' | 'switch'
  /** When a mesh axis on a torus closes to a ring: always (above 2), when a multiple of the size, or only at that size. */
  readonly wrap: { readonly kind: 'always' } | { readonly kind: 'multipleOf' | 'only'; readonly size: number }
  readonly torusDims: number
  /** Seconds a hop (torus), or to start a collective (switch). */
  readonly hopLatency: number
  /** Devices that the links join: a pod, a node. What is beyond goes over `network`. */
  readonly domain: number
  /** Bytes a second of one device over the slow network. */
  readonly network: number
  /** Seconds to start a transfer over the slow network. */
  readonly networkLatency: number
  /** Shares of the rates that are reached; 1 in the catalogue. */
  readonly matrixEfficiency: number
  readonly vectorEfficiency: number
  readonly memoryEfficiency: number
  readonly linkEfficiency: number
  /** Share of the roofline's rates that kernels of a class reach, on top of those above; 1 in the catalogue. */
  readonly efficiency: Readonly<Record<OperationClass, number>>
  /** Seconds from one kernel's end to the next one's start; 0 where a program is one kernel, as on TPUs. */
  readonly kernelLaunch: number
  /** A collective may run beside compute that does not need it. */
  readonly overlap: boolean
  readonly backend: MemoryBackendName
  /** Where the figures come from. */
  readonly source: string
}

export const deviceNames: readonly string[] = deviceCatalogue.map(({ name }) => name)

/** A device of the catalogue, or undefined. */
export const findDevice = (name: string): Device | undefined => deviceCatalogue.find((device) => device.name === name)

/** Fields that `device NAME { … }` may override, and what they are called in the catalogue. */
const fields = {
  memory: 'memory',
  memory_bandwidth: 'memoryBandwidth',
  bf16: 'bf16',
  f32: 'f32',
  f64: 'f64',
  int8: 'int8',
  fp8: 'fp8',
  fp4: 'fp4',
  f32_high: 'f32High',
  f32_highest: 'f32Highest',
  vector: 'vector',
  link: 'link',
  hop_latency: 'hopLatency',
  domain: 'domain',
  network: 'network',
  network_latency: 'networkLatency',
  matrix_efficiency: 'matrixEfficiency',
  vector_efficiency: 'vectorEfficiency',
  memory_efficiency: 'memoryEfficiency',
  link_efficiency: 'linkEfficiency',
  kernel_launch: 'kernelLaunch',
} as const satisfies Record<string, keyof Device>

const efficiencyField = (name: OperationClass): string =>
  `${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_efficiency`

/** `dot_efficiency`, `linear_algebra_efficiency` and so on. */
const efficiencies: ReadonlyMap<string, OperationClass> = new Map(
  operationClasses.filter((name) => name !== 'none').map((name) => [efficiencyField(name), name]),
)

export const deviceFields: readonly string[] = [...Object.keys(fields), ...efficiencies.keys()]

const isField = (name: string): name is keyof typeof fields => Object.hasOwn(fields, name)

/** The device with some figures replaced; unknown fields and values that are not positive numbers are left out. */
export function overrideDevice(
  device: Device,
  overrides: readonly { readonly field: string; readonly value: number }[],
): Device {
  let result = device
  for (const { field, value } of overrides) {
    if (!(value > 0 && Number.isFinite(value))) continue
    const name = efficiencies.get(field)
    if (isField(field)) result = { ...result, [fields[field]]: value }
    else if (name !== undefined) result = { ...result, efficiency: { ...result.efficiency, [name]: value } }
  }
  return result
}
