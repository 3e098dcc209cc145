// The regions of each loop and branch, read once for each program.
import { groupBy } from '../base/groups'
import { indexed } from '../base/indexed'
import type { Program, ProgramRegion } from './program'

const none: readonly ProgramRegion[] = []

/** In the order of the text: a loop's condition and body, a branch's alternatives. Cost: one look-up. */
export const regionsOf = (program: Program, node: number): readonly ProgramRegion[] =>
  regionLists(program).get(node) ?? none

/** What a loop repeats; undefined for other nodes. */
export const bodyOf = (program: Program, node: number): ProgramRegion | undefined =>
  regionsOf(program, node).find(({ kind }) => kind === 'body')

const regionLists = indexed(({ regions }: Program) => groupBy(regions, ({ node }) => node))
