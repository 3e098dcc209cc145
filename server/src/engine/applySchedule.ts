// The tactics of a schedule -> the states after each of them: the model's own shardings first, then tactic by tactic.
import type { Problem } from '../base/problems'
import { bindTactic } from '../sharding/bindTactic'
import type { Mesh } from '../sharding/mesh'
import { isPlace } from '../tactics/shiftSpans'
import type { Device } from '../cost/devices'
import type { AutoQuestion, FoundStrategy } from './search/autoTactic'
import type { WrittenTactic } from './search/writeSet'
import type { Tactic } from '../tactics/syntaxTree'
import type { AnalyzeRequest } from './analyzer'
import type { Evaluator, Prefix } from './evaluate'
import { extendByModule, extendPrefix, moduleTactic, startPrefix } from './evaluate'

/** What schedules are applied to. */
export interface Ground {
  readonly evaluator: Evaluator
  readonly request: Pick<AnalyzeRequest, 'model' | 'file' | 'withoutModule' | 'isCancelled' | 'solve' | 'identity'>
  readonly mesh: Mesh
  readonly device: Device
}

/** One tactic of a schedule, applied; `isIdle` when it could not be, and everything is as before. */
export interface Applied {
  readonly tactic: Tactic
  readonly prefix: Prefix
  readonly problems: readonly Problem[]
  readonly isIdle: boolean
  /** The automatic tactic that it is a part of, and the name of this part. */
  readonly found?: FoundPart
  /** Key of what an automatic tactic asks, where nobody has answered yet. */
  readonly asked?: string
}

/** Part of what a search has found for an automatic tactic. */
export interface FoundPart {
  /** Name of the tactic. */
  readonly automatic: string
  readonly strategy: FoundStrategy
  /** Undefined where the search has found that nothing is better. */
  readonly written: WrittenTactic | undefined
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

function applyTactics(ground: Ground, start: Prefix, tactics: readonly Tactic[]): Applied[] {
  const { evaluator, mesh, device, request } = ground
  const questioning = { ...request, taken: request.file.tactics.map(({ name }) => name.text) }
  let prefix = start
  let isAnswered = true
  return tactics.flatMap((tactic) => {
    if (tactic.isAutomatic) {
      // What comes before is not known yet, so neither is the question.
      if (!isAnswered) return [{ tactic, prefix, problems: [], isIdle: true }]
      const parts = applyFound({ ...questioning, evaluator, device }, prefix, tactic)
      prefix = parts.at(-1)?.prefix ?? prefix
      isAnswered = parts.every(({ asked }) => asked === undefined)
      return parts
    }
    const bound = bindTactic(tactic, evaluator.program, mesh)
    const isIdle = bound.value.axis < 0
    if (!isIdle) prefix = extendPrefix(evaluator, prefix, bound.value, contentOf(tactic))
    return [{ tactic, prefix, problems: bound.problems, isIdle }]
  })
}

/** What automatic tactics are searched on. */
export interface FoundGround extends Pick<AnalyzeRequest, 'solve' | 'identity'> {
  readonly evaluator: Evaluator
  readonly device: Device
  /** Names that new tactics must not take. */
  readonly taken: readonly string[]
}

/** Each tactic of what was found, as a step of its own; one idle step where nothing was. */
export function applyFound(ground: FoundGround, start: Prefix, tactic: Tactic): Applied[] {
  const { evaluator, solve } = ground
  const question = questionOf(ground, start, tactic)
  const strategy = solve?.(question)
  const idle: Applied = { tactic, prefix: start, problems: [], isIdle: true }
  if (strategy === undefined) return [{ ...idle, asked: question.key }]
  const automatic = tactic.name.text
  let prefix = start
  const parts = strategy.tactics.map((written): Applied => {
    prefix = extendPrefix(evaluator, prefix, written.bound, written.text)
    return { tactic, prefix, problems: [], isIdle: false, found: { automatic, strategy, written } }
  })
  return parts.length > 0 ? parts : [{ ...idle, found: { automatic, strategy, written: undefined } }]
}

/** What an automatic tactic asks of a search at its place. */
function questionOf({ identity = '', device, taken }: FoundGround, start: Prefix, tactic: Tactic): AutoQuestion {
  const { state, conflicts } = start.partitioned
  const asked = JSON.stringify([tactic.axes, tactic.fields], (key, value: unknown) =>
    isPlace(key) ? undefined : value,
  )
  return {
    key: `${identity}\n${JSON.stringify(device)}\n${start.key}\n${asked}`,
    tactic,
    start: { state, conflicts, tactics: start.length },
    device,
    taken,
  }
}

/** Content of a tactic: its axes and actions without their places, so that moving text keeps results. */
export function contentOf(tactic: Tactic): string {
  return JSON.stringify([tactic.axes, tactic.actions], (key, value: unknown) => (isPlace(key) ? undefined : value))
}
