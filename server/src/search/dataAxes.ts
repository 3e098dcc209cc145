// Which mesh axes split the data: some input is tiled along them.
import { ArgumentRole, roleOf } from '../sharding/roles'
import type { ShardingState } from '../sharding/state'

/** Axes that tile an input already. */
export function findDataAxes({ program, axes, valueDim }: ShardingState): ReadonlySet<number> {
  const roles = roleOf(program)
  const found = new Set<number>()
  program.arguments.forEach((value, i) => {
    for (let axis = 0; axis < axes && roles[i] === ArgumentRole.input; axis++)
      if (valueDim[value * axes + axis]! >= 0) found.add(axis)
  })
  return found
}
