// Names of files in quotes: models behind `model`, tactics files behind `include`, and the folders that lead to them.
import type { TacticsParser } from '../../tactics/syntaxNodes'
import type { Completion } from './completion'
import { complete } from './completion'
import { findPlace } from './place'

/** One entry of a folder. */
export interface FolderEntry {
  readonly name: string
  readonly isFolder: boolean
}

/** What is typed between the quotes, as far as the cursor; undefined where no file is named. */
export interface TypedFile {
  readonly kind: 'model' | 'include'
  /** Folder that the name is looked for in, as it is written: '' or `lib/`. */
  readonly folder: string
  /** Completions that fit, of the entries of that folder; `own` is the name of the file itself where it lies there. */
  readonly complete: (entries: readonly FolderEntry[], own: string | undefined) => Completion[]
}

export function findTypedFile(parser: TacticsParser, text: string, offset: number): TypedFile | undefined {
  const place = findPlace(parser, text, offset)
  if (place === undefined || !place.isQuoted) return undefined
  // Told from the text: a statement that ends in its opening quote has no node.
  const keyword = /\b(model|include)\s*"$/.exec(text.slice(0, place.word.start))?.[1]
  if (keyword === undefined) return undefined
  const kind = keyword === 'include' ? 'include' : 'model'
  const typed = text.slice(place.word.start, offset)
  const start = place.word.start + typed.lastIndexOf('/') + 1
  const at = { place: { ...place, word: { start, end: place.word.end } } }
  return {
    kind,
    folder: typed.slice(0, typed.lastIndexOf('/') + 1),
    complete: (entries, own) =>
      entries
        .filter(({ name, isFolder }) => (isFolder ? !name.startsWith('.') : endings[kind].test(name) && name !== own))
        .map(({ name, isFolder }) =>
          isFolder
            ? complete(at, 'folder', `${name}/`, { rank: 1, goesOn: true })
            : complete(at, 'file', name, { rank: 0 }),
        ),
  }
}

const endings = { model: /\.mlir(?:\.gz)?$/, include: /\.tactics$/ } as const
