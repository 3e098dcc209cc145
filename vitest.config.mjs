// Tests run on the sources; each kind has a folder. test/shared needs material kept outside the repository, so it is asked for by name.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['scripts/support/buildForTests.mjs'],
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/webview/**', 'node_modules/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
