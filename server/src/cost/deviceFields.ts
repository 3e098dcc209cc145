// The fields of a device as a tactics file and a user's own file write them: unit, range, meaning. One table for both.
import type { Device } from './devices'
import type { OperationClass } from './operationClasses'
import { operationClasses } from './operationClasses'

export type FieldUnit = 'bytes' | 'bytesPerSecond' | 'perSecond' | 'seconds' | 'share' | 'count' | 'flag'

/** Fields of `Device` that are figures with a source. */
export type FigureName = Exclude<
  keyof Device,
  'name' | 'linkKind' | 'wrap' | 'torusDims' | 'longestDim' | 'backend' | 'topology' | 'source' | 'sources'
>

export interface DeviceField {
  readonly key: FigureName
  readonly unit: FieldUnit
  /** Whether 0 is allowed. */
  readonly mayBeZero: boolean
  /** For hovers and completion. */
  readonly meaning: string
  /** The class of operations that an efficiency is of. */
  readonly ofClass?: OperationClass
}

type Row = readonly [name: string, key: FigureName, unit: FieldUnit, meaning: string, mayBeZero?: true]

const rows: readonly Row[] = [
  ['memory', 'memory', 'bytes', 'memory of one device'],
  ['memory_bandwidth', 'memoryBandwidth', 'bytesPerSecond', 'memory bandwidth'],
  ['bf16', 'bf16', 'perSecond', 'matrix units, 16-bit floats'],
  ['f32', 'f32', 'perSecond', 'matrix units, f32 as XLA runs it by default'],
  ['f32_high', 'f32High', 'perSecond', 'matrix units, f32 with precision HIGH'],
  ['f32_highest', 'f32Highest', 'perSecond', 'matrix units, f32 with precision HIGHEST'],
  ['f64', 'f64', 'perSecond', 'matrix units, f64'],
  ['int8', 'int8', 'perSecond', 'matrix units, 8-bit integers'],
  ['fp8', 'fp8', 'perSecond', 'matrix units, 8-bit floats'],
  ['fp4', 'fp4', 'perSecond', 'matrix units, 4-bit floats'],
  ['vector', 'vector', 'perSecond', 'vector units'],
  ['kernel_launch', 'kernelLaunch', 'seconds', 'between one kernel and the next', true],
  ['link', 'link', 'bytesPerSecond', 'one link one way (torus, full), or out of one device (switch)'],
  ['hop_latency', 'hopLatency', 'seconds', 'a hop over a link', true],
  ['launch_latency', 'launchLatency', 'seconds', 'the start of a collective', true],
  ['in_network_reduction', 'inNetworkReduction', 'flag', 'switches add up: an all_reduce in a node takes one round'],
  ['domain', 'domain', 'count', 'devices that the links join: a pod, a node'],
  ['network', 'network', 'bytesPerSecond', 'the network beyond, of one device'],
  ['network_latency', 'networkLatency', 'seconds', 'the start of a transfer over the network', true],
  ['matrix_efficiency', 'matrixEfficiency', 'share', 'share of the matrix rates that is reached'],
  ['vector_efficiency', 'vectorEfficiency', 'share', 'share of the vector rate that is reached'],
  ['memory_efficiency', 'memoryEfficiency', 'share', 'share of the memory bandwidth that is reached'],
  ['link_efficiency', 'linkEfficiency', 'share', 'share of the link and network rates that is reached'],
  ['overlap', 'overlap', 'flag', 'collectives run beside compute that does not need them'],
]

const classField = (name: OperationClass): string =>
  `${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_efficiency`

/** By the name in a file, in the order of hovers. `dot_efficiency` and the like are of classes of operations. */
export const deviceFieldTable: ReadonlyMap<string, DeviceField> = new Map([
  ...rows.map(
    ([name, key, unit, meaning, mayBeZero]) => [name, { key, unit, meaning, mayBeZero: mayBeZero ?? false }] as const,
  ),
  ...operationClasses
    .filter((ofClass) => ofClass !== 'none')
    .map((ofClass) => {
      const meaning = 'share of the rates that kernels of this class reach'
      return [classField(ofClass), { key: 'efficiency', unit: 'share', mayBeZero: false, meaning, ofClass }] as const
    }),
])

/** Fields that say where the mesh lies. */
export const layoutFields = ['topology', 'wrap', 'axes'] as const

export const deviceFields: readonly string[] = [...deviceFieldTable.keys()]

/** Whether a field takes a number: a share up to 1, a count whole. */
export function isInRange({ unit, mayBeZero }: DeviceField, value: number): boolean {
  if (unit === 'flag') return value === 0 || value === 1
  if (!Number.isFinite(value) || value < 0 || (value === 0 && !mayBeZero)) return false
  return unit === 'share' ? value <= 1 : unit !== 'count' || Number.isInteger(value)
}
