// Folders of the workspace -> the Python files in them, without installed packages and what is hidden. Bounded, in the
// background, links not followed.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { slashed } from '../uris'

/** Files and folders that are looked at; a workspace with more is searched as far as that, outermost folders first. */
const mostEntries = 200_000

const skipped: ReadonlySet<string> = new Set(['node_modules', '__pycache__', 'site-packages', 'dist-packages'])

/** Paths with `/`. Folders that cannot be read have no files. */
export async function findPythonFiles(roots: readonly string[]): Promise<string[]> {
  const found: string[] = []
  const folders = [...roots]
  let entries = 0
  for (let at = 0; at < folders.length && entries < mostEntries; at++) {
    const folder = folders[at]!
    const listed = await readdir(folder, { withFileTypes: true }).catch(() => [])
    entries += listed.length
    // A virtual environment holds what was installed.
    if (listed.some(({ name }) => name === 'pyvenv.cfg')) continue
    for (const entry of listed) {
      if (entry.isFile() && entry.name.endsWith('.py')) found.push(slashed(join(folder, entry.name)))
      else if (entry.isDirectory() && !entry.name.startsWith('.') && !skipped.has(entry.name)) {
        folders.push(join(folder, entry.name))
      }
    }
  }
  // A folder may lie in another one.
  return [...new Set(found)]
}
