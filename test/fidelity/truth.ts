// Reads what compilers say: xla_truth.json, tpu_truth.json and memory_truth.json of ../shared/models.
import { existsSync, readFileSync } from 'node:fs'
import type { Backend } from './rows'

const folder = '../shared/models'

export const hasTruth = (): boolean => existsSync(`${folder}/xla_truth.json`)

/** Bytes a device. */
export interface TruthMemory {
  readonly argument: number
  readonly output: number
  readonly temp: number
  readonly alias: number
}

/** Collectives of one kind: as written, and their results' bytes as written; `runs` is times trip counts. */
export interface TruthCount {
  readonly ops: number
  readonly bytes: number
  readonly runs: number
}

export const xlaKinds = ['all-gather', 'all-reduce', 'reduce-scatter', 'all-to-all', 'collective-permute'] as const
export type XlaKind = (typeof xlaKinds)[number]

export type TruthCounts = Readonly<Partial<Record<XlaKind, TruthCount>>> & {
  /** All-reduces that only slices read, times trip counts. */
  readonly 'all-reduce-then-slice-runs'?: number
}

interface Compiled {
  readonly partitioned: TruthCounts
  readonly compiled: TruthCounts
  readonly memory: TruthMemory
}

/** Axes of a dim, `null` where it is whole; trailing whole dims are left out. */
export type TruthSpec = readonly (string | readonly string[] | null)[]

/** One schedule under XLA for CPU. */
export interface XlaRecord {
  readonly model: string
  readonly schedule: string
  readonly mesh: Readonly<Record<string, number>>
  /** By argument path as JAX spells it, those replicated left out. */
  readonly specs: Readonly<Record<string, TruthSpec>>
  readonly free: Compiled
  /** Results of donated arguments keep their sharding, as they do here. */
  readonly pinned: Compiled
}

/** One schedule under the compiler for TPU v5p. */
export interface TpuRecord {
  readonly model: string
  readonly schedule: string
  readonly mesh: Readonly<Record<string, number>>
  readonly memory: TruthMemory
  readonly flops: number
  readonly bytes: number
  readonly optimal_seconds: number
}

/** Name of the record's case. */
export const caseOf = ({ model, schedule, mesh }: Pick<XlaRecord, 'model' | 'schedule' | 'mesh'>): string =>
  `${model} ${schedule} ${Object.values(mesh).join('x')}`

const read = (name: string): unknown => JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'))

// The three files are made by the shared generators; their form is that of the types.
export const readXlaTruth = (): readonly XlaRecord[] =>
  (read('xla_truth') as { readonly records: readonly XlaRecord[] }).records

export const readTpuTruth = (): readonly TpuRecord[] =>
  (read('tpu_truth') as { readonly records: readonly TpuRecord[] }).records

/** By backend, by name of the case. */
export const readMemoryTruth = (): Readonly<Record<Backend, Readonly<Record<string, TruthMemory>>>> =>
  read('memory_truth') as Readonly<Record<Backend, Readonly<Record<string, TruthMemory>>>>
