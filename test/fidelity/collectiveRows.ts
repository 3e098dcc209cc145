// Collectives of each schedule beside those that XLA's partitioner makes of the same shardings.
import type { LocalProgram } from '../../server/src/lowering/localProgram'
import type { LoweringOptions } from '../../server/src/lowering/lowering'
import { defaultLoweringOptions } from '../../server/src/lowering/lowering'
import { findCase, lowerCase } from './cases'
import type { CollectiveGroup, Unmatched } from './collectives'
import { findUnmatched, groupCollectives, totalRingBytes } from './collectives'
import { readPartitions } from './partitions'
import type { Row } from './rows'
import type { SwitchedCollectives } from './switches'
import { compareLowerings } from './switches'
import { caseOf, readXlaTruth } from './truth'

export interface CollectiveComparison {
  readonly case: string
  readonly ours: readonly CollectiveGroup[]
  /** The same schedule lowered with the switches that XLA's partitioner has no counterpart of turned off. */
  readonly oursPlain: readonly CollectiveGroup[]
  readonly theirs: readonly CollectiveGroup[]
  /** Between `oursPlain` and `theirs`. */
  readonly unmatched: readonly Unmatched[]
  /** Between `ours` and `oursPlain`, by place in the model. */
  readonly switched: readonly SwitchedCollectives[]
}

/** A program in both lowerings beside what XLA makes of it. */
export function compareCase(
  name: string,
  [local, plain]: readonly [LocalProgram, LocalProgram],
  theirs: readonly CollectiveGroup[],
): CollectiveComparison {
  const oursPlain = groupCollectives(plain)
  const unmatched = findUnmatched(oursPlain, theirs)
  return {
    case: name,
    ours: groupCollectives(local),
    oursPlain,
    theirs,
    unmatched,
    switched: compareLowerings(local, plain),
  }
}

/** Each partial sum is combined where it is made, and a parameter is gathered once for all its uses: as XLA's partitioner does. */
export const plainLowering: LoweringOptions = { ...defaultLoweringOptions, deferSums: false, gatherAgain: 'none' }

/** Of the cases whose name matches and whose collectives are recorded. */
export function compareCollectives(pattern: RegExp): CollectiveComparison[] {
  const partitions = readPartitions()
  const names = readXlaTruth().map(caseOf)
  return names.flatMap((name) => {
    const [found, theirs] = [findCase(name), partitions.get(name)]
    if (!pattern.test(name) || found === undefined || theirs === undefined) return []
    return [compareCase(name, [lowerCase(found), lowerCase(found, plainLowering)], theirs)]
  })
}

export const collectiveRows = (comparisons: readonly CollectiveComparison[]): Row[] =>
  comparisons.flatMap(({ case: name, ours, oursPlain, theirs }) => {
    const row = { case: name, backend: 'cpu', theirs: totalRingBytes(theirs) } as const
    return [
      { ...row, figure: 'ring bytes', ours: totalRingBytes(ours) },
      { ...row, figure: 'ring bytes, plain lowering', ours: totalRingBytes(oursPlain) },
    ]
  })

/** Counts by kind, `AR 35, RS 2`; in parentheses as executed where loops repeat them. */
export function printCounts(groups: readonly CollectiveGroup[]): string {
  const parts = Object.entries(shortNames).flatMap(([kind, name]) => {
    const own = groups.filter((group) => group.kind === kind)
    const [count, executed] = [own, own].map((list, i) =>
      list.reduce((sum, group) => sum + (i === 0 ? group.count : group.executed), 0),
    )
    if (count === 0) return []
    return [`${name} ${count!}${executed === count ? '' : ` (${executed!} run)`}`]
  })
  return parts.length === 0 ? 'none' : parts.join(', ')
}

const shortNames = {
  all_gather: 'AG',
  all_reduce: 'AR',
  reduce_scatter: 'RS',
  all_to_all: 'A2A',
  collective_permute: 'CP',
} as const
