// Sizes of what a webview loads, raw and as a compressing server or package would hold them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Row } from '../../bench/measure'

interface Bundle {
  readonly name: string
  /** Files in dist/webview. */
  readonly files: readonly string[]
  /** In kB, of the files as they are. */
  readonly goal: number
}

const bundles: readonly Bundle[] = [
  { name: 'cost panel: script and styles', files: ['costs.js', 'costs.css'], goal: 300 },
  { name: 'graph: scripts and styles', files: ['graph.js', 'graph.css', 'graphLayout.js'], goal: 2_500 },
]

/** Units: kB of 1000 bytes. */
export const measureBundles = (folder: string): Row[] =>
  bundles.map(({ name, files, goal }) => {
    const contents = files.map((file) => readFileSync(join(folder, file)))
    const [raw, packed] = [contents, contents.map((content) => gzipSync(content))].map(sumOf)
    return {
      name,
      value: (raw ?? 0) / 1e3,
      unit: 'kB',
      goal,
      note: `${((packed ?? 0) / 1e3).toFixed(0)} kB compressed`,
    }
  })

const sumOf = (contents: readonly Uint8Array[]): number => contents.reduce((sum, { length }) => sum + length, 0)
