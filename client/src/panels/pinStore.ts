// The pinned state on disk, in the folder that the editor gives the extension for the workspace.
import * as v from 'valibot'
import { Uri, workspace } from 'vscode'
import { costsReport } from '../../../server/src/protocol/costs'
import type { PinStore } from './panelContext'

const fileName = 'pinned.json'

/** Written by this extension, perhaps by an older one: what is not as it should be is as good as nothing. */
const pinnedFile = v.object({ uri: v.string(), report: costsReport })

/** `folder`: undefined where the editor has none, as without a workspace; then a pin does not outlive the window. */
export function createPinStore(folder: Uri | undefined, log: (text: string) => void): PinStore {
  const file = folder && Uri.joinPath(folder, fileName)
  return {
    read: async () => {
      if (file === undefined) return undefined
      try {
        const text = Buffer.from(await workspace.fs.readFile(file)).toString('utf8')
        const parsed = v.safeParse(pinnedFile, JSON.parse(text))
        return parsed.success ? parsed.output : undefined
      } catch {
        // Nothing has been pinned yet, or the file is not whole.
        return undefined
      }
    },
    write: async (pinned) => {
      if (file === undefined) return
      try {
        if (pinned === undefined) await workspace.fs.delete(file)
        else await workspace.fs.writeFile(file, Buffer.from(JSON.stringify(pinned), 'utf8'))
      } catch (error) {
        log(`the pinned state could not be kept: ${String(error)}`)
      }
    },
  }
}
