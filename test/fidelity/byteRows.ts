// Argument, output and aliased bytes of a device, ours beside XLA's for CPU.
import { simulate } from '../../server/src/cost/simulate'
import type { LocalProgram } from '../../server/src/lowering/localProgram'
import { findCase, lowerCase } from './cases'
import { cpu } from './devices'
import { exactCase } from './exactCases'
import type { Row } from './rows'
import type { TruthMemory } from './truth'
import { caseOf, readMemoryTruth, readXlaTruth } from './truth'

/** Rows of every record of xla_truth.json, results pinned, and of memory_truth.json; only cases whose name matches. */
export function byteRows(pattern: RegExp): Row[] {
  const records = readXlaTruth().filter((record) => pattern.test(caseOf(record)))
  const programs = Object.entries(readMemoryTruth().cpu).filter(([name]) => pattern.test(name))
  return [
    ...records.flatMap((record) => {
      const note = freeOutputs[caseOf(record)]
      return rowsOf(caseOf(record), lowerCase(exactCase(record)), record.pinned.memory, note)
    }),
    ...programs.flatMap(([name, memory]) => {
      const found = findCase(name)
      if (found === undefined) throw new Error(`memory_truth.json has an unknown case, ${name}`)
      return rowsOf(name, lowerCase(found), memory)
    }),
  ]
}

/** Results that XLA was free to split as it likes, and split otherwise than propagation does. */
const freeOutputs: Readonly<Record<string, string>> = {
  'it2_decode BP+MP+MQ 4x2': 'XLA splits the new tokens over batch, we over batch and model as the cache is: 64 bytes',
}

function rowsOf(name: string, local: LocalProgram, theirs: TruthMemory, note?: string): Row[] {
  const { memory } = simulate(local, cpu)
  const row = { case: name, backend: 'cpu' } as const
  return [
    { ...row, figure: 'argument bytes', ours: memory.argumentBytes, theirs: theirs.argument },
    {
      ...row,
      figure: 'output bytes',
      ours: memory.outputBytes,
      theirs: theirs.output - tupleBytes(local.results.length),
      ...(note === undefined ? {} : { note }),
    },
    { ...row, figure: 'aliased bytes', ours: memory.aliasBytes, theirs: theirs.alias },
  ]
}

/** XLA for CPU returns several results as a tuple: a table of pointers that counts as output. */
export const tupleBytes = (results: number): number => (results > 1 ? 8 * results : 0)
