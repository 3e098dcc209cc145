// Inlay hints of a tactics file: what each tactic changed, what each action matched, totals of each schedule.
import { formatBytes, formatCount, formatCountOf } from '../base/format'
import type { Assumption } from '../cost/assumptions'
import { findAssumptions } from '../cost/assumptions'
import type { Figures } from '../cost/figures'
import type { LoadedModel } from '../engine/analysis'
import type { ScheduleSnapshot, Snapshot, StepSnapshot } from '../engine/snapshot'
import { layOut } from '../cost/topology'
import { describePlace } from '../cost/topologyText'
import { moduleTactic } from '../engine/evaluate'
import { assumptionsOf, printFigure } from '../engine/expectations'
import type { TacticsHintLevel } from '../protocol/settings'
import { deviceCount } from '../sharding/mesh'
import { ArgumentRole, roleOf } from '../sharding/roles'
import { firstOfEachName } from '../tactics/checkTactics'
import type { Schedule, Tactic } from '../tactics/syntaxTree'
import { actionHint } from './actionHints'
import { describeDevice } from './deviceText'
import { describeEffect, describeSchedule } from './effects'
import type { Hint } from './hint'
import type { StatusOf } from './searchStatus'
import { describeSearch, withoutOpen } from './searchStatus'

/** What the figures of a step rest on. */
type Doubts = (figures: Figures) => readonly Assumption[]

export interface HintOptions {
  readonly start?: number
  readonly level?: TacticsHintLevel
  /** What is known of searches without a result. */
  readonly statusOf?: StatusOf
}

/**
 * Hints for one file of the snapshot's session, whose text is `text` and begins at `start` of the session (0: the main file);
 * those of tactics by the active schedule. Offsets are of `text`.
 */
export function tacticsHints(
  snapshot: Snapshot,
  model: LoadedModel,
  text: string,
  { start = 0, level = 'all', statusOf = () => undefined }: HintOptions = {},
): Hint[] {
  const { file } = snapshot
  const doubts = (figures: Figures): Assumption[] => findAssumptions(model.program, figures, snapshot)
  const hints = [
    ...headHints(snapshot, model, doubts),
    ...firstOfEachName(file.tactics).flatMap((tactic) => tacticHints(tactic, { snapshot, model, statusOf }, doubts)),
    ...firstOfEachName(file.schedules).flatMap((schedule) => scheduleHints(schedule, snapshot, doubts)),
    ...unnamedScheduleHints(snapshot, doubts),
  ]
  return hints
    .filter(({ offset }) => offset >= start && offset <= start + text.length)
    .filter(({ isDetail }) => level === 'all' || (level === 'effects' && isDetail !== true))
    .map((hint) => ({ ...hint, offset: afterBrace(text, hint.offset - start) }))
}

/** A hint between a head and its opening brace would part the two. */
function afterBrace(text: string, offset: number): number {
  const brace = /[ \t]*\{/y
  brace.lastIndex = offset
  return brace.test(text) ? brace.lastIndex : offset
}

/** Totals of a file without schedules stand behind its last tactic. */
function unnamedScheduleHints({ file, active, device }: Snapshot, doubts: Doubts): Hint[] {
  const last = file.tactics.findLast(({ span }) => span.start <= file.ownEnd)
  if (file.schedules.length > 0 || active === undefined || last === undefined) return []
  return [
    {
      offset: last.span.end,
      label: `${withoutOpen(active) ?? 'all tactics'}: ${describeSchedule(active.final, device, doubts(active.final))}`,
    },
  ]
}

function headHints(snapshot: Snapshot, model: LoadedModel, doubts: Doubts): Hint[] {
  const { file, mesh, device, active } = snapshot
  const hints: Hint[] = []
  if (file.model !== undefined) {
    const own = ownShardings(active, doubts)
    const label = [...describeModel(model), ...own].join(' · ')
    hints.push({
      offset: file.model.pathSpan.end,
      about: file.model.pathSpan.start,
      label,
      isDetail: own.length === 0,
    })
  }
  if (file.mesh !== undefined) {
    const count = deviceCount(mesh)
    const fabric = layOut(mesh, device)
    const places = mesh.axes.map(({ name }, axis) => `${name} ${describePlace(fabric, axis)}`)
    const label = [`${formatCount(count)} ${count === 1 ? 'device' : 'devices'}`, ...places].join(' · ')
    hints.push({ offset: file.mesh.span.end, about: file.mesh.headSpan.start, label, isDetail: true })
  }
  if (file.device !== undefined) {
    const about = file.device.name.span.start
    hints.push({ offset: file.device.span.end, about, label: describeDevice(device), isDetail: true })
  }
  return hints
}

/** `18,709 ops`, `289 parameters`, `870 arguments`. */
export function describeModel({ module, program }: LoadedModel): string[] {
  const parameters = roleOf(program).filter((role) => role === ArgumentRole.parameter).length
  return [
    countOf(module.columns.operations.count, 'op'),
    ...(parameters > 0 ? [countOf(parameters, 'parameter')] : []),
    countOf(module.arguments.length, 'argument'),
  ]
}

const countOf = (count: number, word: string): string => `${formatCount(count)} ${count === 1 ? word : `${word}s`}`

/** Effect of what the model states itself; nothing where it states none. */
function ownShardings(active: ScheduleSnapshot | undefined, doubts: Doubts): string[] {
  const first = active?.steps[0]
  if (active === undefined || first?.tactic !== moduleTactic) return []
  return [`its own shardings: ${describeEffect(active.initial, first.figures, first.changed, doubts(first.figures))}`]
}

interface FoundStep {
  readonly step: StepSnapshot
  readonly before: ScheduleSnapshot['initial']
  readonly schedule: string
  readonly isActive: boolean
}

/** The step of a tactic in the active schedule, or in the first one that has it. */
export function findStep(snapshot: Snapshot, tactic: Tactic): FoundStep | undefined {
  const { active, schedules } = snapshot
  for (const schedule of active === undefined ? schedules : [active, ...schedules]) {
    const name = tactic.name.text
    const isOf = (step: StepSnapshot): boolean => (step.found?.automatic ?? step.tactic) === name
    const index = schedule.steps.findIndex(isOf)
    const step = joinParts(name, schedule.steps.filter(isOf))
    if (step === undefined) continue
    const before = schedule.steps[index - 1]?.figures ?? schedule.initial
    return { step, before, schedule: schedule.name, isActive: schedule === active }
  }
  return undefined
}

/** The parts of what was found for an automatic tactic, as one step: the others have one part. */
function joinParts(tactic: string, parts: readonly StepSnapshot[]): StepSnapshot | undefined {
  const last = parts.at(-1)
  if (last === undefined || parts.length === 1) return last
  return { ...last, tactic, changed: parts.reduce((sum, { changed }) => sum + changed, 0) }
}

interface HintContext {
  readonly snapshot: Snapshot
  readonly model: LoadedModel
  readonly statusOf: StatusOf
}

function tacticHints(tactic: Tactic, { snapshot, model, statusOf }: HintContext, doubts: Doubts): Hint[] {
  const found = findStep(snapshot, tactic)
  const head = { offset: tactic.headSpan.end, about: tactic.name.span.start }
  if (found === undefined) return [{ ...head, label: 'no schedule uses it' }]
  const { step, before, schedule, isActive } = found
  const place = isActive ? '' : `in ${schedule}: `
  if (step.isIdle && tactic.isAutomatic) return [{ ...head, label: place + describeIdleSearch(step, statusOf) }]
  if (step.isIdle) return [{ ...head, label: snapshot.mesh.axes.length === 0 ? 'no mesh' : 'unknown axis' }]
  const effect = describeEffect(before, step.figures, step.changed, doubts(step.figures))
  const label = [place + effect, ...describeSpent(step)].join(' · ')
  const actions = tactic.actions.flatMap((action, i): Hint[] => {
    const counts = step.actions[i]
    return counts === undefined ? [] : [actionHint(action, counts, model)]
  })
  return [{ ...head, label }, ...actions]
}

function describeIdleSearch(step: StepSnapshot, statusOf: StatusOf): string {
  if (step.found !== undefined) return ['nothing better found', ...describeSpent(step)].join(' · ')
  return describeSearch(step.asked === undefined ? undefined : statusOf(step.asked))
}

/** `9 evaluations`; what a search took. */
function describeSpent({ found }: StepSnapshot): string[] {
  if (found === undefined) return []
  const { evaluations, isWhole } = found.strategy
  return [countOf(evaluations, 'evaluation'), ...(isWhole ? [] : ['ended early'])]
}

function scheduleHints(schedule: Schedule, snapshot: Snapshot, doubts: Doubts): Hint[] {
  const found = snapshot.schedules.find(({ name }) => name === schedule.name.text)
  if (found === undefined) return []
  const last = schedule.tactics.at(-1)?.span.end ?? schedule.name.span.end
  const open = withoutOpen(found)
  const failing = open !== undefined ? 0 : found.expectations.filter(({ holds }) => !holds).length
  const failure =
    failing === 0
      ? ''
      : ` · ${failing} of ${formatCountOf(found.expectations.length, 'expectation')} ${failing === 1 ? 'fails' : 'fail'}`
  const isDoubted = (name: string): boolean =>
    assumptionsOf(name, doubts(found.final)).some(({ isNotable }) => isNotable)
  const total = {
    offset: last,
    about: schedule.name.span.start,
    label: `${open === undefined ? '' : `${open}: `}${describeSchedule(found.final, snapshot.device, doubts(found.final))}${failure}`,
  }
  const expectations = schedule.expectations.flatMap((expectation, i): Hint[] => {
    const { actual, holds } = found.expectations[i] ?? {}
    if (actual === undefined || open !== undefined) return []
    const { text, span } = expectation.figure
    const value = `${isDoubted(text) ? '~' : ''}${printFigure(text, actual)}`
    return [
      {
        offset: expectation.span.end,
        about: span.start,
        label: holds === true ? value : `is ${value}`,
        isDetail: holds === true,
      },
    ]
  })
  return [total, ...expectations]
}

/** Tooltip text for memory over the limit; undefined when it fits. */
export function describeExcess(peak: number, memory: number, device: string): string | undefined {
  return peak > memory ? `${formatBytes(peak - memory)} over the ${formatBytes(memory)} of ${device}` : undefined
}
