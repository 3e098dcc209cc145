// The smaller models cut short and damaged: the scanner neither throws nor returns columns that do not hold together.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { scan } from '../../server/src/mlir/scan'
import { checkColumns } from '../unit/mlir/checkColumns'

const folder = join(import.meta.dirname, '../../../shared/models')
const files = readdirSync(folder).filter(
  (file) => file.endsWith('.mlir') && statSync(join(folder, file)).size < 300_000,
)
const damage = [...'%#@^:,=-><()[]{}"\\/ \n0'].map((character) => character.charCodeAt(0))

describe('damaged models', () => {
  it.each(files)('%s', (file) => {
    const bytes = readFileSync(join(folder, file))
    fc.assert(
      fc.property(fc.nat(bytes.length), (end) => {
        checkColumns(scan(bytes.subarray(0, end)).value)
      }),
      { numRuns: 20 },
    )
    const edit = fc.record({ at: fc.nat(bytes.length - 1), byte: fc.constantFrom(...damage) })
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
        const damaged = new Uint8Array(bytes)
        for (const { at, byte } of edits) damaged[at] = byte
        checkColumns(scan(damaged).value)
      }),
      { numRuns: 30 },
    )
  })
})
