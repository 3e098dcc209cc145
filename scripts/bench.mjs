// `npm run bench`: bundles the benchmark and runs it with the collector at hand, so that memory can be measured.
import { join } from 'node:path'
import { setUp } from './setup.mjs'
import { root, runNode } from './support/process.mjs'

setUp()
const { bundleForNode } = await import('./support/loadTypeScript.mjs')
const { ensureBuilt } = await import('./build.mjs')
await ensureBuilt()
const program = join(root, 'out', 'bench', 'main.mjs')
await bundleForNode('test/bench/main.ts', program)
process.exit(runNode(['--expose-gc', program, ...process.argv.slice(2)]))
