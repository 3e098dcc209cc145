// Lenses of a tactics file: which schedule the figures are of, and all of them side by side.
import { formatCount } from '../base/format'
import type { Span } from '../base/problems'
import { firstOfEachName } from '../tactics/checkTactics'
import type { Schedule, TacticsFile } from '../tactics/syntaxTree'
import type { Lens } from './modelLenses'

/** Of the analysis that is shown, as far as lenses say it. */
export interface LensFigures {
  /** The schedule whose figures are shown. */
  readonly active: string | undefined
  /** Names of its tactics, and how many of them are looked at. */
  readonly tactics: readonly string[]
  readonly applied: number
  /** Of the mesh. */
  readonly devices: number
}

/** In offsets of the file's own text. `figures` are undefined while there are none: then there is nothing to show of costs. */
export function tacticsLenses(file: TacticsFile, figures: LensFigures | undefined): Lens[] {
  const counting = firstOfEachName(file.schedules)
  const [first] = file.statements
  return [
    ...compareLenses(file, counting),
    // The schedule of all tactics stands nowhere.
    ...(first !== undefined && counting.length === 0 && figures !== undefined ? panelLenses(first.span) : []),
    ...counting.flatMap(({ name: { text, span } }) => scheduleLenses(text, span, counting.length, figures)),
    ...(figures === undefined ? [] : [...tacticLenses(file, figures), ...sweepLenses(file, figures)]),
  ]
}

/** None where there is no choice. */
function compareLenses({ statements: [first] }: TacticsFile, { length }: readonly Schedule[]): Lens[] {
  if (first === undefined || length < 2) return []
  return [{ span: first.span, title: `Compare ${length} schedules`, action: 'compareSchedules' }]
}

function scheduleLenses(name: string, span: Span, count: number, figures: LensFigures | undefined): Lens[] {
  if (name !== figures?.active)
    return count < 2 ? [] : [{ span, title: 'Show figures of this schedule', action: 'selectSchedule', argument: name }]
  const own: Lens = { span, title: 'Figures are of this schedule', action: undefined }
  return count < 2 ? panelLenses(span) : [own, ...panelLenses(span)]
}

const panelLenses = (span: Span): Lens[] => [
  { span, title: 'Show costs', action: 'showCosts' },
  { span, title: 'Show graph', action: 'showGraph' },
]

/** At each tactic of the active schedule: the state after it. */
function tacticLenses({ tactics }: TacticsFile, figures: LensFigures): Lens[] {
  return tactics.flatMap(({ name: { text, span } }): Lens[] => {
    const index = figures.tactics.indexOf(text)
    if (index < 0) return []
    return figures.applied === index + 1
      ? [{ span, title: 'Costs and graph are of the state after this', action: 'showCosts' }]
      : [{ span, title: 'Show costs after this', action: 'showCosts', wish: { applied: index + 1 } }]
  })
}

const sweepLenses = ({ mesh }: TacticsFile, { devices }: LensFigures): Lens[] =>
  mesh === undefined || devices < 2
    ? []
    : [{ span: mesh.headSpan, title: `Sweep ${formatCount(devices)} devices`, action: 'showCosts', wish: { devices } }]
