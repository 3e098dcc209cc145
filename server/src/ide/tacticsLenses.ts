// Lenses of a tactics file: which schedule the figures are of, and all of them side by side.
import type { TacticsFile } from '../tactics/syntaxTree'
import type { Lens } from './modelLenses'

/** Of the file alone, in offsets of its text; `active` is the schedule whose figures are shown. None where there is no choice. */
export function tacticsLenses({ schedules, statements }: TacticsFile, active: string | undefined): Lens[] {
  const [first] = statements
  if (first === undefined || schedules.length < 2) return []
  const compare: Lens = { span: first.span, title: `Compare ${schedules.length} schedules`, action: 'compareSchedules' }
  const select = schedules.map(({ name: { text, span } }): Lens => {
    return text === active
      ? { span, title: 'Figures are of this schedule', action: undefined }
      : { span, title: 'Show figures of this schedule', action: 'selectSchedule', argument: text }
  })
  return [compare, ...select]
}
