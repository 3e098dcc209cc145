// Sums the results of all test runs. The last line is `N passed, N failed`; a test that was skipped counts as failed.
import { printResult, sumRuns } from './support/results.mjs'

const { passed, failures, skipped } = sumRuns(['test', 'shared', 'webview', 'e2e'])
const all = [...failures, ...skipped.map((title) => `${title} (skipped)`)]
printResult('', { passed, failures: all, skipped: [] })
process.exit(all.length > 0 ? 1 : 0)
