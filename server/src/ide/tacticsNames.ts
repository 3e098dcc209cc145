// Names of tactics files: where each is defined and used, in one file and over all files that share it.
import type { Span } from '../base/problems'
import type { Name, TacticsFile } from '../tactics/syntaxTree'

export type NameKind = 'tactic' | 'schedule' | 'axis'

export interface Occurrence {
  readonly kind: NameKind
  readonly text: string
  readonly span: Span
  readonly isDefinition: boolean
}

/** Every name of a file's tactics, schedules and axes, in the order of the text. */
export function listNames(file: TacticsFile): Occurrence[] {
  const occur =
    (kind: NameKind, isDefinition: boolean) =>
    ({ text, span }: Name): Occurrence => ({
      kind,
      text,
      span,
      isDefinition,
    })
  return [
    ...(file.mesh?.axes ?? []).map(({ name }) => occur('axis', true)(name)),
    ...file.tactics.flatMap(({ name, axes }) => [occur('tactic', true)(name), ...axes.map(occur('axis', false))]),
    ...file.schedules.flatMap(({ name, tactics }) => [
      occur('schedule', true)(name),
      ...tactics.map(occur('tactic', false)),
    ]),
  ].sort((a, b) => a.span.start - b.span.start)
}

/** The name that holds an offset; a cursor behind its last letter counts. */
export const findName = (names: readonly Occurrence[], offset: number): Occurrence | undefined =>
  names.find(({ span }) => offset >= span.start && offset <= span.end)

export const isSameName = (a: Pick<Occurrence, 'kind' | 'text'>, b: Pick<Occurrence, 'kind' | 'text'>): boolean =>
  a.kind === b.kind && a.text === b.text

/** A file with its own names, in offsets of its text. */
export interface NamedFile {
  readonly path: string
  readonly names: readonly Occurrence[]
}

export interface PlacedOccurrence extends Occurrence {
  readonly path: string
}

/**
 * All occurrences of a name that mean the same thing as the one in file `path`. A session (a main file and its includes) shares its
 * names, and sessions that share a file with the name in it share the name: then a change to it concerns all of them.
 */
export function findOccurrences(
  name: Pick<Occurrence, 'kind' | 'text'>,
  path: string,
  sessions: readonly (readonly NamedFile[])[],
): PlacedOccurrence[] {
  const found = new Map<string, PlacedOccurrence[]>()
  for (const file of filesSharing(name, path, sessions)) {
    if (found.has(file.path)) continue
    const own = file.names.filter((one) => isSameName(one, name))
    found.set(
      file.path,
      own.map((one) => ({ ...one, path: file.path })),
    )
  }
  return [...found.values()].flat()
}

/** Files of all sessions that are tied to `path` by files which have the name. */
export function filesSharing(
  name: Pick<Occurrence, 'kind' | 'text'>,
  path: string,
  sessions: readonly (readonly NamedFile[])[],
): readonly NamedFile[] {
  const tied = new Set([path])
  const joined = new Set<readonly NamedFile[]>()
  let size = 0
  do {
    size = tied.size
    for (const files of sessions) {
      if (joined.has(files) || !files.some((file) => tied.has(file.path))) continue
      joined.add(files)
      for (const file of files) if (file.names.some((one) => isSameName(one, name))) tied.add(file.path)
    }
  } while (tied.size > size)
  return [...joined].flat()
}
