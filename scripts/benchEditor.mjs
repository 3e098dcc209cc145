// `npm run bench:editor`: what a person waits for in a real VS Code; prints a table, writes out/bench/editor.json.
import { join } from 'node:path'
import { loadEditorProgram, prepareEditor } from './support/editorProgram.mjs'
import { root } from './support/process.mjs'

const installation = await prepareEditor()
const { benchEditor } = await loadEditorProgram('benchEditor')
console.log(await benchEditor(installation, join(root, 'examples', 'transformer'), join(root, 'out', 'bench')))
