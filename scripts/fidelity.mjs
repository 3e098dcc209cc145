// `npm run fidelity`: bundles the comparison with XLA and runs it.
import { copyFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setUp } from './setup.mjs'
import { installed, root, runNode } from './support/process.mjs'

setUp()
const { bundleForNode } = await import('./support/loadTypeScript.mjs')
const program = join(root, 'out', 'fidelity', 'main.mjs')
await bundleForNode('test/fidelity/main.ts', program)
// The parser of tactics files finds its wasm beside the program.
const wasm = [
  installed('web-tree-sitter', 'web-tree-sitter.wasm'),
  join(root, 'syntaxes', 'tactics', 'tree-sitter-tactics.wasm'),
]
for (const path of wasm) copyFileSync(path, join(root, 'out', 'fidelity', basename(path)))
process.exit(runNode([program, ...process.argv.slice(2)]))
