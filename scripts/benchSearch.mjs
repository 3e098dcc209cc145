// `npm run bench:search`: bundles the benchmark of the search and runs it. It needs the models in ../shared.
import { join } from 'node:path'
import { setUp } from './setup.mjs'
import { root, runNode } from './support/process.mjs'

setUp()
const { bundleForNode } = await import('./support/loadTypeScript.mjs')
const program = join(root, 'out', 'bench', 'search.mjs')
await bundleForNode('test/bench/search.ts', program)
process.exit(runNode([program, ...process.argv.slice(2)]))
