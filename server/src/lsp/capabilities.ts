// What the server can do, as it tells editors.
import type { InitializeResult } from 'vscode-languageserver/node'
import { TextDocumentSyncKind } from 'vscode-languageserver/node'
import { fixKinds } from '../ide/fixes/fix'
import { tokenModifiers, tokenTypes } from '../ide/semanticTokens'
import { searchCommands } from '../protocol/commands'
import { renamedFiles } from './features/fileRenames'

export const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  hoverProvider: true,
  codeLensProvider: {},
  inlayHintProvider: { resolveProvider: true },
  completionProvider: { triggerCharacters: ['.', ' ', ':', '{', ',', '"'], resolveProvider: true },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  documentLinkProvider: {},
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  selectionRangeProvider: true,
  semanticTokensProvider: {
    legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
    full: true,
    range: true,
  },
  workspace: {
    workspaceFolders: { supported: true, changeNotifications: true },
    fileOperations: { willRename: renamedFiles },
  },
  implementationProvider: true,
  foldingRangeProvider: true,
  codeActionProvider: { codeActionKinds: [...fixKinds] },
  executeCommandProvider: { commands: Object.values(searchCommands) },
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  // A line break says nothing of a statement that goes on; its closing brace does.
  documentOnTypeFormattingProvider: { firstTriggerCharacter: '}' },
}
