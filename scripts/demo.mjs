// `npm run demo`: from a fresh checkout to figures in the terminal and an extension to install.
import { setUp } from './setup.mjs'
import { runNode } from './support/process.mjs'

const example = 'examples/transformer'

setUp()
const { ensureBuilt } = await import('./build.mjs')
await ensureBuilt()
console.log(`\n$ shardlens analyze ${example}/transformer.tactics\n`)
const code = runNode(['dist/cli.js', 'analyze', `${example}/transformer.tactics`])
if (code !== 0) process.exit(code)

const { packageExtension } = await import('./package.mjs')
console.log()
await packageExtension()
console.log(`
In VS Code:
  code --install-extension shardlens.vsix
  code ${example} ${example}/transformer.tactics
Change a tactic and watch the hints; hover over a pattern, a tactic or a value of the model.
Switch schedules in the status bar.`)
