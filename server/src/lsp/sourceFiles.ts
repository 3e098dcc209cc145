// Files that a model's locations name, found in the folders of the workspace or beside the model.
import { statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'

/** Answers are kept: hovers ask for the same files again and again. */
const mostKept = 1000
const kept = new Map<string, string | undefined>()

/** Path of a file that exists inside one of the folders; undefined for files elsewhere, which are not the user's to open. */
export function findSourceFile(name: string, folders: readonly string[]): string | undefined {
  const key = [name, ...folders].join('\0')
  if (kept.has(key)) return kept.get(key)
  const found = folders
    .map((folder) => (isAbsolute(name) ? name : resolve(folder, name)))
    .find((path) => folders.some((folder) => isInside(path, folder)) && isFile(path))
  if (kept.size >= mostKept) kept.clear()
  kept.set(key, found)
  return found
}

const isInside = (path: string, folder: string): boolean => {
  const way = relative(folder, path)
  return way !== '' && !way.startsWith('..') && !isAbsolute(way) && join(folder, way) === path
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
