// Peak memory of one device, ours beside a compiler's, program by program of memory_truth.json; and what the errors come to.
import { prepare } from '../../server/src/cost/prepare'
import { tupleBytes } from './byteRows'
import { findCase, lowerCase } from './cases'
import type { Backend, Pairs, Row, Summary } from './rows'
import { comparePairs, summarize } from './rows'
import { readMemoryTruth } from './truth'

/** Rows of one compiler. Only XLA for CPU counts the table of several results as output. */
export function memoryRows(backend: Backend): Row[] {
  return Object.entries(readMemoryTruth()[backend]).map(([name, { argument, output, temp, alias }]) => {
    const found = findCase(name)
    if (found === undefined) throw new Error(`memory_truth.json has an unknown case, ${name}`)
    const local = lowerCase(found)
    const table = backend === 'cpu' ? tupleBytes(local.results.length) : 0
    const theirs = argument + output - table - alias + temp
    return { case: name, backend, figure: 'peak memory', ours: prepare(local, backend).memory.peakBytes, theirs }
  })
}

export interface MemorySummary {
  readonly all: Summary
  /** Programs of more than 50 MB. */
  readonly large: Summary
  /** Schedules of one model that differ by more than 10 %. */
  readonly pairs: Pairs
}

const largeBytes = 50e6

export const summarizeMemory = (rows: readonly Row[]): MemorySummary => ({
  all: summarize(rows),
  large: summarize(rows.filter(({ theirs }) => theirs > largeBytes)),
  pairs: comparePairs(rows),
})
