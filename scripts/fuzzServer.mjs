// `npm run fuzz:lsp -- [edits] [seed]`: random edits and requests against the built language server.
import { join } from 'node:path'
import { setUp } from './setup.mjs'
import { root, runNode } from './support/process.mjs'

setUp()
const { bundleForNode } = await import('./support/loadTypeScript.mjs')
const { ensureBuilt } = await import('./build.mjs')
await ensureBuilt()
const program = join(root, 'out', 'fuzz', 'serverFuzz.mjs')
await bundleForNode('test/fuzz/serverFuzz.ts', program)
process.exit(runNode([program, ...process.argv.slice(2)]))
