// A tactics file's path -> its text, or the reason why there is none.
import { readFile, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { IncludedText, IncludeHost } from '../tactics/includes'
import { parseTactics } from '../tactics/parseTactics'
import type { TacticsParser } from '../tactics/parseTactics'
import { explainReadError } from './readModelFile'

const largestTactics = 4 * 2 ** 20

/** Reads a text without its byte order mark, as editors show it. Never rejects: what is wrong is said in the result. */
export async function readTacticsFile(path: string): Promise<IncludedText> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) return problem('is a directory; expected a .tactics file')
    if (!found.isFile()) return problem('is no regular file; expected a .tactics file')
    if (found.size > largestTactics) return problem('is too large for a tactics file (more than 4 MiB)')
    const text = await readFile(path, 'utf8')
    return { kind: 'text', text: text.startsWith('\uFEFF') ? text.slice(1) : text }
  } catch (error) {
    return problem(explainReadError(error))
  }
}

const problem = (message: string): IncludedText => ({ kind: 'problem', code: 'include.missing', message })

/** Path of the file that an include in `from` names. */
export const resolveInclude = (from: string, path: string): string => resolve(dirname(from), path)

/** Includes from disk, but for those whose text `open` knows: unsaved text counts. */
export const diskIncludes = (
  parser: TacticsParser,
  open: ReadonlyMap<string, string> = new Map<string, string>(),
): IncludeHost => ({
  resolve: resolveInclude,
  read: async (path) => {
    const text = open.get(path)
    return text === undefined ? readTacticsFile(path) : { kind: 'text', text }
  },
  parse: (text) => parseTactics(parser, text),
})
