// `npm run test:e2e`: tests in a real VS Code, in a browser, with shardlens.vsix installed, and in Neovim.
import { ensureNeovim } from './support/editor.mjs'
import { prepareEditor } from './support/editorProgram.mjs'
import { finishRun, runVitest } from './support/results.mjs'

const { server, chromium, extension } = await prepareEditor()
const neovim = ensureNeovim()
if (neovim.problem !== undefined) {
  console.error(neovim.problem)
  process.exit(1)
}
finishRun('e2e', [
  runVitest('e2e', ['--config', 'test/e2e/vitest.config.mjs', '--root', '.', ...process.argv.slice(2)], {
    SHARDLENS_EDITOR: server,
    SHARDLENS_CHROMIUM: chromium,
    SHARDLENS_NEOVIM: neovim.path,
    SHARDLENS_VSIX: extension,
  }),
])
