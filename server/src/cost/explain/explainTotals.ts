// A simulation -> how each of its total figures comes about.
import type { Unit } from '../../base/units'
import type { LocalProgram } from '../../lowering/localProgram'
import { collectiveKinds } from '../../lowering/localProgram'
import { deviceCount } from '../../sharding/mesh'
import { valueName } from '../../sharding/valueNames'
import type { Assumption, Basis, TotalFigure } from '../assumptions'
import { textsFor, totalFigures } from '../assumptions'
import type { Figures } from '../figures'
import { kernelBounds } from '../kernels'
import type { MatrixRate } from '../matrixRates'
import { peakSeconds } from '../modelFlops'
import { operationClasses } from '../operationClasses'
import type { Simulation } from '../simulate'
import type { Explanation, Term } from './explanation'
import { explain } from './explanation'
import { addByKey, sumOf } from './terms'

/** A simulated program: what explanations are made of. */
export interface Simulated {
  readonly local: LocalProgram
  readonly simulation: Simulation
  readonly figures: Figures
  readonly basis: Basis
  readonly assumptions: readonly Assumption[]
}

interface Entry {
  /** As `expect` calls it. */
  readonly name: string
  readonly title: string
  readonly unit: Unit
  readonly source: string
  readonly parts: (simulated: Simulated) => { readonly formula: string; readonly terms: readonly Term[] }
}

const ownModel = 'Shardlens, measured against XLA (docs/COSTS.md, Memory)'
const roofline = 'Roofline: Williams, Waterman, Patterson, CACM 52(4), 2009; docs/COSTS.md, Compute'
const schedule = 'steps in program order on two engines, compute and network; docs/COSTS.md, Step time'
const book = '"How to Scale Your Model" (jax-ml scaling-book), chapter Sharding'

/** How each figure is explained. */
export const totalEntries: Readonly<Record<TotalFigure, Entry>> = {
  peakMemory: { name: 'peak_memory', title: 'peak memory', unit: 'bytes', source: ownModel, parts: explainPeak },
  argumentMemory: {
    name: 'argument_memory',
    title: 'argument memory',
    unit: 'bytes',
    source: 'local types of the arguments',
    parts: explainArguments,
  },
  resultMemory: {
    name: 'result_memory',
    title: 'result memory',
    unit: 'bytes',
    source: 'local types of the results',
    parts: explainResults,
  },
  temporaryMemory: {
    name: 'temporary_memory',
    title: 'temporary memory',
    unit: 'bytes',
    source: ownModel,
    parts: explainTemporaries,
  },
  stepTime: {
    name: 'step_time',
    title: 'step time',
    unit: 'seconds',
    source: 'docs/COSTS.md, Compute',
    parts: explainStep,
  },
  computeTime: {
    name: 'compute_time',
    title: 'compute time',
    unit: 'seconds',
    source: roofline,
    parts: explainCompute,
  },
  communicationTime: {
    name: 'communication_time',
    title: 'communication time',
    unit: 'seconds',
    source: book,
    parts: explainCommunication,
  },
  exposedCommunication: {
    name: 'exposed_communication',
    title: 'exposed communication',
    unit: 'seconds',
    source: 'docs/COSTS.md, Compute',
    parts: explainExposed,
  },
  mfu: {
    name: 'mfu',
    title: 'model flops utilisation',
    unit: 'share',
    source: 'Chowdhery et al., "PaLM", 2022, appendix B',
    parts: (simulated) => explainUtilisation(simulated, simulated.simulation.modelFlops.modelByRate),
  },
  hfu: {
    name: 'hfu',
    title: 'hardware flops utilisation',
    unit: 'share',
    source: 'Chowdhery et al., "PaLM", 2022, section 4.1',
    parts: (simulated) => {
      const { modelByRate, recomputedByRate } = simulated.simulation.modelFlops
      return explainUtilisation(simulated, addByRate(modelByRate, recomputedByRate))
    },
  },
  flops: {
    name: 'flops',
    title: 'floating-point operations',
    unit: 'flops',
    source: 'docs/COSTS.md, Compute',
    parts: explainFlops,
  },
}

/** One figure. */
export function explainTotal(simulated: Simulated, figure: TotalFigure): Explanation {
  const { name, title, unit, source, parts } = totalEntries[figure]
  const assumptions = textsFor(simulated.assumptions, figure)
  return explain({
    figure: name,
    title,
    value: simulated.figures[figure],
    unit,
    source,
    assumptions,
    ...parts(simulated),
  })
}

/** All of them, in the order in which people are told of them. */
export const explainTotals = (simulated: Simulated): Explanation[] =>
  totalFigures.map((figure) => explainTotal(simulated, figure))

const term = (name: string, symbol: string, value: number, unit: Unit, source: string): Term => ({
  name,
  symbol,
  value,
  unit,
  source,
})

function explainPeak({ simulation: { memory } }: Simulated) {
  const bytesTerm = (name: string, symbol: string, value: number, source: string): Term =>
    term(name, symbol, value, 'bytes', source)
  return {
    formula: 'arguments + results − donated + temporaries',
    terms: [
      bytesTerm('arguments', 'arguments', memory.argumentBytes, 'local types'),
      bytesTerm('results', 'results', memory.outputBytes, 'local types'),
      bytesTerm(
        'results that lie in donated arguments',
        'donated',
        memory.aliasBytes,
        'tf.aliasing_output, jax.buffer_donor',
      ),
      bytesTerm('temporaries at the peak', 'temporaries', memory.temporaryBytes, ownModel),
    ],
  }
}

const localBytes = ({ types, values }: LocalProgram, value: number): number => types[values.type[value]!]!.bytes

function explainArguments({ local }: Simulated) {
  const { arguments: parameters } = local.program.module
  const parts = parameters.map(
    ({ segments }, i) => [segments[0] ?? '', localBytes(local, local.arguments[i]!)] as const,
  )
  return sumOf(addByKey(parts), { unit: 'bytes', source: 'local types of the arguments', letter: 'a' })
}

function explainResults({ local }: Simulated) {
  const { results } = local.program.module
  // A broken function may return fewer values than its type says.
  const parts = Array.from(
    local.results,
    (value, i) => [results[i]?.path.split('.').slice(0, 2).join('.') ?? '', localBytes(local, value)] as const,
  )
  return sumOf(addByKey(parts), { unit: 'bytes', source: 'local types of the results', letter: 'r' })
}

function explainTemporaries({ local, simulation: { memory } }: Simulated) {
  const { value, bytes, firstTemporary } = memory.live
  const pieces = Array.from(bytes.keys()).slice(firstTemporary)
  const parts = pieces
    .sort((a, b) => bytes[b]! - bytes[a]!)
    .map((piece, i) => {
      // Largest first: the others are only added up.
      const name = i < mostNamed ? valueName(local.program, local.values.source[value[piece]!]!) : ''
      return { name, value: bytes[piece]! }
    })
  return sumOf(parts, { unit: 'bytes', source: ownModel, letter: 'b', most: mostNamed })
}

const mostNamed = 4

function explainStep({ figures }: Simulated) {
  return {
    formula: 'compute + exposed',
    terms: [
      term('compute time', 'compute', figures.computeTime, 'seconds', roofline),
      term('exposed communication', 'exposed', figures.exposedCommunication, 'seconds', book),
    ],
  }
}

function explainExposed({ local, simulation: { timeline } }: Simulated) {
  const { executions, exposed } = timeline
  const parts = local.collectives.map(
    ({ kind, step }, i) => [kind, exposed[i]! * executions[local.steps.region[step]!]!] as const,
  )
  return sumOf(addByKey(parts), { unit: 'seconds', source: schedule, letter: 't', most: collectiveKinds.length })
}

/** One number a step, times how often the step runs, added up by key. */
function addSteps(
  { local: { steps }, simulation: { timeline } }: Simulated,
  keys: ArrayLike<number>,
  numbers: ArrayLike<number>,
  names: readonly string[],
) {
  const sums = names.map(() => 0)
  for (let step = 0; step < steps.count; step++)
    sums[keys[step]!]! += numbers[step]! * timeline.executions[steps.region[step]!]!
  return names.map((name, i) => ({ name, value: sums[i]! }))
}

function explainCompute(simulated: Simulated) {
  const { kernels } = simulated.simulation
  const parts = addSteps(simulated, kernels.bound, kernels.seconds, kernelBounds)
  return sumOf(parts, { unit: 'seconds', source: roofline, letter: 't' })
}

function explainFlops(simulated: Simulated) {
  const { kernels } = simulated.simulation
  const parts = addSteps(simulated, kernels.opClass, kernels.flops, operationClasses)
  return sumOf(parts, { unit: 'flops', source: 'StableHLO specification, by operation', letter: 'f' })
}

function explainCommunication({ figures: { collectives } }: Simulated) {
  const parts = collectiveKinds.map((kind) => ({ name: kind, value: collectives[kind].seconds }))
  return sumOf(parts, { unit: 'seconds', source: book, letter: 't', most: collectiveKinds.length })
}

/** Products of the model, and those that checkpointing computes again. */
function addByRate(a: ReadonlyMap<MatrixRate, number>, b: ReadonlyMap<MatrixRate, number>): Map<MatrixRate, number> {
  const sums = new Map(a)
  for (const [rate, count] of b) sums.set(rate, (sums.get(rate) ?? 0) + count)
  return sums
}

function explainUtilisation({ local, figures, basis: { device } }: Simulated, byRate: ReadonlyMap<MatrixRate, number>) {
  const [[rate, model] = ['none', 0] as const] = byRate
  const isOne = byRate.size === 1 && rate !== 'none'
  const source = 'docs/COSTS.md, Compute'
  const work = isOne
    ? [
        term('products of the unpartitioned program', 'model', model, 'flops', source),
        term(`${rate} rate of ${device.name}`, 'rate', device[rate], 'flopRate', device.source),
      ]
    : [
        term(
          'products of the unpartitioned program at the rates of their types',
          'peak',
          peakSeconds(byRate, device),
          'seconds',
          source,
        ),
      ]
  const formula = isOne ? 'model / (devices · step · rate)' : 'peak / (devices · step)'
  return {
    formula: figures.stepTime === 0 ? '0' : formula,
    terms: [
      ...work,
      term('devices of the mesh', 'devices', deviceCount(local.mesh), 'count', 'mesh'),
      term('step time', 'step', figures.stepTime, 'seconds', 'step_time'),
    ],
  }
}
