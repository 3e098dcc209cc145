// Flags of `shardlens search` that stand for an automatic tactic which the file does not have.
import { parseTactics } from '../tactics/parseTactics'
import type { TacticsParser } from '../tactics/parseTactics'
import type { Tactic, TacticsFile } from '../tactics/syntaxTree'

export interface AutoFlags {
  /** Axes to search over, after the last tactic of each schedule. */
  readonly on?: readonly string[]
  /** As a tactics file writes it: `32 GiB`. */
  readonly memory?: string
  /** A path pattern. */
  readonly over?: string
  readonly evaluations?: number
  readonly seed?: number
  /** Ends the search after so many seconds, with the best so far. */
  readonly seconds?: number
  /** Threads that evaluate. */
  readonly workers?: number
  /** Says how far it is where standard error is no terminal too. */
  readonly progress?: boolean
}

export interface Prepared {
  readonly file: TacticsFile
  /** The automatic tactic is of the flags, not of the file. */
  readonly isAdded: boolean
}

/** Name of the tactic that flags describe. */
const addedName = 'Found'

/**
 * The file as it is where it has automatic tactics and the flags name no axes; else with one at the end of every schedule, over those
 * axes or all of the mesh. Returns in words what is wrong with the flags.
 */
export function withAutoTactic(file: TacticsFile, flags: AutoFlags, parser: TacticsParser): Prepared | string {
  const isOwn = flags.on === undefined && file.tactics.some(({ isAutomatic }) => isAutomatic)
  const given = (['memory', 'over', 'evaluations', 'seed'] as const).filter((name) => flags[name] !== undefined)
  if (isOwn && given.length > 0)
    return `has automatic tactics of its own: write \`${given[0]}\` there, or name axes with --on for another one`
  if (isOwn) return { file, isAdded: false }
  const axes = flags.on ?? file.mesh?.axes.map(({ name }) => name.text) ?? []
  if (axes.length === 0)
    return 'has no mesh, so there are no axes to search over; expected `mesh { batch: 16, model: 2 }`'
  const fields = given.map((name) => `${name}: ${flags[name]}`).join('\n')
  const text = `tactic ${addedName} auto on ${axes.join(', ')} {\n${fields}\n}`
  const { value, problems } = parseTactics(parser, text)
  const [tactic] = value.tactics
  if (tactic === undefined || problems.length > 0)
    return `${problems[0]?.message ?? 'nothing could be read'} in \`${text.replaceAll('\n', ' ')}\``
  return { file: addTactic(file, tactic), isAdded: true }
}

/** At the end of each schedule; of the one that a file without schedules has too. */
function addTactic(file: TacticsFile, added: Tactic): TacticsFile {
  const span = { start: file.ownEnd, end: file.ownEnd }
  const tactic = { ...added, span, headSpan: span, name: { text: addedName, span } }
  return {
    ...file,
    tactics: [...file.tactics.filter(({ name }) => name.text !== addedName), tactic],
    // What is expected of a schedule is not expected of what a search makes of it.
    schedules: file.schedules.map((schedule) => ({
      ...schedule,
      tactics: [...schedule.tactics, tactic.name],
      expectations: [],
    })),
  }
}
