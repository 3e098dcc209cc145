// `npm run screenshots`: the pictures of the documentation, taken in a real VS Code; into docs/images, or a folder that is named.
import { join, resolve } from 'node:path'
import { loadEditorProgram, prepareEditor } from './support/editorProgram.mjs'
import { root } from './support/process.mjs'

const installation = await prepareEditor()
const { takeScreenshots } = await loadEditorProgram('takeScreenshots')
const example = join(root, 'examples', 'transformer')
const pictures = await takeScreenshots(installation, example, resolve(process.argv[2] ?? join(root, 'docs', 'images')))
for (const picture of pictures) console.log(picture)
