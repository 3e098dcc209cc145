// What scripts need that drive a real VS Code: the editor with a fresh package of the extension, and programs of test/e2e.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setUp } from '../setup.mjs'
import { ensureEditor } from './editor.mjs'
import { root } from './process.mjs'

/** Installs what is missing and packs the extension. Returns `{ server, chromium, extension }`; ends the process when it cannot. */
export async function prepareEditor() {
  setUp()
  const editor = ensureEditor()
  if (typeof editor === 'string') {
    console.error(editor)
    process.exit(1)
  }
  const { packageExtension } = await import('../package.mjs')
  return { ...editor, extension: await packageExtension() }
}

/** Module `test/e2e/NAME.ts`, bundled. */
export async function loadEditorProgram(name) {
  const { bundleForNode } = await import('./loadTypeScript.mjs')
  const program = join(root, 'out', 'e2e', `${name}.mjs`)
  await bundleForNode(`test/e2e/${name}.ts`, program)
  return import(pathToFileURL(program).href)
}
