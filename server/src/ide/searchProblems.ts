// Searches that have failed, said at their automatic tactics.
import type { Problem } from '../base/problems'
import type { Snapshot } from '../engine/snapshot'
import { firstOfEachName } from '../tactics/checkTactics'
import type { StatusOf } from './searchStatus'

export function searchProblems({ file, schedules }: Snapshot, statusOf: StatusOf): Problem[] {
  const failures = new Map<string, string>()
  for (const { steps } of schedules) {
    for (const { tactic, asked } of steps) {
      const status = asked === undefined ? undefined : statusOf(asked)
      if (status?.kind === 'failed') failures.set(tactic, status.message)
    }
  }
  return firstOfEachName(file.tactics).flatMap(({ name: { text, span } }): Problem[] => {
    const failure = failures.get(text)
    if (failure === undefined) return []
    const [summary = ''] = failure.split('\n')
    return [{ code: 'search.failed', span, message: `the search for \`${text}\` failed: ${summary}` }]
  })
}
