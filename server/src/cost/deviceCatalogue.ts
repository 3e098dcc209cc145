// The devices that Shardlens knows, each row with its source. Figures are per chip.
import type { Device } from './devices'
import { fullEfficiency } from './operationClasses'

const GiB = 2 ** 30
const book = 'How to Scale Your Model (jax-ml.github.io/scaling-book), chapters TPUs and GPUs'

/** memory in "GB" of the vendor, bytes/s of memory, bf16 and int8 operations/s, bytes/s one way over a link, vector operations/s. */
type Row = readonly [memory: number, bandwidth: number, bf16: number, int8: number, link: number, vector: number]

const ideal = {
  matrixEfficiency: 1,
  vectorEfficiency: 1,
  memoryEfficiency: 1,
  linkEfficiency: 1,
  efficiency: fullEfficiency,
  overlap: false,
} as const
/** Seconds; the book gives about 1 µs a hop. The start of a transfer over Ethernet or InfiniBand is an assumption. */
const torusHop = 1e-6
/** Seconds to start a collective inside a node: an assumption below what NCCL shows (10 µs and more), so still a lower bound. */
const switchLaunch = 2e-6
const networkLatency = 1e-5
/** Seconds: what XLA's own model of GPUs takes, kKernelLaunchOverhead in xla/service/gpu/model/gpu_performance_model_base.h. */
const gpuKernelLaunch = 1e-6

function tpu(name: string, row: Row, network: number, shape: Pick<Device, 'wrap' | 'torusDims' | 'domain'>): Device {
  const [memory, memoryBandwidth, bf16, int8, link, vector] = row
  return {
    name,
    memory: memory * GiB,
    memoryBandwidth,
    bf16,
    int8,
    fp8: name === 'tpu_7x' ? int8 : bf16,
    fp4: name === 'tpu_7x' ? int8 : bf16,
    f32: bf16,
    f32High: bf16 / 3,
    f32Highest: bf16 / 6,
    f64: bf16 / 16,
    vector,
    link,
    linkKind: 'torus',
    hopLatency: torusHop,
    network,
    networkLatency,
    ...shape,
    ...ideal,
    kernelLaunch: 0,
    backend: 'tpu',
    source: `${book}; vector rate: cores · 8 · 128 lanes · 4 units · clock; f64 is emulated: a guess`,
  }
}

type NodeFigures = Pick<Device, 'f32' | 'f64' | 'fp8' | 'fp4' | 'domain' | 'network'>

function gpu(name: string, row: Row, node: NodeFigures, source: string): Device {
  const [memory, memoryBandwidth, bf16, int8, link, vector] = row
  return {
    name,
    memory: memory * GiB,
    memoryBandwidth,
    bf16,
    int8,
    vector,
    ...node,
    f32High: node.f32,
    f32Highest: vector,
    link,
    linkKind: 'switch',
    wrap: { kind: 'always' },
    torusDims: 0,
    hopLatency: switchLaunch,
    networkLatency,
    ...ideal,
    kernelLaunch: gpuKernelLaunch,
    backend: 'gpu',
    source: `${source}; latencies are assumptions`,
  }
}

const multipleOf4 = { kind: 'multipleOf', size: 4 } as const
const only16 = { kind: 'only', size: 16 } as const
const twoDims = { wrap: only16, torusDims: 2, domain: 256 } as const
const threeDims = (domain: number) => ({ wrap: multipleOf4, torusDims: 3, domain })

export const deviceCatalogue: readonly Device[] = [
  tpu('tpu_v3', [32, 9.0e11, 1.4e14, 1.4e14, 1.0e11, 7.7e12], 6.25e9, {
    wrap: { kind: 'always' },
    torusDims: 2,
    domain: 1024,
  }),
  tpu('tpu_v4', [32, 1.2e12, 2.75e14, 2.75e14, 4.5e10, 8.6e12], 6.25e9, threeDims(4096)),
  tpu('tpu_v5e', [16, 8.2e11, 1.97e14, 3.94e14, 4.5e10, 6.1e12], 3.125e9, twoDims),
  tpu('tpu_v5p', [96, 2.8e12, 4.59e14, 9.18e14, 9.0e10, 1.43e13], 6.25e9, threeDims(8960)),
  tpu('tpu_v6e', [32, 1.6e12, 9.2e14, 1.84e15, 9.0e10, 7.2e12], 12.5e9, twoDims),
  tpu('tpu_7x', [192, 7.4e12, 2.3e15, 4.61e15, 9.0e10, 1.6e13], 12.5e9, threeDims(9216)),
  gpu(
    'a100',
    [80, 2.04e12, 3.12e14, 6.24e14, 3.0e11, 1.95e13],
    { f32: 1.56e14, f64: 1.95e13, fp8: 3.12e14, fp4: 3.12e14, domain: 8, network: 2.5e10 },
    `${book}; NVIDIA A100 80GB SXM data sheet (TF32, FP64 tensor core, FP32; NVLink 600 GB/s both ways)`,
  ),
  gpu(
    'h100',
    [80, 3.35e12, 9.9e14, 1.98e15, 4.5e11, 6.7e13],
    { f32: 4.95e14, f64: 6.7e13, fp8: 1.98e15, fp4: 1.98e15, domain: 8, network: 5.0e10 },
    `${book}; NVIDIA H100 SXM data sheet (dense TF32, FP64 tensor core, FP32)`,
  ),
  gpu(
    'h200',
    [141, 4.8e12, 9.9e14, 1.98e15, 4.5e11, 6.7e13],
    { f32: 4.95e14, f64: 6.7e13, fp8: 1.98e15, fp4: 1.98e15, domain: 8, network: 5.0e10 },
    'NVIDIA H200 SXM data sheet: the H100 with 141 GB at 4.8 TB/s',
  ),
  gpu(
    'b200',
    [192, 8.0e12, 2.25e15, 4.5e15, 9.0e11, 8.0e13],
    { f32: 1.12e15, f64: 4.0e13, fp8: 4.5e15, fp4: 9.0e15, domain: 8, network: 5.0e10 },
    `${book}; NVIDIA B200 data sheet (TF32, FP64, FP32)`,
  ),
  gpu(
    'gb200_nvl72',
    [192, 8.0e12, 2.5e15, 5.0e15, 9.0e11, 8.0e13],
    { f32: 1.25e15, f64: 4.0e13, fp8: 5.0e15, fp4: 1.0e16, domain: 72, network: 5.0e10 },
    `${book}; NVIDIA GB200 NVL72 data sheet (TF32, FP64, FP32)`,
  ),
  gpu(
    'mi300x',
    [192, 5.3e12, 1.307e15, 2.615e15, 4.48e11, 1.634e14],
    { f32: 1.634e14, f64: 1.634e14, fp8: 2.615e15, fp4: 2.615e15, domain: 8, network: 5.0e10 },
    'AMD Instinct MI300X data sheet; 7 links of 64 GB/s one way between 8 GPUs are taken as one switch; 400 Gb/s network a GPU is an assumption',
  ),
]
