// Started by `npm run test:webview`; one file at a time, each with a browser of its own.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/webview/**/*.test.ts'],
    globalSetup: ['scripts/support/serveForTests.mjs'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 5_000 } },
  },
})
