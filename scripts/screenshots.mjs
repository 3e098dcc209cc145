// `npm run screenshots`: the pictures of the documentation, taken in a real VS Code; into docs/images, or a folder that is named.
import { join, resolve } from 'node:path'
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
const program = join(root, 'out', 'e2e', 'takeScreenshots.mjs')
await bundleForNode('test/e2e/takeScreenshots.ts', program)
const { takeScreenshots } = await import(pathToFileURL(program).href)
const installation = { server: editor.server, chromium: editor.chromium, extension }
const example = join(root, 'examples', 'transformer')
const pictures = await takeScreenshots(installation, example, resolve(process.argv[2] ?? join(root, 'docs', 'images')))
for (const picture of pictures) console.log(picture)
