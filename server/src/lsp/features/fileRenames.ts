// A model, a tactics file or a folder of them gets another name in the editor: statements that name it follow, and so do the paths
// in a tactics file that moves.
import { readdir } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { RenameFilesParams, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node'
import { linksOf } from '../../ide/definition'
import { parseTactics } from '../../tactics/parseTactics'
import { readTacticsFile, resolveInclude } from '../../worker/readTacticsFile'
import { rangeOf, textPositionsOf } from '../convert'
import type { FeatureHost } from '../featureHost'
import { guarded } from '../featureHost'
import type { ParsedFile } from '../tacticsViews'
import { slashed } from '../uris'

/** Names that the editor asks about. */
export const renamedFiles = {
  filters: [
    { scheme: 'file', pattern: { glob: '**/*.{tactics,mlir,mlir.gz}', matches: 'file' as const } },
    { scheme: 'file', pattern: { glob: '**', matches: 'folder' as const } },
  ],
}

export function registerFileRenames(host: FeatureHost): void {
  host.connection.workspace.onWillRenameFiles(guarded(host, null, (params) => followRenames(host, params)))
}

/** Where a path leads after the renames. */
type Moved = (path: string) => string

async function followRenames(host: FeatureHost, { files }: RenameFilesParams): Promise<WorkspaceEdit | null> {
  const renames = files.map(({ oldUri, newUri }) => ({
    from: host.workspace.pathOf(oldUri),
    to: host.workspace.pathOf(newUri),
  }))
  const moved: Moved = (path) => {
    const rename = renames.find(({ from }) => path === from || path.startsWith(from + sep))
    return rename === undefined ? path : rename.to + path.slice(rename.from.length)
  }
  const changes: Record<string, TextEdit[]> = {}
  for (const file of await listFiles(
    host,
    renames.map(({ from }) => dirname(from)),
  )) {
    const edits = editsOf(file, moved)
    if (edits.length > 0) changes[host.workspace.addressOf(file.path)] = edits
  }
  return Object.keys(changes).length === 0 ? null : { changes }
}

/** Edits of the file as it lies before the renames; paths are relative to where it lies after them. */
function editsOf({ path, text, own }: ParsedFile, moved: Moved): TextEdit[] {
  const positions = textPositionsOf(text)
  return linksOf(own).flatMap((statement): TextEdit[] => {
    const target = resolveInclude(path, statement.path)
    const [newPath, newTarget] = [moved(path), moved(target)]
    if (newTarget === target && dirname(newPath) === dirname(path)) return []
    const written = slashed(relative(dirname(newPath), newTarget))
    if (written === slashed(relative(dirname(path), target))) return []
    const newText = `"${written.replaceAll(/["\\]/g, '\\$&')}"`
    return [{ range: rangeOf(statement.pathSpan, positions), newText }]
  })
}

/** Files in each of the folders that are looked at beside those of open sessions. */
const mostBeside = 200

/** Tactics files of all sessions, and those that lie beside what is renamed. */
async function listFiles({ views, workspace }: FeatureHost, folders: readonly string[]): Promise<ParsedFile[]> {
  const known = new Map((await views.files()).flat().map((file) => [file.path, file]))
  const parser = await views.parser()
  for (const folder of new Set(folders)) {
    for (const name of await listTactics(folder)) {
      const path = join(folder, name)
      if (known.has(path)) continue
      const open = workspace.openText(path)
      const read = open === undefined ? await readTacticsFile(path) : { kind: 'text' as const, text: open }
      if (read.kind === 'text') known.set(path, { path, text: read.text, own: parseTactics(parser, read.text).value })
    }
  }
  return [...known.values()]
}

async function listTactics(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.tactics')).slice(0, mostBeside)
  } catch {
    // A folder that cannot be listed holds nothing for us; open files are known without it.
    return []
  }
}
