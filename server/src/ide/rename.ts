// Renaming a tactic, schedule or axis: whether a new name may stand, and every place to change.
import type { TacticsParser } from '../tactics/parseTactics'
import { parseTactics } from '../tactics/parseTactics'
import type { NamedFile, NameKind, Occurrence, PlacedOccurrence } from './tacticsNames'
import { filesSharing, findOccurrences, isSameName } from './tacticsNames'

export type Renaming =
  | { readonly kind: 'changes'; readonly places: readonly PlacedOccurrence[] }
  /** Why the name cannot stand, for a person. */
  | { readonly kind: 'refused'; readonly message: string }

/** The places that a new name goes to, over all files that share the old one. */
export function renameName(
  name: Occurrence,
  newText: string,
  path: string,
  { sessions, parser }: { readonly sessions: readonly (readonly NamedFile[])[]; readonly parser: TacticsParser },
): Renaming {
  const places = findOccurrences(name, path, sessions)
  if (newText === name.text) return { kind: 'changes', places: [] }
  if (!isName(parser, newText)) {
    return { kind: 'refused', message: `\`${newText}\` is no name; expected letters, digits and \`_\`, no digit first` }
  }
  const clash = filesSharing(name, path, sessions).find(({ names }) =>
    names.some((one) => one.isDefinition && isSameName(one, { kind: name.kind, text: newText })),
  )
  if (clash === undefined) return { kind: 'changes', places }
  return {
    kind: 'refused',
    message: `${articles[name.kind]} \`${newText}\` exists already, in ${baseName(clash.path)}`,
  }
}

const articles: Readonly<Record<NameKind, string>> = { tactic: 'a tactic', schedule: 'a schedule', axis: 'an axis' }

/** By the grammar itself: whether the text reads as a name where each kind of name may stand. */
function isName(parser: TacticsParser, text: string): boolean {
  if (!/^\w+$/.test(text)) return false
  const probe = `mesh { ${text}: 2 }\ntactic ${text} on ${text} { x: 0 }\nschedule ${text} = ${text}\n`
  const { value, problems } = parseTactics(parser, probe)
  return problems.length === 0 && value.schedules[0]?.tactics[0]?.text === text
}

const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
