// `npm run bench:webview`: what a person waits for in the panels, in Chromium; prints a table, writes out/bench/webview.json.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setUp } from './setup.mjs'
import { root } from './support/process.mjs'

setUp()
const { bundleForNode } = await import('./support/loadTypeScript.mjs')
const { startPages } = await import('./support/webviewPages.mjs')
const { chromium, address, close } = await startPages()
const program = join(root, 'out', 'bench', 'webview.mjs')
await bundleForNode('test/webview/bench/main.ts', program)
const { benchWebview } = await import(pathToFileURL(program).href)
const pages = join(root, 'dist', 'webview')
const places = { example: join(root, 'examples', 'transformer'), pages, results: join(root, 'out', 'bench') }
console.log(await benchWebview({ chromium, address, ...places }))
close()
