// Lenses of a tactics file: which schedule the figures are of, and all of them side by side.
import { firstOfEachName } from '../tactics/checkTactics'
import type { TacticsFile } from '../tactics/syntaxTree'
import type { Lens } from './modelLenses'

/** Of the file alone, in offsets of its text; `active` is the schedule whose figures are shown. None where there is no choice. */
export function tacticsLenses({ schedules, statements }: TacticsFile, active: string | undefined): Lens[] {
  const [first] = statements
  const counting = firstOfEachName(schedules)
  if (first === undefined || counting.length < 2) return []
  const compare: Lens = { span: first.span, title: `Compare ${counting.length} schedules`, action: 'compareSchedules' }
  const select = counting.map(({ name: { text, span } }): Lens => {
    return text === active
      ? { span, title: 'Figures are of this schedule', action: undefined }
      : { span, title: 'Show figures of this schedule', action: 'selectSchedule', argument: text }
  })
  return [compare, ...select]
}
