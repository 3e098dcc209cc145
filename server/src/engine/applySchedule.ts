// The tactics of a schedule -> the states after each of them: the model's own shardings first, then tactic by tactic.
import type { Problem } from '../base/problems'
import { bindTactic } from '../sharding/bindTactic'
import type { Mesh } from '../sharding/mesh'
import { isPlace } from '../tactics/shiftSpans'
import type { Tactic } from '../tactics/syntaxTree'
import type { AnalyzeRequest } from './analyzer'
import type { Evaluator, Prefix } from './evaluate'
import { extendByModule, extendPrefix, moduleTactic, startPrefix } from './evaluate'

/** What schedules are applied to. */
export interface Ground {
  readonly evaluator: Evaluator
  readonly request: Pick<AnalyzeRequest, 'model' | 'file' | 'withoutModule' | 'isCancelled'>
  readonly mesh: Mesh
}

/** One tactic of a schedule, applied; `isIdle` when it could not be, and everything is as before. */
export interface Applied {
  readonly tactic: Tactic
  readonly prefix: Prefix
  readonly problems: readonly Problem[]
  readonly isIdle: boolean
}

export interface AppliedSchedule {
  readonly start: Prefix
  readonly applied: readonly Applied[]
  /** After the last tactic, or `start`. */
  readonly last: Prefix
  /** Located in the model. */
  readonly problems: readonly Problem[]
}

export function applySchedule(ground: Ground, tactics: readonly Tactic[]): AppliedSchedule {
  const start = startPrefix(ground.evaluator, ground.mesh)
  const problems = [...(start.partitioned.problems ?? [])]
  const applied = applyModule(ground, start, problems)
  applied.push(...applyTactics(ground, applied[0]?.prefix ?? start, tactics))
  return { start, applied, last: applied.at(-1)?.prefix ?? start, problems }
}

/** Tactic 0: what the model itself says, where it says something. Its problems are of the model, not of the tactics file. */
function applyModule({ evaluator, request }: Ground, start: Prefix, problems: Problem[]): Applied[] {
  const { shardings } = request.model
  if (request.withoutModule === true || (shardings.found.length === 0 && shardings.groups.length === 0)) return []
  const extended = extendByModule(evaluator, start, shardings)
  problems.push(...extended.problems)
  const span = request.file.model?.pathSpan ?? { start: 0, end: 0 }
  const tactic: Tactic = {
    kind: 'tactic',
    span,
    name: { text: moduleTactic, span },
    headSpan: span,
    axes: [],
    isAutomatic: false,
    actions: [],
    fields: [],
  }
  return [{ tactic, prefix: extended.prefix, problems: [], isIdle: false }]
}

function applyTactics({ evaluator, mesh }: Ground, start: Prefix, tactics: readonly Tactic[]): Applied[] {
  let prefix = start
  return tactics.map((tactic) => {
    const bound = bindTactic(tactic, evaluator.program, mesh)
    const isIdle = bound.value.axis < 0
    if (!isIdle) prefix = extendPrefix(evaluator, prefix, bound.value, contentOf(tactic))
    return { tactic, prefix, problems: bound.problems, isIdle }
  })
}

/** Content of a tactic: its axes and actions without their places, so that moving text keeps results. */
export function contentOf(tactic: Tactic): string {
  return JSON.stringify([tactic.axes, tactic.actions], (key, value: unknown) => (isPlace(key) ? undefined : value))
}
