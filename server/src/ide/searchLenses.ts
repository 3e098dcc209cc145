// Lenses of a tactics file that are about searches: begin one, stop one, write down what it has found.
import { findFound } from '../engine/search/foundHere'
import type { Snapshot } from '../engine/snapshot'
import { firstOfEachName } from '../tactics/checkTactics'
import type { Tactic, TacticsFile } from '../tactics/syntaxTree'
import type { Lens, LensAction } from './modelLenses'
import type { StatusOf } from './searchStatus'

/** In offsets of the file's own text; `snapshot` is of its session. */
export function searchLenses(file: TacticsFile, snapshot: Snapshot, statusOf: StatusOf): Lens[] {
  const tactics = firstOfEachName(file.tactics)
  return [
    ...searchFromLenses(file, snapshot),
    ...tactics.filter(({ isAutomatic }) => isAutomatic).flatMap((one) => automaticLenses(one, snapshot, statusOf)),
  ]
}

/** On schedules, and on tactics of the active one; none where a search is part of it already. */
function searchFromLenses({ tactics, schedules }: TacticsFile, { file, mesh, active }: Snapshot): Lens[] {
  if (!mesh.axes.some(({ size }) => size > 1)) return []
  const automatic = new Set(file.tactics.filter(({ isAutomatic }) => isAutomatic).map(({ name }) => name.text))
  const isManual = (names: readonly string[]): boolean => names.length > 0 && !names.some((name) => automatic.has(name))
  const used = active?.steps.map(({ found, tactic }) => found?.automatic ?? tactic) ?? []
  const listed = firstOfEachName(schedules).filter((one) => isManual(one.tactics.map(({ text }) => text)))
  const applied = isManual(used) ? firstOfEachName(tactics).filter(({ name }) => used.includes(name.text)) : []
  return [...listed, ...applied].map(({ kind, name: { text, span } }) => ({
    span,
    title: 'Search from here',
    action: 'search.from',
    place: { kind, name: text },
  }))
}

function automaticLenses({ name: { text, span } }: Tactic, snapshot: Snapshot, statusOf: StatusOf): Lens[] {
  const found = findFound(snapshot).filter(({ automatic }) => automatic === text)
  const open = snapshot.schedules.flatMap(({ steps }) =>
    steps.flatMap(({ tactic, asked }) => (tactic === text && asked !== undefined ? [statusOf(asked)?.kind] : [])),
  )
  const place: Lens['place'] = { kind: 'tactic', name: text }
  const lens = (title: string, action: LensAction): Lens => ({ span, title, action, place })
  const isWritable = found.some(({ strategy }) => strategy.tactics.length > 0)
  const isOver = open.some((kind) => kind === 'stopped' || kind === 'failed')
  return [
    ...(open.includes('running') ? [lens('Stop search', 'search.stop')] : []),
    ...(isWritable ? [lens('Write as manual tactics', 'search.write')] : []),
    ...(isOver || found.some(({ strategy }) => !strategy.isWhole) ? [lens('Search again', 'search.again')] : []),
  ]
}
