// Everything that is compared, as data: what is printed, written as JSON and put into docs/FIDELITY.md.
import { byteRows } from './byteRows'
import type { CollectiveComparison } from './collectiveRows'
import { collectiveRows, compareCollectives } from './collectiveRows'
import { computeRows } from './computeRows'
import { memoryRows } from './memoryRows'
import type { Backend, Figure, Row } from './rows'

export interface Report {
  readonly rows: readonly Row[]
  readonly collectives: readonly CollectiveComparison[]
}

/** Compares every case whose name matches. */
export function makeReport(pattern: RegExp): Report {
  const collectives = compareCollectives(pattern)
  const peaks = (['gpu', 'tpu', 'cpu'] as const).flatMap(memoryRows).filter((row) => pattern.test(row.case))
  return {
    rows: [...byteRows(pattern), ...collectiveRows(collectives), ...peaks, ...computeRows(pattern)],
    collectives,
  }
}

/** Rows of one figure, in the order in which the figures are shown. */
export interface FigureRows {
  readonly backend: Backend
  readonly figure: Figure
  readonly rows: readonly Row[]
}

export function groupRows(rows: readonly Row[]): FigureRows[] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = `${row.backend} ${row.figure}`
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return [...groups.values()].map((own) => ({ backend: own[0]!.backend, figure: own[0]!.figure, rows: own }))
}
