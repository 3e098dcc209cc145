// `npm run test:webview`: the webviews' pages in a real Chromium: pictures, what a person does, accessibility.
import { setUp } from './setup.mjs'
import { finishRun, runVitest } from './support/results.mjs'

setUp()
finishRun('webview', [
  runVitest('webview', ['--config', 'test/webview/vitest.config.mjs', '--root', '.', ...process.argv.slice(2)]),
])
