// The benchmark: ratios against a peer in the same run, medians, and what a user waits for. Prints a table, writes JSON.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { measureAnalysis } from './analysis'
import { measureLarge } from './large'
import type { Row } from './measure'
import { printRows } from './measure'
import { measureScan, scanOnce } from './scanning'
import { measureServer } from './server'
import { measureWhatIf } from './whatIf'
import { tuneEngine } from '../../server/src/worker/tuneEngine'

// As the product runs.
tuneEngine()

const example = resolve('examples', 'transformer')
const model = join(example, 't32_fused_train.mlir')

if (process.argv.includes('--scan-once')) {
  process.stdout.write(`${String(scanOnce(model))}\n`)
} else {
  if (!existsSync(model)) throw new Error('run from the checkout: examples/transformer is missing')
  const rows: Row[] = [
    ...measureScan(model),
    ...(await measureAnalysis(example)),
    ...(await measureWhatIf(example)),
    ...(await measureServer(example)),
    ...(await measureLarge(4e5)),
    ...(await measureLarge(1e6)),
  ]
  process.stdout.write(`${printRows(rows)}\n`)
  mkdirSync(join('out', 'bench'), { recursive: true })
  writeFileSync(join('out', 'bench', 'bench.json'), `${JSON.stringify(rows, undefined, 2)}\n`)
}
