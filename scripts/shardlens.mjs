// `npm run -s shardlens -- …`: the command line of this checkout, built first when a source is newer.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt } from './build.mjs'
import { root } from './support/process.mjs'
import { setUp } from './setup.mjs'

setUp({ quiet: true })
await ensureBuilt()
// npm runs scripts in the root folder; paths on the command line are meant from where it was started.
if (process.env.npm_lifecycle_event === 'shardlens') process.chdir(process.env.INIT_CWD ?? '.')
const program = join(root, 'dist', 'cli.js')
process.argv[1] = program
await import(pathToFileURL(program).href)
