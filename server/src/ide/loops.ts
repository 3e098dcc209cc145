// The loops of a program by their nodes.
import { indexed } from '../base/indexed'
import type { Program, ProgramRegion } from '../sharding/program'

const bodies = indexed(
  ({ regions }: Program): ReadonlyMap<number, ProgramRegion> =>
    new Map(regions.flatMap((region) => (region.kind === 'body' ? [[region.node, region] as const] : []))),
)

/** Body of the loop that a node is. */
export const loopsAt = (program: Program, node: number): ProgramRegion | undefined => bodies(program).get(node)

/** Bodies of all loops, in program order. */
export const loopsOf = (program: Program): readonly ProgramRegion[] => [...bodies(program).values()]
