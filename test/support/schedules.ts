// Runs schedules in tests: actions by argument pattern on a model's text, collectives and conflicts after each tactic.
import { lower } from '../../server/src/lowering/lower'
import type { LocalProgram } from '../../server/src/lowering/localProgram'
import type { LoadedModel } from '../../server/src/engine/analysis'
import type { Assignment, BoundTactic } from '../../server/src/sharding/applyTactic'
import { applyTactic } from '../../server/src/sharding/applyTactic'
import type { Conflict } from '../../server/src/sharding/propagate'
import type { ShardingState } from '../../server/src/sharding/state'
import { startState } from '../../server/src/sharding/manualRegions'

export type Counts = Readonly<Record<string, number>>

export interface StepResult {
  readonly count: Counts
  readonly executed: Counts
  readonly conflicts: readonly Conflict[]
  readonly state: ShardingState
  readonly local: LocalProgram
}

/** One action: a test of argument paths, and what is done with those it holds for. */
export interface TestAction {
  readonly matches: (path: string) => boolean
  readonly value: number | 'first_divisible' | 'largest_divisible' | 'replicated'
}

export interface TestTactic {
  readonly axis: string
  readonly actions: readonly TestAction[]
}

/** Applies and lowers each tactic in turn. */
export function runSchedule(
  model: LoadedModel,
  mesh: Readonly<Record<string, number>>,
  tactics: readonly TestTactic[],
): StepResult[] {
  const axes = Object.entries(mesh).map(([name, size]) => ({ name, size }))
  let state = startState(model.program, { axes }).value
  let conflicts: readonly Conflict[] = []
  return tactics.map((tactic, index) => {
    const outcome = applyTactic(state, bind(model, tactic, axes), index, conflicts)
    state = outcome.state
    conflicts = [...conflicts, ...outcome.conflicts]
    const local = lower(state)
    return { ...countCollectives(local), conflicts, state, local }
  })
}

function bind(
  model: LoadedModel,
  { axis, actions }: TestTactic,
  axes: readonly { readonly name: string }[],
): BoundTactic {
  return {
    axis: axes.findIndex(({ name }) => name === axis),
    actions: actions.map(({ matches, value }) => {
      const values = model.module.arguments.flatMap(({ path }, i) =>
        matches(path) ? [model.program.arguments[i]!] : [],
      )
      if (values.length === 0) throw new Error(`an action on ${axis} matches no argument`)
      return { values, assignment: toAssignment(value) }
    }),
  }
}

function toAssignment(value: TestAction['value']): Assignment {
  if (typeof value === 'number') return { kind: 'dim', dim: value }
  if (value === 'replicated') return { kind: 'replicated' }
  return { kind: value === 'first_divisible' ? 'firstDivisible' : 'largestDivisible' }
}

/** Collectives by kind as written and as executed; slices are free and left out. */
export function countCollectives(local: LocalProgram): { count: Counts; executed: Counts } {
  const count: Record<string, number> = {}
  const executed: Record<string, number> = {}
  for (const { kind, executions } of local.collectives) {
    if (kind === 'all_slice') continue
    count[kind] = (count[kind] ?? 0) + 1
    executed[kind] = (executed[kind] ?? 0) + executions
  }
  return { count, executed }
}
