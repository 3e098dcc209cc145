// Flops and step time of a device, ours beside the TPU compiler's own count and estimate.
import { findDevice } from '../../server/src/cost/devices'
import type { Device } from '../../server/src/cost/devices'
import { timeKernels } from '../../server/src/cost/kernels'
import { prepare } from '../../server/src/cost/prepare'
import type { LocalProgram } from '../../server/src/lowering/localProgram'
import { findCase, lowerCase } from './cases'
import type { Row } from './rows'
import { ratioOf } from './rows'
import { caseOf, readTpuTruth } from './truth'

/** Two rows a schedule of tpu_truth.json whose name matches. */
export function computeRows(pattern: RegExp): Row[] {
  return readTpuTruth()
    .filter((record) => pattern.test(caseOf(record)))
    .flatMap((record): Row[] => {
      const name = caseOf(record)
      const found = findCase(name)
      if (found === undefined) throw new Error(`tpu_truth.json has an unknown case, ${name}`)
      const ours = countAsCompiler(lowerCase(found))
      const row = { case: name, backend: 'tpu' } as const
      const [flopsNote, timeNote] = [noteOf(flopsNotes, name), noteOf(timeNotes, name)]
      return [
        {
          ...row,
          figure: 'flops',
          ours: ours.flops,
          theirs: record.flops,
          ...(flopsNote === undefined ? {} : { note: flopsNote }),
        },
        {
          ...row,
          figure: 'step time',
          ours: ours.seconds,
          theirs: record.optimal_seconds,
          ...(timeNote === undefined ? {} : { note: timeNote }),
        },
      ]
    })
}

/** Why flops differ by more than the bound, by the beginning of a case's name. */
const flopsNotes: readonly (readonly [RegExp, string])[] = [
  [/^t32_train|^t32_fused_train BP 8/, 'at the limit of memory: the compiler computes products again'],
  [/^mlp|^it2/, 'less than 4 million operations: not looked into'],
  [/ ES-columns 2$/, 'propagation splits parameters that XLA was told to keep whole'],
  [/^t2_scan_train BP\+MP\+Z3/, 'more flops in the loop: not looked into'],
  [/^moe2_train BP\+EP\+MP/, 'experts split otherwise: not looked into'],
]

/** Why the estimate is no measure of ours. */
const timeNotes: readonly (readonly [RegExp, string])[] = [
  [
    /^(?!t32)/,
    'the arrays fit the on-chip memory: the estimate counts copies into it and out of it, four times their bytes each',
  ],
]

const noteOf = (notes: readonly (readonly [RegExp, string])[], name: string): string | undefined =>
  notes.find(([pattern]) => pattern.test(name))?.[1]

/** Operations a second and bytes a second that the compiler's estimate takes, found by compiling a large product and a copy. */
export const compilerRates = { matrix: 3.94e14, memory: 2.35e12 }

/** Loops once, recomputation in each kernel, an addition an element that all_reduce and reduce_scatter combine; no time on links. */
function countAsCompiler(local: LocalProgram): { readonly flops: number; readonly seconds: number } {
  const prepared = prepare(local, 'tpu')
  const { seconds } = timeKernels(local, compilerDevice(), prepared)
  const total = { flops: sum(prepared.work.flops), seconds: sum(seconds) }
  for (const { combiner, operandType, resultType } of local.collectives) {
    if (combiner !== undefined) total.flops += resultType.elements
    total.seconds += (operandType.bytes + resultType.bytes) / compilerRates.memory
  }
  return total
}

const sum = (numbers: Float64Array): number => numbers.reduce((total, number) => total + number, 0)

function compilerDevice(): Device {
  const device = findDevice('tpu_v5p')
  if (device === undefined) throw new Error('no device tpu_v5p')
  const { matrix, memory } = compilerRates
  return { ...device, matrixEfficiency: matrix / device.bf16, memoryEfficiency: memory / device.memoryBandwidth }
}

/** Largest over smallest of ours over theirs, by model: 1 when schedules differ as the compiler says. */
export function spreads(rows: readonly Row[]): ReadonlyMap<string, number> {
  const ratios = new Map<string, number[]>()
  for (const row of rows) {
    const model = row.case.split(' ')[0]!
    ratios.set(model, [...(ratios.get(model) ?? []), ratioOf(row)])
  }
  return new Map([...ratios].map(([model, own]) => [model, Math.max(...own) / Math.min(...own)]))
}
