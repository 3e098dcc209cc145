// What is known of a device, and how a tactics file or a user's own file replaces it. The catalogue is in deviceCatalogue.ts.
import { deviceCatalogue } from './deviceCatalogue'
import type { FigureName } from './deviceFields'
import { deviceFieldTable, isInRange } from './deviceFields'
import type { MemoryBackendName } from './memoryBackends'
import type { OperationClass } from './operationClasses'

/** Shares of the rates that are reached; 1 in the catalogue, so that times are lower bounds. */
export interface Efficiencies {
  readonly matrixEfficiency: number
  readonly vectorEfficiency: number
  readonly memoryEfficiency: number
  readonly linkEfficiency: number
  /** Of kernels of a class, on top of those above. */
  readonly efficiency: Readonly<Record<OperationClass, number>>
}

/** Operations a second, dense, as published. */
export interface Rates {
  /** Matrix units by element class. f32 is what XLA's default precision runs: bf16 passes on TPUs, TF32 on NVIDIA GPUs. */
  readonly bf16: number
  readonly f32: number
  readonly f64: number
  readonly int8: number
  /** 8-bit and 4-bit floats; where the units lack them, the rate of the type that they are widened to. */
  readonly fp8: number
  readonly fp4: number
  /** f32 products under `precision` HIGH and HIGHEST: three and six bf16 passes on TPUs; TF32 and plain f32 on NVIDIA GPUs. */
  readonly f32High: number
  readonly f32Highest: number
  /** Elementwise operations. */
  readonly vector: number
}

/** When a dim of a torus closes to a ring. `always` needs more than two devices. */
export type WrapRule =
  { readonly kind: 'always' | 'never' } | { readonly kind: 'multipleOf' | 'only'; readonly size: number }

/** What joins devices, and what lies beyond. */
export interface Links {
  /** `torus`: to the neighbours in each dim; `switch`: any two of a node at full rate; `full`: a wire between any two of a node. */
  readonly linkKind: 'torus' | 'switch' | 'full'
  /** Bytes a second one way over one link (torus, full), or out of one device (switch). */
  readonly link: number
  readonly wrap: WrapRule
  /** Dims of the torus; 0 where it is none. */
  readonly torusDims: number
  /** Most devices in one dim of the torus; 0: no limit but the domain's. */
  readonly longestDim: number
  /** Seconds a hop. */
  readonly hopLatency: number
  /** Seconds to start a collective. */
  readonly launchLatency: number
  /** Switches add up what passes through them, so that an all_reduce inside a node takes one round. */
  readonly inNetworkReduction: boolean
  /** Devices that the links join: a pod, a node. What is beyond goes over `network`. */
  readonly domain: number
  /** Bytes a second of one device over the slow network. */
  readonly network: number
  /** Seconds to start a transfer over the slow network. */
  readonly networkLatency: number
}

/** A slice of a torus, and where mesh axes lie on the links. */
export interface Topology {
  /** Devices along x, y, z; undefined: assumed from the mesh. */
  readonly dims: readonly number[] | undefined
  /** By dim, in place of the device's rule where it is given. */
  readonly wrap: readonly (boolean | undefined)[]
  readonly axes: readonly AxisLayout[]
}

/** Where one mesh axis lies, major to minor: dims of the torus by letter, `node`, `network`. */
export interface AxisLayout {
  readonly axis: string
  readonly places: readonly string[]
}

/** One chip. */
export interface Device extends Efficiencies, Rates, Links {
  readonly name: string
  /** Bytes. The catalogue takes a vendor's "N GB" of device memory as N · 2^30; what a runtime keeps for itself is not taken off. */
  readonly memory: number
  /** Bytes a second. */
  readonly memoryBandwidth: number
  /** Seconds from one kernel's end to the next one's start; 0 where a program is one kernel, as on TPUs. */
  readonly kernelLaunch: number
  /** A collective may run beside compute that does not need it. */
  readonly overlap: boolean
  readonly backend: MemoryBackendName
  readonly topology: Topology | undefined
  /** Where the figures come from that `sources` does not name. */
  readonly source: string
  readonly sources: Readonly<Partial<Record<FigureName, string>>>
}

export const deviceNames: readonly string[] = deviceCatalogue.map(({ name }) => name)

/** A device of the user's own `devices` or of the catalogue, or undefined; the user's come first. */
export const findDevice = (name: string, devices: readonly Device[] = []): Device | undefined =>
  devices.find((device) => device.name === name) ?? deviceCatalogue.find((device) => device.name === name)

/** Where the figure of a device comes from. */
export const sourceOf = (device: Device, figure: FigureName): string => device.sources[figure] ?? device.source

/** The device with some figures replaced; unknown fields and values that a field does not take are left out. */
export function overrideDevice(
  device: Device,
  overrides: readonly { readonly field: string; readonly value: number }[],
  source = 'the device block of the tactics file',
): Device {
  let result = device
  for (const { field, value } of overrides) {
    const known = deviceFieldTable.get(field)
    if (known === undefined || !isInRange(known, value)) continue
    const { key, unit, ofClass } = known
    const set = unit === 'flag' ? value !== 0 : value
    const figure = ofClass === undefined ? set : { ...result.efficiency, [ofClass]: value }
    result = { ...result, [key]: figure, sources: { ...result.sources, [key]: source } }
  }
  return result
}
