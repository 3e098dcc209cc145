// `npm run fidelity`: our figures beside those of XLA, case by case.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import type { CompileOptions } from './compile'
import { compileFresh } from './compile'
import { documents, markdownParts, renewParts } from './markdown'
import { OracleProblem } from './oracle'
import { printFresh, printReport } from './print'
import { recordPartitions } from './record'
import type { Report } from './report'
import { makeReport } from './report'
import { hasTruth } from './truth'

interface Flags extends CompileOptions {
  readonly compile?: string
  readonly only: RegExp
  readonly json?: boolean
  readonly markdown?: boolean
  readonly record?: boolean
}

const folder = join('out', 'fidelity')

const write = (text: string): void => void process.stdout.write(`${text}\n`)

function save(name: string, report: Report): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), `${JSON.stringify(report, undefined, 2)}\n`)
}

function compare({ only, json, markdown }: Flags): void {
  const report = makeReport(only)
  save('fidelity.json', report)
  write(json === true ? JSON.stringify(report, undefined, 2) : printReport(report))
  if (markdown !== true) return
  for (const path of documents) writeFileSync(path, renewParts(readFileSync(path, 'utf8'), markdownParts(report)))
}

async function compile(path: string, flags: Flags): Promise<void> {
  const report = await compileFresh(path, flags)
  if (report === undefined) {
    process.exitCode = 2
    return
  }
  save('compile.json', report)
  write(flags.json === true ? JSON.stringify(report, undefined, 2) : printFresh(report))
}

async function run(flags: Flags): Promise<void> {
  if (flags.compile !== undefined) return compile(flags.compile, flags)
  if (!hasTruth()) throw new OracleProblem('the figures of XLA are missing: ../shared/models has none')
  if (flags.record === true) recordPartitions(flags, flags.only, write)
  else compare(flags)
}

const program = new Command('fidelity')
  .description('Compares our figures with those of XLA for CPU, GPU and TPU.')
  .option('--only <pattern>', 'only cases whose name matches this regular expression', (text) => new RegExp(text), /./)
  .option('--json', 'the report as JSON; it is written to out/fidelity/ in any case')
  .option('--markdown', 'renew the tables of docs/FIDELITY.md')
  .option('--record', 'ask XLA for the collectives of the cases, and write them down in test/fidelity/partitions.tsv')
  .option('--compile <file.tactics>', 'compile a schedule of this file afresh, in place of the known cases')
  .option('--schedule <name>', 'which schedule of that file')
  .addOption(new Option('--platform <name>', 'for which XLA compiles it').choices(['cpu', 'tpu']).default('cpu'))
  .option('--topology <name>', 'TPU chips, such as v5p:2x2x2; fitting the device and mesh when left out')
  .option('--python <path>', 'a Python that has jax', process.env.SHARDLENS_PYTHON ?? 'python3')
  .option('--oracle <folder>', 'scripts that ask XLA', join('..', 'shared', 'oracle'))
  .action(run)

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof OracleProblem)) throw error
  process.stderr.write(`fidelity: ${error.message}\n`)
  process.exitCode = 2
}
