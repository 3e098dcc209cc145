// The devices that Shardlens knows, each figure with its source. Figures are per chip.
import type { Device, Efficiencies, Links } from './devices'
import { fullEfficiency } from './operationClasses'

const GiB = 2 ** 30
/** "How to Scale Your Model", its chapters on TPUs and GPUs. */
const book = 'jax-ml scaling-book'

const lowerBound: Efficiencies & Pick<Device, 'overlap' | 'topology'> = {
  matrixEfficiency: 1,
  vectorEfficiency: 1,
  memoryEfficiency: 1,
  linkEfficiency: 1,
  efficiency: fullEfficiency,
  overlap: false,
  topology: undefined,
}

const common: Device['sources'] = {
  matrixEfficiency: 'not measured: a lower bound',
  vectorEfficiency: 'not measured: a lower bound',
  memoryEfficiency: 'not measured: a lower bound',
  linkEfficiency: 'not measured: a lower bound',
  overlap: 'off unless said otherwise',
}

/** In the vendor's GB; bytes a second; operations a second; bytes a second one way over a link, and of one device over the network. */
type Row = readonly [
  memory: number,
  memoryBandwidth: number,
  bf16: number,
  int8: number,
  vector: number,
  link: number,
  network: number,
]

function readRow([memory, memoryBandwidth, bf16, int8, vector, link, network]: Row) {
  return { memory: memory * GiB, memoryBandwidth, bf16, int8, vector, link, network }
}

type Torus = Pick<Links, 'wrap' | 'torusDims' | 'longestDim' | 'domain'>

const widened = 'no such unit: computed in bf16'
const widened8 = 'no such unit: computed in fp8'

function tpu(name: string, row: Row, torus: Torus, sources: Device['sources'] = {}): Device {
  const figures = readRow(row)
  return {
    ...lowerBound,
    name,
    ...figures,
    f32: figures.bf16,
    f64: figures.bf16 / 16,
    f32High: figures.bf16 / 3,
    f32Highest: figures.bf16 / 6,
    fp8: figures.bf16,
    fp4: figures.bf16,
    kernelLaunch: 0,
    linkKind: 'torus',
    ...torus,
    hopLatency: 1e-6,
    // The book's latency is that of the hops, the first of which every collective takes.
    launchLatency: 0,
    inNetworkReduction: false,
    networkLatency: 1e-5,
    backend: 'tpu',
    source: book,
    sources: {
      ...common,
      f32: "XLA's default precision: one bf16 pass",
      f64: 'emulated; a sixteenth of bf16 is a guess',
      f32High: 'three bf16 passes',
      f32Highest: 'six bf16 passes',
      fp8: widened,
      fp4: widened,
      kernelLaunch: 'a program is one kernel',
      vector: 'cores · 8 · 128 lanes · 4 units · clock, after the book',
      domain: 'the largest pod (Google Cloud TPU documentation)',
      hopLatency: `${book}: about 1 µs`,
      launchLatency: 'a lower bound: none beyond the first hop',
      inNetworkReduction: 'there are no switches',
      networkLatency: 'an assumption',
      ...sources,
    },
  }
}

const nccl = 'NCCL src/graph/tuning.cc, ring with protocol LL (its own cost model)'

type GpuFigures = Pick<Device, 'f32' | 'f64' | 'fp8' | 'fp4' | 'domain'> & Partial<Device>

function gpu(name: string, row: Row, figures: GpuFigures, sources: Device['sources']): Device {
  return {
    ...lowerBound,
    name,
    ...readRow(row),
    f32High: figures.f32,
    f32Highest: row[4],
    kernelLaunch: 1e-6,
    linkKind: 'switch',
    wrap: { kind: 'never' },
    torusDims: 0,
    longestDim: 0,
    hopLatency: 6e-7,
    launchLatency: 6.6e-6,
    inNetworkReduction: false,
    networkLatency: 2.7e-6,
    backend: 'gpu',
    source: book,
    ...figures,
    sources: {
      ...common,
      f32High: 'the rate of f32',
      f32Highest: 'the vector rate: plain f32',
      fp4: widened8,
      kernelLaunch: 'XLA, kKernelLaunchOverhead in xla/service/gpu/model/gpu_performance_model_base.h',
      hopLatency: nccl,
      launchLatency: nccl,
      networkLatency: nccl,
      inNetworkReduction:
        'off: the published figures are of rings; NVLink SHARP (H100 on) halves an all_reduce at best',
      ...sources,
    },
  }
}

const twoDims: Torus = { wrap: { kind: 'only', size: 16 }, torusDims: 2, longestDim: 16, domain: 256 }
const threeDims = (domain: number): Torus => ({
  wrap: { kind: 'multipleOf', size: 4 },
  torusDims: 3,
  longestDim: 0,
  domain,
})

/** Figures of a GPU that the book does not give: those of its data sheet, dense. */
function sheet(name: string): Device['sources'] {
  const text = `${name} data sheet, dense`
  return { f32: `${text} (TF32)`, f64: `${text} (FP64 tensor)`, vector: `${text} (FP32)`, fp8: text }
}

const amd = 'AMD Instinct MI300X data sheet'

export const deviceCatalogue: readonly Device[] = [
  tpu(
    'tpu_v3',
    [32, 9.0e11, 1.4e14, 1.4e14, 7.7e12, 1.0e11, 6.25e9],
    { wrap: { kind: 'always' }, torusDims: 2, longestDim: 32, domain: 1024 },
    { network: 'an assumption: that of tpu_v4' },
  ),
  tpu('tpu_v4', [32, 1.2e12, 2.75e14, 2.75e14, 8.6e12, 4.5e10, 6.25e9], threeDims(4096)),
  tpu('tpu_v5e', [16, 8.2e11, 1.97e14, 3.94e14, 6.1e12, 4.5e10, 3.125e9], twoDims),
  tpu('tpu_v5p', [96, 2.8e12, 4.59e14, 9.18e14, 1.43e13, 9.0e10, 6.25e9], threeDims(8960)),
  tpu('tpu_v6e', [32, 1.6e12, 9.2e14, 1.84e15, 7.2e12, 9.0e10, 12.5e9], twoDims),
  {
    ...tpu('tpu_7x', [192, 7.4e12, 2.3e15, 4.61e15, 1.6e13, 9.0e10, 12.5e9], threeDims(9216), {
      fp8: book,
      fp4: widened8,
      int8: `${book} gives fp8; int8 is taken alike`,
      vector: 'an assumption, by the growth from tpu_v5p',
    }),
    fp8: 4.61e15,
    fp4: 4.61e15,
  },
  gpu(
    'a100',
    [80, 2.04e12, 3.12e14, 6.24e14, 1.95e13, 3.0e11, 2.5e10],
    { f32: 1.56e14, f64: 1.95e13, fp8: 3.12e14, fp4: 3.12e14, domain: 8 },
    {
      ...sheet('NVIDIA A100 80GB SXM'),
      fp8: widened,
      fp4: widened,
      link: 'NVIDIA A100 80GB SXM data sheet: NVLink 600 GB/s both ways',
      network: 'NVIDIA DGX A100 data sheet: a 200 Gb/s adapter a GPU',
    },
  ),
  gpu(
    'h100',
    [80, 3.35e12, 9.9e14, 1.98e15, 6.7e13, 4.5e11, 5.0e10],
    { f32: 4.95e14, f64: 6.7e13, fp8: 1.98e15, fp4: 1.98e15, domain: 8 },
    sheet('NVIDIA H100 SXM'),
  ),
  gpu(
    'h200',
    [141, 4.8e12, 9.9e14, 1.98e15, 6.7e13, 4.5e11, 5.0e10],
    {
      f32: 4.95e14,
      f64: 6.7e13,
      fp8: 1.98e15,
      fp4: 1.98e15,
      domain: 8,
      source: 'NVIDIA H200 SXM data sheet, dense: an H100 but for its memory',
    },
    sheet('NVIDIA H200 SXM'),
  ),
  gpu(
    'b200',
    [192, 8.0e12, 2.25e15, 4.5e15, 8.0e13, 9.0e11, 5.0e10],
    { f32: 1.12e15, f64: 4.0e13, fp8: 4.5e15, fp4: 9.0e15, domain: 8 },
    { ...sheet('NVIDIA HGX B200'), fp4: 'NVIDIA HGX B200 data sheet, dense' },
  ),
  gpu(
    'gb200_nvl72',
    [192, 8.0e12, 2.5e15, 5.0e15, 8.0e13, 9.0e11, 5.0e10],
    { f32: 1.25e15, f64: 4.0e13, fp8: 5.0e15, fp4: 1.0e16, domain: 72 },
    { ...sheet('NVIDIA GB200 NVL72'), fp4: 'NVIDIA GB200 NVL72 data sheet, dense' },
  ),
  gpu(
    'mi300x',
    [192, 5.3e12, 1.307e15, 2.615e15, 1.634e14, 6.4e10, 5.0e10],
    {
      ...{ f32: 1.634e14, f64: 1.634e14, fp8: 2.615e15, fp4: 2.615e15, domain: 8 },
      ...{ linkKind: 'full', launchLatency: 1.2e-5, source: `${amd}, dense` },
    },
    {
      link: `${amd}: a link of 128 GB/s both ways to each of the 7 others of a platform`,
      f32: `${amd} (FP32 matrix; XLA does not use XF32 by default)`,
      network: 'an assumption: a 400 Gb/s adapter a GPU',
      hopLatency: 'an assumption: that of NVLink in NCCL',
      launchLatency: 'RCCL src/graph/tuning.cc, ring with protocol LL',
      networkLatency: `${nccl}: taken alike`,
      inNetworkReduction: 'there are no switches',
    },
  ),
  {
    ...gpu(
      'cpu',
      [64, 1e11, 1e12, 1e12, 1e11, 5e10, 5e10],
      {
        f32: 1e12,
        f64: 5e11,
        fp8: 1e12,
        fp4: 1e12,
        domain: 1024,
        hopLatency: 1e-6,
        launchLatency: 1e-6,
        networkLatency: 1e-6,
      },
      {},
    ),
    kernelLaunch: 0,
    backend: 'cpu',
    source: "nominal: for comparisons with XLA's CPU compiler, whose devices are threads of one process",
    sources: {},
  },
]
