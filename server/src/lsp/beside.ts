// Tactics files that lie beside a file and name it: a model opened alone finds its strategy, a shared file its user.
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { readTacticsFile } from '../worker/readTacticsFile'

const mostBeside = 50

/** The first tactics file of the same folder, by name, whose text holds the file's name in quotes. */
export async function findTacticsBeside(
  path: string,
): Promise<{ readonly path: string; readonly text: string } | undefined> {
  try {
    const folder = dirname(path)
    const names = (await readdir(folder)).filter((name) => name.endsWith('.tactics') && name !== basename(path)).sort()
    for (const name of names.slice(0, mostBeside)) {
      const read = await readTacticsFile(join(folder, name))
      if (read.kind === 'text' && read.text.includes(`"${basename(path)}"`)) {
        return { path: join(folder, name), text: read.text }
      }
    }
  } catch {
    // A folder that cannot be listed has no tactics file for us; the file is shown without figures.
  }
  return undefined
}
