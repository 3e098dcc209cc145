// Command: from an operation of a model to the Python line that it was traced from.
import { commands, type Disposable, type Location, type LocationLink, window } from 'vscode'

/** Registers `shardlens.revealInPython`, for the cursor of a model file. */
export const registerRevealInPython = (): Disposable =>
  commands.registerCommand('shardlens.revealInPython', async () => {
    const editor = window.activeTextEditor
    if (editor?.document.languageId !== 'mlir') {
      void window.showInformationMessage('Put the cursor at an operation of a model file.')
      return
    }
    const { document, selection } = editor
    const found = await commands.executeCommand<(Location | LocationLink)[]>(
      'vscode.executeImplementationProvider',
      document.uri,
      selection.active,
    )
    const [place] = found
    if (place === undefined) {
      const message = 'This operation was traced from no Python file of the workspace, as far as its location says.'
      void window.showInformationMessage(message)
      return
    }
    const [uri, range] = 'uri' in place ? [place.uri, place.range] : [place.targetUri, place.targetRange]
    await window.showTextDocument(uri, { selection: range, preserveFocus: false })
  })
