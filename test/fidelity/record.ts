// `--record`: asks XLA's partitioner for the collectives of every schedule of the shared truth, and writes them down.
import { partitionSpec } from '../../server/src/engine/partition'
import { findCase, lowerCase } from './cases'
import type { OracleOptions } from './oracle'
import { askCpu } from './oracle'
import { readPartitions, writePartitions } from './partitions'
import { caseOf, readXlaTruth } from './truth'

/** Compiles the cases whose names match; what is known of the others is kept. */
export function recordPartitions(options: OracleOptions, pattern: RegExp, report: (line: string) => void): void {
  const known = readPartitions()
  const names = readXlaTruth().map(caseOf)
  const all = new Map(known)
  for (const name of names.filter((one) => pattern.test(one))) {
    const found = findCase(name)
    // Constraints inside of a model are taken out by the script.
    if (found === undefined || found.isConstrained === true) continue
    const spec = partitionSpec(lowerCase(found))
    all.set(name, askCpu(options, `../shared/models/${found.model}.mlir`, spec, { fast: true }).collectives)
    report(`${name}: ${all.get(name)!.reduce((sum, { count }) => sum + count, 0)} collectives`)
    writePartitions(new Map(names.filter((one) => all.has(one)).map((one) => [one, all.get(one)!])))
  }
}
