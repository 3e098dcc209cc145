// The regions of each loop and branch of a local program, read once for each.
import { groupBy } from '../base/groups'
import { indexed } from '../base/indexed'
import type { LocalProgram } from './localProgram'

const none: readonly number[] = []

/** Indices in `regions`, in the order of the text; none for steps that are no loop or branch. Cost: one look-up. */
export const regionsOfStep = (local: LocalProgram, step: number): readonly number[] =>
  regionLists(local).get(step) ?? none

const regionLists = indexed(({ regions }: LocalProgram) => groupBy(regions.keys(), (region) => regions[region]!.step))
