// What the editor says of itself: what it can be asked, what it shows, the kind of its theme.
import type { Connection, InitializeParams } from 'vscode-languageserver/node'
import type { ThemeKind } from '../ide/palette'
import type { ThemeParams } from '../protocol/theme'
import { readTheme, themeNotification } from '../protocol/theme'
import { canRegisterPython } from './python/registration'

export interface Editor {
  /** Whether it can be asked to request inlay hints, or lenses, again. */
  readonly refreshesHints: boolean
  readonly refreshesLenses: boolean
  /** Whether it takes definitions with the text that they are of. */
  readonly takesLinks: boolean
  /** Whether it is VS Code or made of it, whose commands and ours answers may name. */
  readonly isCode: boolean
  /** Whether it has folders that are opened and closed. */
  readonly tellsFolders: boolean
  /** Whether it can be asked for Python files by name. */
  readonly registersPython: boolean
  /** Kind of theme that pictures are made for; undefined where hovers would show the addresses of pictures instead. */
  readonly theme: ThemeKind | undefined
}

const unknown: Editor = {
  refreshesHints: false,
  refreshesLenses: false,
  takesLinks: false,
  tellsFolders: false,
  isCode: false,
  registersPython: false,
  theme: undefined,
}

/** Follows the editor, theme by theme. `init` is to be called with what it says when it connects. */
export function trackEditor(connection: Connection): {
  readonly now: () => Editor
  readonly init: (params: InitializeParams) => void
} {
  let editor = unknown
  connection.onNotification(themeNotification, (params: Partial<ThemeParams> | undefined) => {
    editor = { ...editor, theme: readTheme(params?.theme) ?? editor.theme }
  })
  return { now: () => editor, init: (params) => (editor = describeEditor(params)) }
}

function describeEditor({ capabilities, clientInfo, initializationOptions }: InitializeParams): Editor {
  const options = initializationOptions as { readonly theme?: unknown } | null | undefined // read with care
  // VS Code and what is made of it render with marked, which shows pictures.
  const rendersPictures = capabilities.general?.markdown?.parser === 'marked'
  return {
    refreshesHints: capabilities.workspace?.inlayHint?.refreshSupport === true,
    refreshesLenses: capabilities.workspace?.codeLens?.refreshSupport === true,
    takesLinks: capabilities.textDocument?.definition?.linkSupport === true,
    registersPython: canRegisterPython(capabilities),
    tellsFolders: capabilities.workspace?.workspaceFolders === true,
    isCode: /code/i.test(clientInfo?.name ?? ''),
    theme: readTheme(options?.theme) ?? (rendersPictures ? 'unknown' : undefined),
  }
}
