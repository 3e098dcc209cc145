// `npm run bench:editor`: what a person waits for in a real VS Code; prints a table, writes out/bench/editor.json.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setUp } from './setup.mjs'
import { ensureEditor } from './support/editor.mjs'
import { root } from './support/process.mjs'

setUp()
const editor = ensureEditor()
if (typeof editor === 'string') {
  console.error(editor)
  process.exit(1)
}
const { packageExtension } = await import('./package.mjs')
const { bundleForNode } = await import('./support/loadTypeScript.mjs')
const extension = await packageExtension()
const program = join(root, 'out', 'e2e', 'benchEditor.mjs')
await bundleForNode('test/e2e/benchEditor.ts', program)
const { benchEditor } = await import(pathToFileURL(program).href)
const installation = { server: editor.server, chromium: editor.chromium, extension }
console.log(await benchEditor(installation, join(root, 'examples', 'transformer'), join(root, 'out', 'bench')))
