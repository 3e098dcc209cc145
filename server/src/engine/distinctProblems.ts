// Problems of several schedules as one list: what all say alike once, what only some say with their names.
import type { Problem, Span } from '../base/problems'

/** What one schedule says. */
export interface ToldBy {
  readonly name: string
  readonly tactics: readonly { readonly span: Span }[]
  readonly problems: readonly Problem[]
}

const keyOf = ({ code, span, message }: Problem): string => `${code} ${span.start} ${span.end} ${message}`

/** One tactic in several schedules says the same thing once. */
export function distinctProblems(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>()
  return problems.filter((problem) => {
    const key = keyOf(problem)
    return !seen.has(key) && seen.add(key).size > 0
  })
}

/**
 * A message at a tactic that not all schedules with this tactic have names those that have it: what a tactic does is another thing
 * behind other tactics. What is plain stands as it is.
 */
export function tellSchedules(
  schedules: readonly ToldBy[],
  isPlain: (problem: Problem) => boolean = () => false,
): Problem[] {
  const names = new Map<string, Set<string>>()
  for (const { name, problems } of schedules) {
    for (const problem of problems) {
      const key = keyOf(problem)
      names.set(key, (names.get(key) ?? new Set<string>()).add(name))
    }
  }
  const having = countByTactic(schedules)
  return schedules.flatMap(({ tactics, problems }) =>
    problems.map((problem) => {
      const tactic = tactics.find(({ span }) => span.start <= problem.span.start && problem.span.end <= span.end)
      const own = names.get(keyOf(problem)) ?? new Set<string>()
      if (tactic === undefined || isPlain(problem) || own.size === having.get(tactic.span.start)) return problem
      const who = `in schedule${own.size === 1 ? '' : 's'} ${[...own].map((name) => `\`${name}\``).join(', ')}`
      return { ...problem, message: `${who}: ${problem.message}`, schedules: [...own] }
    }),
  )
}

/** How many schedules have the tactic that begins at an offset. */
function countByTactic(schedules: readonly ToldBy[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const { tactics } of schedules)
    for (const start of new Set(tactics.map(({ span }) => span.start))) counts.set(start, (counts.get(start) ?? 0) + 1)
  return counts
}
