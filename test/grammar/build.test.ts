// The parser and its WebAssembly are what `npm run grammar` made of the grammar as it is.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, '..', '..', 'syntaxes', 'tactics')
const read = (file: string): Buffer => readFileSync(join(folder, file))

// The script that makes them writes this file.
const hashes = JSON.parse(read('build.json').toString()) as Record<string, string>

test.each(['grammar.js', 'src/parser.c', 'tree-sitter-tactics.wasm'])('%s', (file) => {
  expect(createHash('sha256').update(read(file)).digest('hex')).toBe(hashes[file])
})
