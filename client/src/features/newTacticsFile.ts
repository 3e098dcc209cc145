// Command: a first tactics file for a model, written beside it and opened.
import { commands, type Disposable, Uri, window, workspace } from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import { type NewTactics, type NewTacticsParams, newTacticsRequest } from '../../../server/src/protocol/pages'

/** Registers `shardlens.newTacticsFile`, which takes a model from the explorer or the one in front. */
export const registerNewTacticsFile = (client: LanguageClient): Disposable =>
  commands.registerCommand('shardlens.newTacticsFile', async (selected?: unknown) => {
    const model = selected instanceof Uri ? selected : findModelInFront()
    if (model === undefined) {
      void window.showInformationMessage('Open or select a model (.mlir) to make a tactics file for it.')
      return
    }
    const params: NewTacticsParams = { modelUri: model.toString() }
    const made = await client.sendRequest<NewTactics | null>(newTacticsRequest, params)
    if (made === null) {
      void window.showErrorMessage(
        `${workspace.asRelativePath(model)} cannot be read as a model; its problems say why.`,
      )
      return
    }
    const target = Uri.joinPath(model, '..', made.fileName)
    // A file that is there already is opened as it is.
    if (!(await exists(target))) await workspace.fs.writeFile(target, Buffer.from(made.text))
    await window.showTextDocument(target, { preview: false })
  })

function findModelInFront(): Uri | undefined {
  const document = window.activeTextEditor?.document
  return document?.languageId === 'mlir' ? document.uri : undefined
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri)
    return true
  } catch {
    return false
  }
}
