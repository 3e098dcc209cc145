// The tactics of a schedule as the cost panel lists them, and which of them states know by number.
import type { CostTactic } from '../../protocol/costs'
import type { Mesh } from '../../sharding/mesh'
import type { ScheduleAnalysis, StepAnalysis } from '../analysis'
import { stateOf } from './states'

/** By number in states: a tactic that could not be applied takes none. */
export interface AppliedTactics {
  readonly names: readonly string[]
  /** Index among all tactics of the schedule. */
  readonly indices: readonly number[]
}

export function numberTactics({ steps }: Pick<ScheduleAnalysis, 'steps'>): AppliedTactics {
  const indices = Array.from(steps.keys()).filter((i) => !steps[i]!.isIdle)
  return { names: indices.map((i) => steps[i]!.tactic.name.text), indices }
}

export function listTactics({ steps }: Pick<ScheduleAnalysis, 'steps'>, mesh: Mesh): CostTactic[] {
  return steps.map((step) => {
    const { tactic, matched, changed, refused, isIdle, found } = step
    const own = { name: tactic.name.text, ...axisOf(step, mesh), matched, changed, refused, isIdle }
    return {
      ...own,
      ...(tactic.isAutomatic && isIdle && found === undefined ? { isOpen: true } : {}),
      state: stateOf(step),
    }
  })
}

function axisOf({ tactic }: StepAnalysis, mesh: Mesh): { readonly axis?: number } {
  const axis = mesh.axes.findIndex(({ name }) => name === tactic.axes[0]?.text)
  return axis < 0 ? {} : { axis }
}
