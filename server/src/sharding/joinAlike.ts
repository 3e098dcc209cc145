// The same problem at many places of a model -> one at the first of them: all layers have the same shardings.
import type { Problem } from '../base/problems'

/** Every sharding of a model is of another number of devices where one is: which it is says nothing. */
const sharedReason = / it is of .* devices, the mesh has .*$/

export function joinAlike(problems: readonly Problem[]): Problem[] {
  const places = new Map<string, { readonly problem: Problem; count: number }>()
  for (const problem of problems) {
    const key = sharedReason.exec(problem.message)?.[0] ?? problem.message
    const known = places.get(`${problem.code} ${key}`)
    if (known === undefined) places.set(`${problem.code} ${key}`, { problem, count: 1 })
    else known.count++
  }
  return [...places.values()].map(({ problem, count }) => {
    const more = `${count - 1} more ${count === 2 ? 'place' : 'places'}`
    return count === 1 ? problem : { ...problem, message: `${problem.message} (here and at ${more})` }
  })
}
