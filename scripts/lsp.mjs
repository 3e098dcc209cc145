// `npm run -s lsp`: the language server of this checkout on standard input and output, built first when a source is newer.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './build.mjs'
import { root } from './support/process.mjs'
import { setUp } from './setup.mjs'

setUp({ quiet: true })
await ensureBuilt()
const program = join(root, 'dist', 'server.js')
process.argv.splice(1, Infinity, program, '--stdio')
await import(pathToFileURL(program).href)
