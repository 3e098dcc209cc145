// The language server under random edits and requests: a short run; `npm run fuzz:lsp` makes a long one.
import { expect, test } from 'vitest'
import { fuzzServer } from '../support/serverFuzz/run'

test.each([1, 2, 3])('100 edits, seed %i', { timeout: 120_000 }, async (seed) => {
  const { failures, edits, requests } = await fuzzServer({ seed, edits: 100 })
  expect(failures).toEqual([])
  expect(edits).toBe(100)
  expect(requests).toBeGreaterThan(50)
})
