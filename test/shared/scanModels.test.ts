// The models kept beside the repository: scanned without a problem, with the operations that another parser counts, and printed to what
// reads back the same.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { ModuleColumns } from '../../server/src/mlir/columns'
import { printModule } from '../../server/src/mlir/printModule'
import { scan } from '../../server/src/mlir/scan'
import { encodeText, textOf } from '../../server/src/mlir/text'
import { compareColumns } from '../support/compareColumns'
import { checkColumns } from '../unit/mlir/checkColumns'

const folder = join(import.meta.dirname, '../../../shared/models')

interface Facts {
  readonly op_counts: Readonly<Record<string, number>>
}

const readFacts = (file: string): Record<string, Facts> =>
  JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, Facts> // written by our own generators

const facts = { ...readFacts('facts.json'), ...readFacts('facts-2.json') }
const files = readdirSync(folder).filter((file) => /\.mlir(\.gz)?$/.test(file))

/** Operations by name. The body of `reduce(..) applies op` is an operation and a return that the text leaves out. */
function countOperations(columns: ModuleColumns): Record<string, number> {
  const counts: Record<string, number> = {}
  const add = (name: string): void => {
    counts[name] = (counts[name] ?? 0) + 1
  }
  const { operations } = columns
  for (let i = 0; i < operations.count; i++) {
    add(textOf(columns, columns.names, operations.name[i]!))
    const applied = /^applies (\S+)/.exec(textOf(columns, columns.texts, operations.attributes[i]!))?.[1]
    if (applied === undefined) continue
    add(applied)
    add('stablehlo.return')
  }
  return counts
}

describe('models', () => {
  it.each(files)('%s', (file) => {
    const content = readFileSync(join(folder, file))
    const { value, problems } = scan(file.endsWith('.gz') ? gunzipSync(content) : content)
    expect(problems).toEqual([])
    expect(countOperations(value)).toEqual(facts[file]?.op_counts)
    expect(value.values.type.includes(-1)).toBe(false)
    checkColumns(value)
    const again = scan(encodeText(printModule(value)))
    expect(again.problems).toEqual([])
    expect(compareColumns(value, again.value)).toEqual([])
  })
})
