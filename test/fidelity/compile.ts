// `--compile`: a schedule of the user's own, compiled afresh by XLA and put beside our figures.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { Device } from '../../server/src/cost/devices'
import { simulate } from '../../server/src/cost/simulate'
import type { OneSchedule } from '../../server/src/cli/oneSchedule'
import { requestSchedule } from '../../server/src/cli/oneSchedule'
import { partitionSpec } from '../../server/src/engine/partition'
import { lower } from '../../server/src/lowering/lower'
import { deviceCount } from '../../server/src/sharding/mesh'
import { readModelFile } from '../../server/src/worker/readModelFile'
import { tupleBytes } from './byteRows'
import { collectiveRows, compareCase, plainLowering } from './collectiveRows'
import { cpu, deviceOf } from './devices'
import type { OracleOptions, TpuAnswer } from './oracle'
import { OracleProblem, askCpu, askTpu } from './oracle'
import type { Report } from './report'
import type { Row } from './rows'
import type { TruthMemory } from './truth'

export interface CompileOptions extends OracleOptions {
  readonly schedule?: string
  readonly platform: 'cpu' | 'tpu'
  /** Generation and chips, `v5p:2x2x2`; fitting the device and mesh of the file when left out. */
  readonly topology?: string
}

export interface FreshReport extends Report {
  /** What the tables do not say. */
  readonly notes: readonly string[]
}

/** Undefined when the tactics file has problems, which are printed. */
export async function compileFresh(path: string, options: CompileOptions): Promise<FreshReport | undefined> {
  const { schedule } = options
  const requested = await requestSchedule(path, schedule === undefined ? {} : { schedule })
  if (typeof requested === 'number') return undefined
  const name = `${basename(requested.analysis.file.model?.path ?? '')} ${requested.name}`
  const notes = ownShardings(requested)
  const report = await withModelText(resolve(dirname(path), requested.analysis.file.model?.path ?? ''), (model) =>
    options.platform === 'cpu'
      ? compareCpu(name, requested, model, options)
      : compareTpu(name, requested, model, options),
  )
  return { ...report, notes: [...notes, ...report.notes] }
}

/** XLA is asked about arguments and results alone; constraints inside a model are removed by the scripts. */
function ownShardings({ analysis }: OneSchedule): string[] {
  return analysis.model.shardings.found.length === 0
    ? []
    : ['The model states shardings itself; XLA is asked without those inside of it.']
}

async function withModelText<Answer>(path: string, use: (path: string) => Answer): Promise<Answer> {
  if (!path.endsWith('.gz')) return use(path)
  const file = await readModelFile(path)
  if (file.kind !== 'text') throw new OracleProblem(`${path} cannot be read`)
  const folder = mkdtempSync(join(tmpdir(), 'shardlens-model-'))
  try {
    const unpacked = join(folder, 'model.mlir')
    writeFileSync(unpacked, file.bytes)
    return use(unpacked)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function compareCpu(name: string, { evaluation }: OneSchedule, model: string, options: CompileOptions): FreshReport {
  const { local, state } = evaluation
  const answer = askCpu(options, model, partitionSpec(local))
  const comparison = compareCase(name, [local, lower(state, plainLowering)], answer.collectives)
  const { output } = answer.memory
  const memory = { ...answer.memory, output: output - tupleBytes(local.results.length) }
  return {
    rows: [
      ...memoryRows({ case: name, backend: 'cpu' }, simulate(local, cpu).memory, memory),
      ...collectiveRows([comparison]),
    ],
    collectives: [comparison],
    notes: local.types.some(({ element }) => /^b?f16$/.test(element)) ? [widened] : [],
  }
}

const widened = 'XLA for CPU holds 16-bit floats as f32: their collectives and temporaries have twice the bytes there.'

function compareTpu(name: string, requested: OneSchedule, model: string, options: CompileOptions): FreshReport {
  const { local } = requested.evaluation
  const device = requested.analysis.device.backend === 'tpu' ? requested.analysis.device : deviceOf.tpu
  const topology = options.topology ?? topologyFor(device, deviceCount(local.mesh))
  const answer = askTpu(options, model, partitionSpec(local), topology)
  const { memory, figures } = simulate(local, device)
  const row = { case: name, backend: 'tpu' } as const
  const times: Row[] = [{ ...row, figure: 'flops', ours: figures.flops, theirs: answer.flops }]
  if (answer.optimal_seconds > 0)
    times.push({ ...row, figure: 'step time', ours: figures.computeTime, theirs: answer.optimal_seconds })
  return {
    rows: [...memoryRows(row, memory, answer.memory), ...times],
    collectives: [],
    notes: [`Compiled for ${answer.device}, ${topology}.`, namedCollectives(answer)],
  }
}

interface OwnMemory {
  readonly argumentBytes: number
  readonly outputBytes: number
  readonly aliasBytes: number
  readonly peakBytes: number
}

const memoryRows = (row: Pick<Row, 'case' | 'backend'>, ours: OwnMemory, theirs: TruthMemory): Row[] => [
  { ...row, figure: 'argument bytes', ours: ours.argumentBytes, theirs: theirs.argument },
  { ...row, figure: 'output bytes', ours: ours.outputBytes, theirs: theirs.output },
  { ...row, figure: 'aliased bytes', ours: ours.aliasBytes, theirs: theirs.alias },
  {
    ...row,
    figure: 'peak memory',
    ours: ours.peakBytes,
    theirs: theirs.argument + theirs.output - theirs.alias + theirs.temp,
  },
]

const generations: Readonly<Record<string, string>> = {
  tpu_v4: 'v4',
  tpu_v5e: 'v5e',
  tpu_v5p: 'v5p',
  tpu_v6e: 'v6e',
}

/** The smallest box of chips with enough of them: sides are powers of two. */
function topologyFor(device: Device, devices: number): string {
  const generation = generations[device.name] ?? 'v5p'
  const sides = generation === 'v4' || generation === 'v5p' ? [2, 2, 1] : [2, 2]
  for (let side = sides.length - 1; sides.reduce((product, one) => product * one, 1) < devices;) {
    sides[side]! *= 2
    side = side === 0 ? sides.length - 1 : side - 1
  }
  return `${generation}:${[...sides].sort((a, b) => a - b).join('x')}`
}

function namedCollectives({ collectives }: TpuAnswer): string {
  if (collectives === null) return 'The compiled program could not be printed, so its collectives are not known.'
  const counts = Object.entries(collectives).map(([kind, { ops, operands }]) => `${operands} ${kind} in ${ops} ops`)
  return `Collectives that the compiler shows, after its combiner: ${counts.length === 0 ? 'none' : counts.join(', ')}.`
}
