// The same fault at many places of a model -> one problem at the first of them: all layers have the same shardings.
import type { Problem, RepeatedProblem } from '../base/problems'

export function joinAlike(problems: readonly RepeatedProblem[]): Problem[] {
  const places = new Map<string, { readonly problem: Problem; count: number }>()
  for (const { problem, fault } of problems) {
    const known = places.get(fault)
    if (known === undefined) places.set(fault, { problem, count: 1 })
    else known.count++
  }
  return [...places.values()].map(({ problem, count }) => {
    const more = `${count - 1} more ${count === 2 ? 'place' : 'places'}`
    return count === 1 ? problem : { ...problem, message: `${problem.message} (here and at ${more})` }
  })
}
