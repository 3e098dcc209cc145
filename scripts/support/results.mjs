// Results of test runs: counts out of vitest's report, one file a run under test-results/, and the sum over all of them.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installed, root, runNode } from './process.mjs'

const folder = join(root, 'test-results')

/** Runs vitest on the arguments. Returns `{ passed, failures, skipped }`: a count, and the titles of the other tests. */
export function runVitest(name, args, env = {}) {
  const report = join(folder, `${name}.vitest.json`)
  mkdirSync(folder, { recursive: true })
  rmSync(report, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = runNode([installed('vitest', 'vitest.mjs'), 'run', ...args, ...reporters], {
    env: { ...process.env, ...env },
  })
  return readReport(report, code)
}

function readReport(path, code) {
  const counts = { passed: 0, failures: [], skipped: [] }
  try {
    for (const file of JSON.parse(readFileSync(path, 'utf8')).testResults) countFile(file, counts)
  } catch (error) {
    counts.failures.push(`vitest left no report: ${error.message}`)
  }
  // Errors outside of any test, such as a rejection that nobody handled.
  if (code !== 0 && counts.failures.length === 0) counts.failures.push(`vitest ended with exit code ${code}`)
  return counts
}

function countFile({ name, status, assertionResults }, counts) {
  const of = (wanted) => assertionResults.filter((test) => wanted.includes(test.status)).map((test) => test.fullName)
  const failed = of(['failed'])
  counts.passed += of(['passed']).length
  counts.failures.push(...failed)
  counts.skipped.push(...of(['pending', 'skipped', 'todo', 'disabled']))
  if (status === 'failed' && failed.length === 0) counts.failures.push(`${name} could not be run`)
}

/** Runs a check that is not a test. Returns the same shape as `runVitest`. */
export function runCheck(title, check) {
  console.log(`\n${title}`)
  const failed = check() !== 0
  return { passed: failed ? 0 : 1, failures: failed ? [title] : [], skipped: [] }
}

/** Writes the run's result, prints its failures, and ends the process with 1 when there were any. */
export function finishRun(name, results) {
  const sum = addResults(results)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.result.json`), JSON.stringify(sum, null, 2))
  printResult(`${name}: `, sum)
  process.exit(sum.failures.length > 0 ? 1 : 0)
}

/** Sum over the results of the named runs; a run without a result is a failure. */
export function sumRuns(names) {
  const present = new Set(readdirSync(folder))
  const results = names.map((name) =>
    present.has(`${name}.result.json`)
      ? JSON.parse(readFileSync(join(folder, `${name}.result.json`), 'utf8'))
      : { passed: 0, failures: [`${name} did not run to its end`], skipped: [] },
  )
  return addResults(results)
}

const addResults = (results) => ({
  passed: results.reduce((sum, { passed }) => sum + passed, 0),
  failures: results.flatMap(({ failures }) => failures),
  skipped: results.flatMap(({ skipped }) => skipped),
})

/** Prints what failed and was skipped, then the counts on a line of their own. */
export function printResult(prefix, { passed, failures, skipped }) {
  console.log()
  for (const title of failures) console.log(`failed: ${title}`)
  for (const title of skipped) console.log(`skipped: ${title}`)
  console.log(`${prefix}${passed} passed, ${failures.length} failed`)
}
