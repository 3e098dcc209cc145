// Hints at the ends of Python lines: collectives and time of what was traced there.
import { formatBytes, formatSeconds } from '../../base/format'
import { collectiveOfStep } from '../../cost/stepPlaces'
import type { Evaluation } from '../../engine/analysis'
import type { SourceFigures } from '../../engine/sourceFigures'
import { getSourceFigures, secondsOf } from '../../engine/sourceFigures'
import type { SourceLines } from '../../engine/sourceLines'
import type { CollectiveKind } from '../../lowering/localProgram'
import type { PythonHintLevel } from '../../protocol/settings'
import { phaseNames } from '../../sharding/phases'
import { shortKind } from '../effects'
import type { PythonView } from './pythonView'

export interface LineHint {
  /** From 0. */
  readonly line: number
  /** Short: editors cut hints off, VS Code after 43 characters. */
  readonly label: string
  /** The same in full, and why it may be of another text. */
  readonly tooltip: string
}

/** What a file's lines are measured by. */
export interface PythonFigures {
  readonly evaluation: Evaluation
  readonly lines: SourceLines
  readonly path: string
  readonly view: PythonView
}

/** A line without collectives is worth a hint from this share of the step on. */
const noteworthyShare = 0.05

/** In the order of the file's lines. Lines that were changed since the model was made have none. */
export function pythonHints({ evaluation, lines, path, view }: PythonFigures, level: PythonHintLevel): LineHint[] {
  if (level === 'off') return []
  const figures = getSourceFigures(evaluation, lines)
  const mark = view.staleness.kind === 'fresh' ? '' : 'stale: '
  const stale = describeStaleness(view)
  return (lines.byPath.get(path) ?? []).flatMap((index): LineHint[] => {
    const line = view.lineOf(lines.lines[index]!)
    const { short, long } = (line < 0 ? undefined : describeLine(evaluation, figures, index, level)) ?? {}
    return short === undefined || long === undefined
      ? []
      : [{ line, label: mark + short, tooltip: stale === '' ? long : `${long}\n\n${stale}` }]
  })
}

interface LineText {
  /** `AR 4 · fwd 1.50 + bwd 3.00 ms · 192 MiB`. */
  readonly short: string
  /** `4 all_reduce · 192 MiB · 4.50 ms (fwd 1.50, bwd 3.00)`. */
  readonly long: string
}

/** Undefined for what is not worth a hint. */
function describeLine(
  evaluation: Evaluation,
  figures: SourceFigures,
  line: number,
  level: PythonHintLevel,
): LineText | undefined {
  const kinds = countKinds(evaluation, figures, line)
  const time = secondsOf(figures, line)
  const share = figures.total === 0 ? 0 : time / figures.total
  const isQuiet = kinds.length === 0 && (level === 'all' ? time === 0 : share < noteworthyShare)
  if (isQuiet) return undefined
  const phases = describePhases(figures, line)
  if (kinds.length === 0) return { short: sumOfPhases(figures, line), long: phases }
  const bytes = formatBytes(figures.communicationBytes[line]!)
  const inFull = kinds.map(
    ({ kind, written, executed }) => `${written} ${kind}${executed === written ? '' : ` (${executed} executed)`}`,
  )
  const inShort = kinds.map(({ kind, written }) => `${shortKind[kind]} ${written}`)
  return {
    short: [inShort.join(', '), sumOfPhases(figures, line), bytes].join(' · '),
    long: [inFull.join(', '), bytes, phases].join(' · '),
  }
}

interface KindCount {
  readonly kind: CollectiveKind
  /** As the lowered program writes them, and times executions. */
  readonly written: number
  readonly executed: number
}

function countKinds({ local }: Evaluation, figures: SourceFigures, line: number): KindCount[] {
  const counts = new Map<CollectiveKind, { written: number; executed: number }>()
  for (let at = figures.stepStart[line]!; at < figures.stepStart[line + 1]!; at++) {
    const collective = local.collectives[collectiveOfStep(local, figures.steps[at]!)]
    if (collective === undefined) continue
    const { written, executed } = counts.get(collective.kind) ?? { written: 0, executed: 0 }
    counts.set(collective.kind, { written: written + 1, executed: executed + collective.executions })
  }
  return [...counts].map(([kind, count]) => ({ kind, ...count }))
}

const shortPhases: Readonly<Record<(typeof phaseNames)[number], string>> = {
  none: 'other',
  forward: 'fwd',
  backward: 'bwd',
  update: 'update',
}

/** `4.50 ms (fwd 1.50, bwd 3.00)`; the unit is left out where it is the sum's. */
export function describePhases(figures: SourceFigures, line: number): string {
  const total = formatSeconds(secondsOf(figures, line))
  const [, unit = ''] = total.split(' ')
  const parts = timesOfPhases(figures, line).map(({ name, time }) => `${name} ${withoutUnit(time, unit)}`)
  return parts.length < 2
    ? [total, ...parts.map((part) => part.split(' ')[0]!)].join(' ')
    : `${total} (${parts.join(', ')})`
}

/** `fwd 1.50 + bwd 3.00 ms`; the unit is left out where it is that of the next one. */
function sumOfPhases(figures: SourceFigures, line: number): string {
  const times = timesOfPhases(figures, line)
  const [first] = times
  if (times.length < 2) return `${first?.time ?? formatSeconds(0)}${first === undefined ? '' : ` ${first.name}`}`
  const last = times.at(-1)?.time.split(' ')[1] ?? ''
  const isOneUnit = times.every(({ time }) => time.endsWith(` ${last}`))
  return times
    .map(({ name, time }, i) => `${name} ${isOneUnit && i < times.length - 1 ? withoutUnit(time, last) : time}`)
    .join(' + ')
}

/** Phases that take time. */
const timesOfPhases = (figures: SourceFigures, line: number): { readonly name: string; readonly time: string }[] =>
  phaseNames.flatMap((name, phase) => {
    const time = figures.phaseSeconds[line * phaseNames.length + phase]!
    return time === 0 ? [] : [{ name: shortPhases[name], time: formatSeconds(time) }]
  })

const withoutUnit = (time: string, unit: string): string =>
  time.endsWith(` ${unit}`) ? time.slice(0, -unit.length - 1) : time

/** Why figures are not of the text that is shown. */
export function describeStaleness({ staleness }: PythonView): string {
  switch (staleness.kind) {
    case 'fresh':
      return ''
    case 'edited':
      return 'Stale: this text was edited since the model was made. Lines that were changed have no figures; the others are found again by their text. Capture the model anew for figures of this text.'
    case 'newer':
      return `Stale: this file was saved at ${timeText(staleness.source)}, after the model was written at ${timeText(staleness.model)}. Lines may have moved; figures are shown where a line still lies in the function that the model names for it. Capture the model anew for figures of this text.`
  }
}

/** `2026-11-26 17:40:02`, in UTC as the server may run elsewhere. */
const timeText = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`
