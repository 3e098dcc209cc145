// Hovers of a tactics file: patterns, tactics, axes, schedules, devices, expectations, keywords.
import { formatBytes, formatCount, formatPercent, formatSeconds } from '../base/format'
import type { Span } from '../base/problems'
import { findAssumptions } from '../cost/assumptions'
import { explainTotal } from '../cost/explain/explainTotals'
import type { Figures } from '../cost/figures'
import type { Device } from '../cost/devices'
import { findDevice } from '../cost/devices'
import { layOut } from '../cost/topology'
import { describePlace } from '../cost/topologyText'
import type { LoadedModel } from '../engine/analysis'
import { numberedSteps } from '../engine/analysis'
import { explainNamed, simulatedOf } from '../engine/explain'
import { findFigure, printFigure } from '../engine/expectations'
import type { ScheduleSnapshot, Snapshot, StepSnapshot } from '../engine/snapshot'
import { findValues } from '../sharding/bindTactic'
import { namesIn } from '../sharding/targetNames'
import { blankOut } from '../tactics/splitText'
import type { Action, Schedule, Tactic, TacticsFile } from '../tactics/syntaxTree'
import { deviceHover } from './deviceText'
import { describeTotals } from './effects'
import { effectTable } from './effectTable'
import type { Hover } from './hover'
import { covers } from './hover'
import { explanationBlock, explanationMarkdown, scheduleAssumptions } from './explanationText'
import { foundText } from './foundText'
import { describeMemory } from './memoryText'
import { conditionHelp, keywordHelp } from './keywords'
import { code, markdownTable } from './markdown'
import type { KnownFigures } from './partHover'
import { partHover } from './partHover'
import type { StatusOf } from './searchStatus'
import { describeSearch, namesOfSteps } from './searchStatus'
import { tensorTable } from './tensorTable'
import { describeExcess, findStep } from './tacticsHints'
import { describeTacticTime, describeTime } from './timeText'

export type { Hover } from './hover'

export interface KnownHere extends KnownFigures {
  /** What is known of searches without a result. */
  readonly statusOf?: StatusOf
}

/** Hover at an offset of the file as it is now; `snapshot` may be of an older text, names tie the two. */
export function tacticsHover(file: TacticsFile, offset: number, known: KnownHere | undefined): Hover | undefined {
  const found = known === undefined ? undefined : hoverFigures(file, offset, known)
  return found ?? hoverDevice(file, offset, known?.snapshot) ?? partHover(file, offset, known)
}

function hoverFigures(file: TacticsFile, offset: number, known: KnownHere): Hover | undefined {
  const { snapshot, model } = known
  for (const tactic of file.tactics) {
    if (!covers(tactic.span, offset)) continue
    if (covers(tactic.name.span, offset)) return hoverTactic(tactic, tactic.name.span, known)
    const axis = tactic.axes.find(({ span }) => covers(span, offset))
    if (axis !== undefined) return hoverAxis(axis.text, axis.span, snapshot)
    const action = tactic.actions.find(({ target }) => covers(target.span, offset))
    if (action !== undefined) return hoverAction(action, snapshot, model)
  }
  for (const schedule of file.schedules) {
    if (covers(schedule.name.span, offset)) return hoverSchedule(schedule, snapshot)
    const name = schedule.tactics.find(({ span }) => covers(span, offset))
    const tactic = file.tactics.find((one) => one.name.text === name?.text)
    if (name !== undefined && tactic !== undefined) return hoverTactic(tactic, name.span, known, schedule.name.text)
    const expectation = schedule.expectations.find(({ span }) => covers(span, offset))
    if (expectation !== undefined) return hoverFigure(expectation.figure.text, expectation.figure.span, snapshot)
  }
  const axis = file.mesh?.axes.find(({ span }) => covers(span, offset))
  if (axis !== undefined) return hoverAxis(axis.name.text, axis.span, snapshot)
  return undefined
}

/** Table of effects: before, after, change. */
function hoverTactic(
  tactic: Tactic,
  span: Span,
  { snapshot, statusOf }: KnownHere,
  inSchedule?: string,
): Hover | undefined {
  const wanted = snapshot.schedules.find(({ name }) => name === inSchedule)
  const found = findStep(wanted === undefined ? snapshot : { ...snapshot, active: wanted }, tactic)
  const axis = tactic.axes
    .map(({ text }) => `${text} ${snapshot.mesh.axes.find(({ name }) => name === text)?.size ?? '?'}`)
    .join(', ')
  const title = `**${tactic.name.text}** on ${axis}`
  if (found === undefined) return { span, text: `${title}\n\nno schedule uses it` }
  const { step, before, schedule } = found
  if (tactic.isAutomatic) {
    const head = `${title} · automatic, in schedule ${code(schedule)}`
    const effect = step.found === undefined || step.isIdle ? '' : `\n\n${effectTable(before, step.figures)}`
    return { span, text: `${head}${effect}\n\n${searchText(step, statusOf)}` }
  }
  const values = `${formatCount(step.matched)} tensors matched · ${formatCount(step.changed)} values tiled or pinned`
  const conflicts = step.figures.conflicts - before.conflicts
  const head = `${title} · ${values} · ${formatCount(conflicts)} ${conflicts === 1 ? 'conflict' : 'conflicts'}, in schedule ${code(schedule)}`
  const excess = describeExcess(step.figures.peakMemory, snapshot.device.memory, snapshot.device.name)
  const fits = fittingLater(snapshot, schedule, step)
  const warning = excess === undefined ? '' : `\n\n$(warning) peak memory after this tactic is ${excess}${fits}`
  const share = tacticTime(snapshot, schedule, step.tactic)
  return {
    span,
    text: `${head}\n\n${effectTable(before, step.figures)}${share}${warning}${restsOn(snapshot, step.figures)}\n\n_Estimates: docs/COSTS.md_`,
  }
}

/** What was found, or how far the search is. */
function searchText({ found, asked }: StepSnapshot, statusOf: StatusOf | undefined): string {
  return found === undefined
    ? describeSearch(asked === undefined ? undefined : statusOf?.(asked))
    : `${foundText(found.strategy)}\n\n_Estimates: docs/COSTS.md_`
}

/** `; after Z3 it fits (21.3 GiB)`: the first later tactic of the schedule that makes it. */
function fittingLater({ schedules, device }: Snapshot, schedule: string, step: StepSnapshot): string {
  const steps = schedules.find(({ name }) => name === schedule)?.steps ?? []
  const later = steps.slice(steps.indexOf(step) + 1).find(({ figures }) => figures.peakMemory <= device.memory)
  return later === undefined ? '' : `; after ${code(later.tactic)} it fits (${formatBytes(later.figures.peakMemory)})`
}

/** What a tactic takes of the whole schedule, where that is at hand in full. */
function tacticTime({ active, summary }: Snapshot, schedule: string, tactic: string): string {
  if (active?.name !== schedule) return ''
  const time = summary?.tactics[numberedSteps(active.steps).findIndex((step) => step.tactic === tactic)]
  const text = time && describeTacticTime(time)
  return text === undefined ? '' : `\n\nin the whole schedule ${text}`
}

/** What the figures after a tactic rest on. */
function restsOn(snapshot: Snapshot, figures: Figures): string {
  const { evaluation } = snapshot
  if (evaluation === undefined) return ''
  const assumptions = findAssumptions(evaluation.state.program, figures, snapshot)
  return scheduleAssumptions(assumptions)
    .map((text) => `\n\n${text}`)
    .join('')
}

function hoverAxis(name: string, span: Span, snapshot: Snapshot): Hover | undefined {
  const axis = snapshot.mesh.axes.findIndex((one) => one.name === name)
  const { evaluation, summary } = snapshot
  const { size } = snapshot.mesh.axes[axis] ?? { size: 0 }
  if (axis < 0 || evaluation === undefined || summary === undefined) return undefined
  const { state } = evaluation
  const { program } = state
  const tiled = Array.from(program.arguments).filter((value) => state.valueDim[value * state.axes + axis]! >= 0)
  const place = describePlace(layOut(snapshot.mesh, snapshot.device), axis)
  const head = `**${name}** · ${formatCount(size)} devices along this axis: ${place} · ${formatCount(tiled.length)} arguments tiled · ${formatCount(summary.alongAxis[axis] ?? 0)} collectives (schedule ${code(snapshot.active?.name ?? '')})`
  return { span, text: `${head}\n\n${tensorTable(program, tiled, state)}`.trimEnd() }
}

/** Matches with global and local shapes. */
function hoverAction(action: Action, snapshot: Snapshot, model: LoadedModel): Hover {
  const { program } = model
  const values = findValues(action, program)
  const bytes = values.reduce((sum, value) => sum + (program.module.types[program.values.type[value]!]?.bytes ?? 0), 0)
  const after = snapshot.active === undefined ? '' : `, after schedule ${code(snapshot.active.name)}`
  const head = `**${formatCount(values.length)} ${values.length === 1 ? 'tensor' : 'tensors'}**, ${formatBytes(bytes)} in all${after}`
  const table = tensorTable(program, values, snapshot.evaluation?.state, namesIn(action.target, program))
  return { span: action.target.span, text: `${head}\n\n${table}`.trimEnd() }
}

/** This schedule beside the others. */
function hoverSchedule(schedule: Schedule, snapshot: Snapshot): Hover | undefined {
  const own = snapshot.schedules.find(({ name }) => name === schedule.name.text)
  if (own === undefined) return undefined
  const row = ({ name, final, steps }: ScheduleSnapshot): string[] => [
    name === own.name ? `**${name}**` : name,
    formatBytes(final.peakMemory),
    formatSeconds(final.stepTime),
    formatSeconds(final.exposedCommunication),
    formatPercent(final.mfu),
    describeTotals(final),
    namesOfSteps({ steps }).join(', '),
  ]
  const head = ['schedule', 'peak memory', 'step time', 'exposed', 'MFU', 'collectives', 'tactics']
  const excess = describeExcess(own.final.peakMemory, snapshot.device.memory, snapshot.device.name)
  const warning = excess === undefined ? '' : `\n\n$(warning) ${own.name} is ${excess}`
  const isActive = snapshot.active?.name === own.name
  const time = isActive && snapshot.summary !== undefined ? `\n\n${describeTime(snapshot.summary)}` : ''
  const memory = describeMemory(own, snapshot.device)
  return {
    span: schedule.name.span,
    text: markdownTable(head, snapshot.schedules.map(row)) + time + memory + warning + howSchedule(own, snapshot),
  }
}

/** Peak memory and step time of the active schedule, and what the figures of any schedule rest on. */
function howSchedule({ name, final }: ScheduleSnapshot, snapshot: Snapshot): string {
  const { evaluation, active } = snapshot
  if (evaluation === undefined) return ''
  if (name !== active?.name) return restsOn(snapshot, final)
  const simulated = simulatedOf(evaluation, snapshot)
  const parts = (['peakMemory', 'stepTime'] as const).map((figure) => {
    const explanation = explainTotal(simulated, figure)
    return `**${explanation.title}**${lookedAt(snapshot)}\n\n${explanationBlock(explanation)}`
  })
  return [...parts, ...scheduleAssumptions(simulated.assumptions)].map((text) => `\n\n${text}`).join('')
}

function hoverFigure(name: string, span: Span, snapshot: Snapshot): Hover | undefined {
  const read = findFigure(name)
  if (read === undefined) return undefined
  const rows = snapshot.schedules.map(({ name: schedule, final }) => [
    schedule,
    printFigure(name, read(final, snapshot.mesh)),
  ])
  const table = `**${name}**\n\n${markdownTable(['schedule', 'value'], rows)}`
  const { evaluation, active } = snapshot
  const explanation = evaluation === undefined ? undefined : explainNamed(simulatedOf(evaluation, snapshot), name)
  if (explanation === undefined || active === undefined) return { span, text: table }
  const where = `in schedule ${code(active.name)}${lookedAt(snapshot)}`
  return { span, text: `${table}\n\n${where}:\n\n${explanationMarkdown(explanation)}` }
}

/** Explanations are of the state that is looked at, where that is not the whole schedule. */
function lookedAt({ active, applied }: Snapshot): string {
  const steps = active?.steps ?? []
  if (applied >= steps.length) return ''
  const last = steps[applied - 1]
  return last === undefined ? ', before its first tactic' : `, after ${code(last.tactic)}`
}

/** The device as the statement leaves it, when that was analysed. */
function hoverDevice(file: TacticsFile, offset: number, snapshot: Snapshot | undefined): Hover | undefined {
  const name = file.device?.name
  if (name === undefined || !covers(name.span, offset)) return undefined
  const isAnalysed = snapshot?.device.name === name.text
  const device: Device | undefined = isAnalysed ? snapshot.device : findDevice(name.text, snapshot?.devices)
  return device && { span: name.span, text: deviceHover(device, isAnalysed ? snapshot.mesh : undefined) }
}

/** Help for the keyword at an offset of a text; none in comments and strings. */
export function keywordHover(text: string, offset: number): Hover | undefined {
  const written = blankOut(text)
  let [start, end] = [offset, offset]
  while (start > 0 && /\w/.test(written.charAt(start - 1))) start--
  while (end < written.length && /\w/.test(written.charAt(end))) end++
  const word = written.slice(start, end)
  const help = keywordHelp.get(word) ?? conditionHelp.get(word)
  return help === undefined ? undefined : { span: { start, end }, text: help }
}
