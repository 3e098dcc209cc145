// `npm run webview:fixtures`: analyses the example and small models, and writes the reports that the panels' pages are shown with.
import { join } from 'node:path'
import { setUp } from './setup.mjs'
import { root, runNode } from './support/process.mjs'

setUp()
const { bundleForNode } = await import('./support/loadTypeScript.mjs')
const program = join(root, 'out', 'webview', 'writeFixtures.mjs')
await bundleForNode('test/support/writeWebviewFixtures.ts', program)
process.exit(runNode([program]))
