// `npm run webview`: the webviews' pages in a plain browser, rebuilt and reloaded as sources change. Takes a port.
import { setUp } from './setup.mjs'

setUp({ quiet: true })
const { fixtureFolder, openBundles, servePages } = await import('./support/webviewPages.mjs')

let server
const contexts = await openBundles({ all: true, onEnd: () => server?.reload() })
await Promise.all(contexts.map((context) => context.rebuild()))
server = await servePages({ folders: [fixtureFolder], port: Number(process.argv[2] ?? 5173), isLive: true })
await Promise.all(contexts.map((context) => context.watch()))
console.log(`${server.address}/?view=costs&theme=dark&width=380&fixture=transformer
view: costs, graph · theme: dark, light, hc, hcl · place: side, editor · width: pixels · fixture: a name in test/webview/fixtures
What the page posts is in the browser's console. Ctrl+C ends.`)
