// Where the documentation of a diagnostic is: its section of the page that comes with the server.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { DiagnosticCode } from '../base/diagnostics'

let pages: ReadonlyMap<string, string> | undefined

/** Address of the section, with its line: what an editor opens. Undefined where the page did not come along. */
export function pageOf(code: DiagnosticCode): string | undefined {
  pages ??= readPages(join(dirname(fileURLToPath(import.meta.url)), '..', 'docs', 'DIAGNOSTICS.md'))
  return pages.get(code)
}

function readPages(path: string): ReadonlyMap<string, string> {
  try {
    const { href } = pathToFileURL(path)
    const lines = readFileSync(path, 'utf8').split('\n')
    return new Map(
      lines.flatMap((line, i) =>
        line.startsWith('### ') ? [[line.slice(4).trim(), `${href}#L${i + 1}`] as const] : [],
      ),
    )
  } catch {
    // A server that was installed without its documentation still serves.
    return new Map()
  }
}
