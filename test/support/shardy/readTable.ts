// Tables of differences in docs/SHARDY.md: the page is where they are kept.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** First column, without its backquotes, and second column of the first table under a heading. */
export function readTable(heading: string): Map<string, string> {
  const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'SHARDY.md'), 'utf8')
  const section = page.split(/^(?=## )/m).find((part) => part.startsWith(heading)) ?? ''
  const rows = [...section.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)]
  return new Map(rows.map((row) => [row[1] ?? '', row[2] ?? '']))
}
