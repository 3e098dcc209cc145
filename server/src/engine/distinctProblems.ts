// Problems of several schedules as one list: what all say alike once, what they say differently with the names of the schedules.
import type { Problem } from '../base/problems'

interface Told {
  readonly name: string
  readonly problems: readonly Problem[]
}

const placeOf = ({ code, span }: Problem): string => `${code} ${span.start} ${span.end}`
const keyOf = (problem: Problem): string => `${placeOf(problem)} ${problem.message}`

/** One tactic in several schedules says the same thing once. */
export function distinctProblems(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>()
  return problems.filter((problem) => {
    const key = keyOf(problem)
    return !seen.has(key) && seen.add(key).size > 0
  })
}

/**
 * A message that not all schedules with such a problem at that place have names those that have it: figures of a tactic are others
 * behind other tactics.
 */
export function tellSchedules(schedules: readonly Told[]): Problem[] {
  const names = new Map<string, Set<string>>()
  const add = (key: string, name: string): void => {
    names.set(key, (names.get(key) ?? new Set<string>()).add(name))
  }
  for (const { name, problems } of schedules) {
    for (const problem of problems) {
      add(placeOf(problem), name)
      add(keyOf(problem), name)
    }
  }
  const all = schedules.flatMap(({ problems }) => problems)
  return all.map((problem) => {
    const own = names.get(keyOf(problem)) ?? new Set<string>()
    if (own.size === names.get(placeOf(problem))?.size) return problem
    const who = `in schedule${own.size === 1 ? '' : 's'} ${[...own].map((name) => `\`${name}\``).join(', ')}`
    return { ...problem, message: `${who}: ${problem.message}` }
  })
}
