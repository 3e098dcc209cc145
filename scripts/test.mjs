// `npm test`: set-up, then every check and test that needs nothing but npm. All of them run, whatever fails.
import { setUp } from './setup.mjs'
import { installed, runNode } from './support/process.mjs'
import { finishRun, runCheck, runVitest } from './support/results.mjs'

setUp()
const tool = (...path) => installed(...path)
finishRun('test', [
  runCheck('types', () => runNode([tool('typescript', 'bin', 'tsc'), '-b'])),
  runCheck('lint', () => runNode([tool('eslint', 'bin', 'eslint.js'), '--max-warnings=0', '.'])),
  runCheck('format', () => runNode([tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.'])),
  runCheck('build', () => runNode(['scripts/build.mjs'])),
  runVitest('test', ['test/unit', 'test/golden', 'test/grammar', 'test/lsp', 'test/tidy', 'test/fuzz']),
])
