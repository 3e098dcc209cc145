// `npm run fuzz:lsp -- [edits] [seed]`: a long session of random edits and requests; ends with 1 when anything went wrong.
import { fuzzServer } from '../support/serverFuzz/run'

const [edits = 10_000, seed = Math.floor(Math.random() * 2 ** 31)] = process.argv.slice(2).map(Number)
process.stdout.write(`seed ${seed}, ${edits} edits\n`)
const start = performance.now()
const report = await fuzzServer({ seed, edits })
const seconds = Math.round((performance.now() - start) / 1000)
process.stdout.write(
  `${report.edits} edits, ${report.requests} requests, ${report.refusals} refused or cancelled, ${seconds} s\n`,
)
for (const [method, count] of [...report.methods].sort()) process.stdout.write(`  ${method}: ${count}\n`)
for (const failure of report.failures) process.stdout.write(`failed: ${failure}\n`)
process.exit(report.failures.length > 0 ? 1 : 0)
