// Addresses of the editor <-> paths of the disk.
import { basename, join, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** A path for every address. A text that was never saved lies in `folder`, as if it had been; without one it lies nowhere. */
export function pathOf(uri: string, folder?: string): string {
  try {
    if (uri.startsWith('file:')) return fileURLToPath(uri)
    if (uri.startsWith('untitled:') && folder !== undefined) {
      const name = decodeURIComponent(uri.slice('untitled:'.length))
      return name.startsWith('/') ? name : join(folder, basename(name))
    }
  } catch {
    // A host or a character that no path of this system has: it is a name, though nothing lies there.
  }
  return uri
}

export const uriOf = (path: string): string => (isAddress(path) ? path : pathToFileURL(path).href)

/** With `/` on every system, as models and patterns write paths. */
export const slashed = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/'))

/** A letter alone is a drive. */
const isAddress = (path: string): boolean => /^[a-z][a-z+.-]+:/.test(path)
