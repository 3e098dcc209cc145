// Asks the editor for Python files that a model was traced from, and for no others: editing Python costs nothing elsewhere.
import type { BulkUnregistration, ClientCapabilities, Connection } from 'vscode-languageserver/node'
import {
  BulkRegistration,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  HoverRequest,
  InlayHintRequest,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node'

/** Registers one set of files in place of the one before; calls while one is under way are done when it has ended. */
export function createPythonRegistration(
  connection: Connection,
  isAble: () => boolean,
): (paths: readonly string[]) => void {
  let registered: BulkUnregistration | undefined
  let queue: Promise<void> = Promise.resolve()
  const replace = async (paths: readonly string[]): Promise<void> => {
    const before = registered
    registered = paths.length === 0 ? undefined : await connection.client.register(registrationOf(paths))
    before?.dispose()
  }
  return (paths) => {
    if (!isAble()) return
    queue = queue
      .then(() => replace(paths))
      .catch((error: unknown) => {
        connection.console.warn(`Python files cannot be registered: ${String(error)}`)
      })
  }
}

/** Whether an editor takes what is asked for after it has started; another one may open Python files of its own accord. */
export const canRegisterPython = ({ textDocument }: ClientCapabilities): boolean =>
  textDocument?.synchronization?.dynamicRegistration === true &&
  textDocument.hover?.dynamicRegistration === true &&
  textDocument.inlayHint?.dynamicRegistration === true

function registrationOf(paths: readonly string[]): BulkRegistration {
  const documentSelector = paths.map((path) => ({ scheme: 'file', language: 'python', pattern: escapeGlob(path) }))
  const registration = BulkRegistration.create()
  registration.add(DidOpenTextDocumentNotification.type, { documentSelector })
  registration.add(DidChangeTextDocumentNotification.type, {
    documentSelector,
    syncKind: TextDocumentSyncKind.Incremental,
  })
  registration.add(DidSaveTextDocumentNotification.type, { documentSelector, includeText: false })
  registration.add(DidCloseTextDocumentNotification.type, { documentSelector })
  registration.add(HoverRequest.type, { documentSelector })
  registration.add(InlayHintRequest.type, { documentSelector })
  return registration
}

/** A path as the pattern that matches it alone. */
export const escapeGlob = (path: string): string => path.replace(/[[\]{}*?]/g, '[$&]')
