// The editor of a test file: opened before its tests, closed after them, with a picture of every failure in test-results/.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, onTestFailed } from 'vitest'
import { type EditorOptions, getInstallation } from './editorServer'
import { type EditorSession, exampleFolder, openEditor } from './editorSession'

export const resultsFolder = 'test-results'

/** To be awaited where the file begins. */
export async function useEditor(options: EditorOptions = {}): Promise<Omit<EditorSession, 'close'>> {
  mkdirSync(resultsFolder, { recursive: true })
  const session = await openEditor(getInstallation(), exampleFolder, options)
  afterAll(session.close)
  beforeEach(({ task }) => {
    onTestFailed(async () => {
      const path = join(resultsFolder, `failed-${task.name.replace(/\W+/g, '-')}.png`)
      await session.page.screenshot({ path })
    })
  })
  return session
}
