// Collectives that only move a value from one sharding to another and take a good part of the step: what a person wants to see
// where they stand, and what a change of the tactics may remove.
import type { CollectiveKind } from '../lowering/localProgram'
import type { Evaluation } from './analysis'

export interface LargeReshard {
  /** In `LocalProgram.collectives`. */
  readonly index: number
  /** Exposed seconds in one execution of the program. */
  readonly seconds: number
  /** Of the step time, 0 to 1. */
  readonly share: number
}

/** Share of the step, and bytes moved in one execution, from which a reshard is worth a word. */
export const [largeShare, largeBytes] = [0.02, 2 ** 20]

const moves: ReadonlySet<CollectiveKind> = new Set<CollectiveKind>(['all_gather', 'all_to_all', 'collective_permute'])

/** The longest first. Sums are no reshards, and arguments are gathered because a tactic stores them in parts. */
export function findLargeReshards({ local, simulation, state, figures }: Evaluation): LargeReshard[] {
  const { steps, collectives, program } = local
  const isArgument = new Set(program.arguments)
  if (figures.stepTime === 0) return []
  return collectives
    .flatMap(({ kind, step, bytes, value, cause }, index): LargeReshard[] => {
      if (!moves.has(kind) || bytes < largeBytes || cause.kind === 'model' || isArgument.has(value)) return []
      const seconds = simulation.timeline.exposed[index]! * simulation.timeline.executions[steps.region[step]!]!
      const share = seconds / figures.stepTime
      return share < largeShare || state.program.values.source[value]! < 0 ? [] : [{ index, seconds, share }]
    })
    .sort((a, b) => b.seconds - a.seconds)
}
