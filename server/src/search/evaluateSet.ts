// A set of actions -> what its state costs. The score is made of the figures that the report shows, so that a search can exploit
// nothing that a person would not see.
import type { Device } from '../cost/devices'
import { simulate } from '../cost/simulate'
import { lower } from '../lowering/lower'
import type { ShardingState } from '../sharding/state'
import type { SetApplier } from './applySet'

/** Plain data: what a worker answers. */
export interface SetCost {
  /** Equal states have equal keys. */
  readonly state: string
  /** Seconds. */
  readonly stepTime: number
  readonly exposedCommunication: number
  readonly communicationTime: number
  /** Bytes. */
  readonly peakMemory: number
  readonly conflicts: number
}

export interface SetEvaluator {
  readonly evaluate: (set: readonly number[]) => SetCost
}

/** Each state is lowered and simulated once. */
export function createSetEvaluator(applier: SetApplier, device: Device): SetEvaluator {
  const known = new Map<string, SetCost>()
  return {
    evaluate: (set) => {
      const { state, conflicts } = applier.apply(set)
      const key = hashState(state)
      const found = known.get(key)
      // Of all that a cost holds, this alone depends on how the state came about.
      if (found !== undefined) return { ...found, conflicts: conflicts.length }
      const { figures } = simulate(lower(state), device)
      const { stepTime, exposedCommunication, communicationTime, peakMemory } = figures
      const cost = {
        state: key,
        stepTime,
        exposedCommunication,
        communicationTime,
        peakMemory,
        conflicts: conflicts.length,
      }
      known.set(key, cost)
      return cost
    },
  }
}

/** Of what is decided, in the order of indices: never of names or addresses. */
export function hashState({ valueDim, valueOrder, nodeFactor, nodeOrder }: ShardingState): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9]
  for (const column of [valueDim, valueOrder, nodeFactor, nodeOrder]) {
    for (let at = 0; at < column.length; at++) {
      a = Math.imul(a ^ column[at]!, 0x01000193)
      b = Math.imul(b ^ column[at]!, 0x85ebca6b) ^ (b >>> 15)
    }
  }
  return `${(a >>> 0).toString(16)}-${(b >>> 0).toString(16)}`
}
