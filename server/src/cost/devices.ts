// The catalogue of devices. Rates are per chip and dense, as published; efficiency is 1, so times are lower bounds.
import type { MemoryBackendName } from './memoryBackends'

export interface Device {
  readonly name: string
  /** Bytes. The catalogue takes a vendor's "N GB" of device memory as N · 2^30. */
  readonly memory: number
  /** Bytes a second. */
  readonly memoryBandwidth: number
  /** Matrix units: operations a second by element class. f32 is what XLA's default precision runs: bf16 passes on TPUs, TF32 on GPUs. */
  readonly bf16: number
  readonly f32: number
  readonly f64: number
  readonly int8: number
  /** Elementwise operations a second. */
  readonly vector: number
  /** Bytes a second one way over one link (torus), or out of one device (switch). */
  readonly link: number
  readonly linkKind: 'torus' | 'switch'
  /** When a mesh axis on a torus closes to a ring: always, when a multiple of the number, or only at that size. */
  readonly wrap: { readonly kind: 'always' } | { readonly kind: 'multipleOf' | 'only'; readonly size: number }
  readonly torusDims: number
  /** Seconds a hop (torus), or to start a collective (switch). */
  readonly hopLatency: number
  /** Devices that the links join: a pod, a node. What is beyond goes over `network`. */
  readonly domain: number
  /** Bytes a second of one device over the slow network. */
  readonly network: number
  readonly backend: MemoryBackendName
  readonly source: string
}

const GiB = 2 ** 30
const book = 'How to scale your model (jax-ml scaling-book), chapters TPUs and GPUs'

type Row = readonly [memoryGb: number, bandwidth: number, bf16: number, int8: number, link: number, vector: number]

function tpu(name: string, row: Row, network: number, shape: Pick<Device, 'wrap' | 'torusDims' | 'domain'>): Device {
  const [memory, memoryBandwidth, bf16, int8, link, vector] = row
  const rates = { bf16, int8, f32: bf16, f64: bf16 / 16, vector }
  const links = { link, linkKind: 'torus' as const, hopLatency: 1e-6, network, ...shape }
  return {
    name,
    memory: memory * GiB,
    memoryBandwidth,
    ...rates,
    ...links,
    backend: 'tpu',
    source: `${book}; vector rate: lanes · ALUs · clock`,
  }
}

function gpu(
  name: string,
  row: Row,
  rates: Pick<Device, 'f32' | 'f64' | 'domain' | 'network'>,
  source: string,
): Device {
  const [memory, memoryBandwidth, bf16, int8, link, vector] = row
  const links = { link, linkKind: 'switch' as const, wrap: { kind: 'always' as const }, torusDims: 0, hopLatency: 2e-6 }
  return { name, memory: memory * GiB, memoryBandwidth, bf16, int8, vector, ...rates, ...links, backend: 'gpu', source }
}

const multipleOf4 = { kind: 'multipleOf', size: 4 } as const
const only16 = { kind: 'only', size: 16 } as const

const catalogue: readonly Device[] = [
  tpu('tpu_v3', [32, 9.0e11, 1.4e14, 1.4e14, 1.0e11, 7.7e12], 6.25e9, {
    wrap: { kind: 'always' },
    torusDims: 2,
    domain: 1024,
  }),
  tpu('tpu_v4', [32, 1.2e12, 2.75e14, 2.75e14, 4.5e10, 8.6e12], 6.25e9, {
    wrap: multipleOf4,
    torusDims: 3,
    domain: 4096,
  }),
  tpu('tpu_v5e', [16, 8.2e11, 1.97e14, 3.94e14, 4.5e10, 6.1e12], 3.125e9, { wrap: only16, torusDims: 2, domain: 256 }),
  tpu('tpu_v5p', [96, 2.8e12, 4.59e14, 9.18e14, 9.0e10, 1.43e13], 6.25e9, {
    wrap: multipleOf4,
    torusDims: 3,
    domain: 8960,
  }),
  tpu('tpu_v6e', [32, 1.6e12, 9.2e14, 1.84e15, 9.0e10, 7.2e12], 12.5e9, { wrap: only16, torusDims: 2, domain: 256 }),
  tpu('tpu_7x', [192, 7.4e12, 2.3e15, 4.61e15, 9.0e10, 1.6e13], 12.5e9, {
    wrap: multipleOf4,
    torusDims: 3,
    domain: 9216,
  }),
  gpu(
    'a100',
    [80, 2.04e12, 3.12e14, 6.24e14, 3.0e11, 1.95e13],
    { f32: 1.56e14, f64: 1.95e13, domain: 8, network: 2.5e10 },
    `${book}; NVIDIA A100 80GB data sheet (TF32, FP64 tensor core, FP32)`,
  ),
  gpu(
    'h100',
    [80, 3.35e12, 9.9e14, 1.98e15, 4.5e11, 6.7e13],
    { f32: 4.95e14, f64: 6.7e13, domain: 8, network: 5.0e10 },
    `${book}; NVIDIA H100 SXM data sheet (TF32, FP64 tensor core, FP32)`,
  ),
  gpu(
    'b200',
    [192, 8.0e12, 2.25e15, 4.5e15, 9.0e11, 8.0e13],
    { f32: 1.12e15, f64: 4.0e13, domain: 8, network: 5.0e10 },
    `${book}; NVIDIA B200 data sheet (TF32, FP64, FP32)`,
  ),
  gpu(
    'gb200_nvl72',
    [192, 8.0e12, 2.5e15, 5.0e15, 9.0e11, 8.0e13],
    { f32: 1.25e15, f64: 4.0e13, domain: 72, network: 5.0e10 },
    `${book}; NVIDIA GB200 NVL72 data sheet (TF32, FP64, FP32)`,
  ),
]

export const deviceNames: readonly string[] = catalogue.map(({ name }) => name)

/** A device of the catalogue, or undefined. */
export const findDevice = (name: string): Device | undefined => catalogue.find((device) => device.name === name)

/** Fields that `device NAME { … }` may override, and what they are called in the catalogue. */
const fields = {
  memory: 'memory',
  memory_bandwidth: 'memoryBandwidth',
  bf16: 'bf16',
  f32: 'f32',
  f64: 'f64',
  int8: 'int8',
  vector: 'vector',
  link: 'link',
  hop_latency: 'hopLatency',
  domain: 'domain',
  network: 'network',
} as const satisfies Record<string, keyof Device>

export const deviceFields: readonly string[] = Object.keys(fields)

const isField = (name: string): name is keyof typeof fields => Object.hasOwn(fields, name)

/** The device with some figures replaced; unknown fields and values that are not positive are left out. */
export function overrideDevice(
  device: Device,
  overrides: readonly { readonly field: string; readonly value: number }[],
): Device {
  let result = device
  for (const { field, value } of overrides)
    if (isField(field) && value > 0) result = { ...result, [fields[field]]: value }
  return result
}
