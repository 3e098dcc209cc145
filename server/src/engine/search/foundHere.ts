// What an analysis, or its snapshot, holds of searches: each automatic tactic of each schedule once.
import type { FoundStrategy } from './autoTactic'

/** What was found for one automatic tactic in one schedule. */
export interface FoundHere {
  readonly schedule: string
  readonly automatic: string
  readonly strategy: FoundStrategy
}

interface Searched {
  readonly schedules: readonly {
    readonly name: string
    readonly steps: readonly { readonly found?: Pick<FoundHere, 'automatic' | 'strategy'> }[]
  }[]
}

export function findFound({ schedules }: Searched): FoundHere[] {
  return schedules.flatMap(({ name, steps }) => {
    const seen = new Set<string>()
    return steps.flatMap(({ found }): FoundHere[] => {
      if (found === undefined || seen.has(found.automatic)) return []
      seen.add(found.automatic)
      return [{ schedule: name, automatic: found.automatic, strategy: found.strategy }]
    })
  })
}
