// Tables of differences in docs/SHARDY.md: the page is where they are kept.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Names in backquotes of the first column of the table under a heading. */
export function readNames(heading: string): string[] {
  const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'SHARDY.md'), 'utf8')
  const section = page.split(/^(?=## )/m).find((part) => part.startsWith(heading)) ?? ''
  const rows = [...section.matchAll(/^\| (`[^|]+`) +\|/gm)]
  return rows.flatMap(([, names]) => [...(names ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''))
}
