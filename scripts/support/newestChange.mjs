// When a file or anything in a folder last changed.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Milliseconds of the latest change below the paths; folders count too, so that a deletion is seen. */
export function newestChange(paths) {
  let newest = 0
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat === undefined) continue
    newest = Math.max(newest, stat.mtimeMs)
    if (stat.isDirectory()) newest = Math.max(newest, newestChange(readdirSync(path).map((name) => join(path, name))))
  }
  return newest
}
