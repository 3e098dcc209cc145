// From a panel to the text: a line of the model, a tactic, a line of Python, shown beside the panel.
import { Range, TextEditorRevealType, Uri, ViewColumn, window, workspace } from 'vscode'
import type { LocateAnswer, LocateParams } from '../../../server/src/protocol/panelRequests'
import { locateRequest } from '../../../server/src/protocol/panelRequests'
import type { PanelContext, PanelPlace, PanelTarget } from './panelContext'

export interface TextPlace {
  readonly uri: Uri
  /** From 0. */
  readonly line: number
  readonly character: number
}

/** Where a place of a report lies; undefined when it is not there any more. */
export async function locate(
  target: PanelTarget,
  ask: PanelContext['ask'],
  place: PanelPlace,
): Promise<TextPlace | undefined> {
  const uri = target.uri()
  if (uri === undefined) return undefined
  const model = target.status()?.modelUri
  if (place.line !== undefined && model !== undefined)
    return { uri: Uri.parse(model), line: Math.max(0, place.line - 1), character: 0 }
  const params: LocateParams = {
    uri,
    ...(place.tactic === undefined ? {} : { tactic: place.tactic }),
    ...(place.source === undefined ? {} : { source: place.source }),
  }
  const found = await ask<LocateAnswer>(locateRequest, params)
  return found === null ? undefined : { ...found, uri: Uri.parse(found.uri) }
}

/** The editor has the file, or it is on disk. */
export async function isThere({ uri }: TextPlace): Promise<boolean> {
  if (workspace.textDocuments.some((document) => document.uri.toString() === uri.toString())) return true
  return workspace.fs.stat(uri).then(
    () => true,
    () => false,
  )
}

/** Shows the line in the middle, not over the panel that stands in `panelColumn`. */
export async function showPlace(
  { uri, line, character }: TextPlace,
  { panelColumn, isOpened }: { readonly panelColumn: ViewColumn | undefined; readonly isOpened: boolean },
): Promise<void> {
  try {
    const document = await workspace.openTextDocument(uri)
    const text = document.lineAt(Math.min(line, document.lineCount - 1))
    const start = character === 0 ? text.firstNonWhitespaceCharacterIndex : character
    const editor = await window.showTextDocument(document, {
      viewColumn: chooseColumn(uri, panelColumn),
      preserveFocus: !isOpened,
      preview: true,
      selection: new Range(text.lineNumber, start, text.lineNumber, start),
    })
    editor.revealRange(text.range, TextEditorRevealType.InCenterIfOutsideViewport)
  } catch (error) {
    // Texts over 50 MB are not shown by the editor at all.
    const reason = error instanceof Error ? error.message : String(error)
    void window.showWarningMessage(`Line ${line + 1} of ${workspace.asRelativePath(uri)} cannot be shown: ${reason}`)
  }
}

/** The group that shows the text already, else one that the panel is not in. */
function chooseColumn(uri: Uri, panelColumn: ViewColumn | undefined): ViewColumn {
  const shown = window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString())
  if (shown?.viewColumn !== undefined && shown.viewColumn !== panelColumn) return shown.viewColumn
  if (panelColumn === undefined) return ViewColumn.Active
  const other = window.tabGroups.all.find(({ viewColumn }) => viewColumn !== panelColumn)
  return other?.viewColumn ?? ViewColumn.Beside
}
