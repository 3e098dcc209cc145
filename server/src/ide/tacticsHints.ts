// Inlay hints of a tactics file: what each tactic changed, what each action matched, totals of each schedule.
import { formatBytes, formatCount } from '../base/format'
import type { Assumption } from '../cost/assumptions'
import { findAssumptions } from '../cost/assumptions'
import type { Figures } from '../cost/figures'
import type { LoadedModel } from '../engine/analysis'
import type { ActionCounts, ScheduleSnapshot, Snapshot, StepSnapshot } from '../engine/snapshot'
import { layOut } from '../cost/topology'
import { describePlace } from '../cost/topologyText'
import { moduleTactic } from '../engine/evaluate'
import { assumptionsOf, printFigure } from '../engine/expectations'
import { deviceCount } from '../sharding/mesh'
import type { Schedule, Tactic } from '../tactics/syntaxTree'
import { describeDevice } from './deviceText'
import { describeEffect, describeSchedule } from './effects'
import type { Hint } from './hint'

/** What the figures of a step rest on. */
type Doubts = (figures: Figures) => readonly Assumption[]

/** Says what the mark `~` of a hint means. */
function tooltipOf(assumptions: readonly Assumption[]): { readonly tooltip?: string } {
  const notable = assumptions.filter(({ isNotable }) => isNotable)
  return notable.length === 0 ? {} : { tooltip: `~ assumes: ${notable.map(({ text }) => text).join('; ')}` }
}

/**
 * Hints for one file of the snapshot's session, whose text is `text` and begins at `start` of the session (0: the main file);
 * those of tactics by the active schedule. Offsets are of `text`.
 */
export function tacticsHints(snapshot: Snapshot, model: LoadedModel, text: string, start = 0): Hint[] {
  const { file } = snapshot
  const doubts = (figures: Figures): Assumption[] => findAssumptions(model.program, figures, snapshot)
  const hints = [
    ...headHints(snapshot, model, doubts),
    ...file.tactics.flatMap((tactic) => tacticHints(tactic, findStep(snapshot, tactic), doubts)),
    ...file.schedules.flatMap((schedule) => scheduleHints(schedule, snapshot, doubts)),
    ...unnamedScheduleHints(snapshot, doubts),
  ]
  return hints
    .filter(({ offset }) => offset >= start && offset <= start + text.length)
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
      label: `all tactics: ${describeSchedule(active.final, device.memory, doubts(active.final))}`,
    },
  ]
}

function headHints({ file, mesh, device, active }: Snapshot, { module }: LoadedModel, doubts: Doubts): Hint[] {
  const hints: Hint[] = []
  const parameters = module.arguments.filter(({ segments }) => segments.includes('params')).length
  if (file.model !== undefined) {
    const counts = [`${formatCount(module.columns.operations.count)} ops`]
    if (parameters > 0) counts.push(`${formatCount(parameters)} parameters`)
    counts.push(`${formatCount(module.arguments.length)} arguments`)
    hints.push({ offset: file.model.pathSpan.end, label: [...counts, ...ownShardings(active, doubts)].join(' · ') })
  }
  if (file.mesh !== undefined) {
    const count = deviceCount(mesh)
    const fabric = layOut(mesh, device)
    const places = mesh.axes.map(({ name }, axis) => `${name} ${describePlace(fabric, axis)}`)
    hints.push({
      offset: file.mesh.span.end,
      label: [`${formatCount(count)} ${count === 1 ? 'device' : 'devices'}`, ...places].join(' · '),
    })
  }
  if (file.device !== undefined) hints.push({ offset: file.device.span.end, label: describeDevice(device) })
  return hints
}

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
    const index = schedule.steps.findIndex((step) => step.tactic === tactic.name.text)
    const step = schedule.steps[index]
    if (step === undefined) continue
    const before = schedule.steps[index - 1]?.figures ?? schedule.initial
    return { step, before, schedule: schedule.name, isActive: schedule === active }
  }
  return undefined
}

function tacticHints(tactic: Tactic, found: FoundStep | undefined, doubts: Doubts): Hint[] {
  if (tactic.isAutomatic) return [{ offset: tactic.headSpan.end, label: 'not carried out yet' }]
  if (found === undefined) return [{ offset: tactic.headSpan.end, label: 'no schedule uses it' }]
  const { step, before, schedule, isActive } = found
  if (step.isIdle) return [{ offset: tactic.headSpan.end, label: 'unknown axis' }]
  const effect = describeEffect(before, step.figures, step.changed, doubts(step.figures))
  const label = isActive ? effect : `in ${schedule}: ${effect}`
  const actions = tactic.actions.flatMap((action, i): Hint[] => {
    const counts = step.actions[i]
    return counts === undefined ? [] : [{ offset: action.span.end, label: describeAction(counts) }]
  })
  return [{ offset: tactic.headSpan.end, label, ...tooltipOf(doubts(step.figures)) }, ...actions]
}

/** `387 tensors · 480 left whole`. */
function describeAction(counts: ActionCounts): string {
  if (counts.matched === 0) return 'matches nothing'
  const parts = [`${formatCount(counts.matched)} ${counts.matched === 1 ? 'tensor' : 'tensors'}`]
  if (counts.leftWhole > 0) parts.push(`${formatCount(counts.leftWhole)} left whole`)
  if (counts.skipped > 0) parts.push(`${formatCount(counts.skipped)} skipped`)
  if (counts.refused > 0) parts.push(`${formatCount(counts.refused)} refused`)
  return parts.join(' · ')
}

function scheduleHints(schedule: Schedule, snapshot: Snapshot, doubts: Doubts): Hint[] {
  const found = snapshot.schedules.find(({ name }) => name === schedule.name.text)
  if (found === undefined) return []
  const last = schedule.tactics.at(-1)?.span.end ?? schedule.name.span.end
  const failing = found.expectations.filter(({ holds }) => !holds).length
  const failure =
    failing === 0
      ? ''
      : ` · ${failing} of ${found.expectations.length} expectations ${failing === 1 ? 'fails' : 'fail'}`
  const isDoubted = (name: string): boolean =>
    assumptionsOf(name, doubts(found.final)).some(({ isNotable }) => isNotable)
  const total = {
    offset: last,
    label: describeSchedule(found.final, snapshot.device.memory, doubts(found.final)) + failure,
    ...tooltipOf(doubts(found.final)),
  }
  const expectations = schedule.expectations.flatMap((expectation, i): Hint[] => {
    const actual = found.expectations[i]?.actual
    if (actual === undefined) return []
    return [
      {
        offset: expectation.span.end,
        label: `is ${isDoubted(expectation.figure.text) ? '~' : ''}${printFigure(expectation.figure.text, actual)}`,
      },
    ]
  })
  return [total, ...expectations]
}

/** Tooltip text for memory over the limit; undefined when it fits. */
export function describeExcess(peak: number, memory: number, device: string): string | undefined {
  return peak > memory ? `${formatBytes(peak - memory)} over the ${formatBytes(memory)} of ${device}` : undefined
}
