// Today's figures of a schedule as `expect` lines: counts as they are, memory and time rounded up in a unit that a person would write.
import type { Figures } from '../../cost/figures'
import { findFigure } from '../../engine/expectations'
import { collectiveKinds } from '../../lowering/localProgram'
import { toUnit } from '../../tactics/readCondition'
import type { Schedule } from '../../tactics/syntaxTree'
import { textAt } from './edits'
import type { FixContext, Refactoring, TextEdit } from './fix'

export const pinFigures: Refactoring<FixContext> = {
  summary: "pin today's figures as `expect` lines",
  make: (context, selection) => {
    const { file, snapshot } = context
    const schedule = file.schedules.find(({ span }) => span.start <= selection.end && selection.start <= span.end)
    const figures = snapshot?.schedules.find(({ name }) => name === schedule?.name.text)?.final
    if (schedule === undefined || figures === undefined) return []
    const known = new Set(schedule.expectations.map(({ figure }) => figure.text))
    const lines = expectLines(figures).flatMap(([figure, line]) => (known.has(figure) ? [] : [line]))
    if (lines.length === 0) return []
    const title = `Pin today's figures of \`${schedule.name.text}\` as ${lines.length === 1 ? 'an \`expect\` line' : `${lines.length} \`expect\` lines`}`
    return [{ kind: 'refactor.rewrite', title, edits: [addLines(context, schedule, lines)], needsSimulation: false }]
  },
}

/** Figures that say whether a strategy is still what it was, and their lines. */
export function expectLines(figures: Figures): (readonly [figure: string, line: string])[] {
  const counts = collectiveKinds.filter((kind) => figures.collectives[kind].count > 0 && findFigure(kind) !== undefined)
  return [
    ...counts.map((kind) => [kind, `expect ${kind} == ${figures.collectives[kind].count}`] as const),
    ['peak_memory', `expect peak_memory <= ${roundUpBytes(figures.peakMemory)}`],
    ['step_time', `expect step_time <= ${roundUpSeconds(figures.stepTime)}`],
  ]
}

/** `20.2 GiB`: three figures, never below the value. */
export const roundUpBytes = (value: number): string =>
  value < 1024 ? String(Math.ceil(value)) : roundUp(value, ['TiB', 'GiB', 'MiB', 'KiB'])

/** `432 ms`: three figures, never below the value. */
export const roundUpSeconds = (value: number): string => roundUp(value, ['s', 'ms', 'us'])

function roundUp(value: number, units: readonly string[]): string {
  const unit = units.find((one) => toUnit(value, one) >= 1) ?? units.at(-1) ?? ''
  const number = toUnit(value, unit)
  if (number >= 1000) return `${Math.ceil(number)} ${unit}`
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(number, 1e-6))))
  // A value that was written with three figures stays what it is.
  const scaled = Number((number * 10 ** digits).toPrecision(12))
  return `${Number((Math.ceil(scaled) / 10 ** digits).toPrecision(12))} ${unit}`
}

function addLines({ sources }: FixContext, schedule: Schedule, lines: readonly string[]): TextEdit {
  const last = schedule.expectations.at(-1)
  const text = textAt(sources, schedule.span)
  const open = text.indexOf('{')
  if (open >= 0 && last !== undefined && text.slice(open).includes('\n')) {
    return { span: { start: last.span.end, end: last.span.end }, newText: `\n  ${lines.join('\n  ')}` }
  }
  const own = schedule.expectations.map(({ span }) => textAt(sources, span))
  const body = `{\n${[...own, ...lines].map((line) => `  ${line}\n`).join('')}}`
  if (open < 0) return { span: { start: schedule.span.end, end: schedule.span.end }, newText: ` ${body}` }
  return { span: { start: schedule.span.start + open, end: schedule.span.end }, newText: body }
}
