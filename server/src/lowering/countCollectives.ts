// How many collectives of each kind a local program holds.
import type { CollectiveKind, LocalProgram } from './localProgram'
import { collectiveKinds } from './localProgram'

/** Kinds that occur, as written in the program; slices are local and not counted. */
export function countCollectives(local: LocalProgram): { kind: CollectiveKind; count: number }[] {
  return collectiveKinds
    .filter((kind) => kind !== 'all_slice')
    .map((kind) => ({ kind, count: local.collectives.filter((collective) => collective.kind === kind).length }))
    .filter(({ count }) => count > 0)
}
