// `npm run test:e2e`: tests in a real VS Code, in a browser, with shardlens.vsix installed, and in Neovim.
import { setUp } from './setup.mjs'
import { ensureEditor, ensureNeovim } from './support/editor.mjs'
import { finishRun, runVitest } from './support/results.mjs'

setUp()
const editor = ensureEditor()
if (typeof editor === 'string') {
  console.error(editor)
  process.exit(1)
}
const neovim = ensureNeovim()
if (neovim.problem !== undefined) {
  console.error(neovim.problem)
  process.exit(1)
}
const { packageExtension } = await import('./package.mjs')
const extension = await packageExtension()
finishRun('e2e', [
  runVitest('e2e', ['--config', 'test/e2e/vitest.config.mjs', '--root', '.', ...process.argv.slice(2)], {
    SHARDLENS_EDITOR: editor.server,
    SHARDLENS_CHROMIUM: editor.chromium,
    SHARDLENS_NEOVIM: neovim.path,
    SHARDLENS_VSIX: extension,
  }),
])
