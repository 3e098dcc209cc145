// Panels in the editor area: one of a kind at most, restored when the window is reloaded.
import type { Disposable } from 'vscode'
import { Uri, ViewColumn, type WebviewPanel, window } from 'vscode'
import type { PageEnd } from './pageGroup'
import type { MountedPage, PageName, PageSession } from './mountPage'
import { mountPage } from './mountPage'

export interface EditorPanel extends Disposable {
  /** Opens it beside the text, or brings it to the front. */
  readonly show: () => void
  readonly setTitle: (title: string) => void
  /** Group of the editor area; undefined for pages that are not this panel's. */
  readonly columnOf: (page: PageEnd) => ViewColumn | undefined
}

export interface EditorPanelOptions {
  readonly extensionUri: Uri
  readonly name: PageName
  readonly title: string
  readonly session: PageSession
  /** It came into sight, or was hidden. */
  readonly onDidChange: () => void
}

interface Opened {
  readonly panel: WebviewPanel
  readonly page: MountedPage
}

export function createEditorPanel(options: EditorPanelOptions): EditorPanel {
  const viewType = `shardlens.${options.name}Panel`
  let opened: Opened | undefined
  const adopt = (panel: WebviewPanel): void => {
    opened?.panel.dispose()
    const page = mountInto(panel, options)
    opened = { panel, page }
    panel.onDidChangeViewState(options.onDidChange)
    panel.onDidDispose(() => {
      page.dispose()
      if (opened?.panel === panel) opened = undefined
    })
  }
  const serializer = window.registerWebviewPanelSerializer(viewType, {
    deserializeWebviewPanel: (panel) => Promise.resolve(adopt(panel)),
  })
  return {
    show: () => {
      if (opened === undefined) adopt(createPanel(viewType, options.title))
      else opened.panel.reveal(undefined, false)
    },
    setTitle: (title) => {
      if (opened !== undefined && opened.panel.title !== title) opened.panel.title = title
    },
    columnOf: (page) => (opened?.page === page ? opened.panel.viewColumn : undefined),
    dispose: () => {
      serializer.dispose()
      opened?.panel.dispose()
    },
  }
}

/** A layout that took seconds is not thrown away because another tab is in front. */
const createPanel = (viewType: string, title: string): WebviewPanel =>
  window.createWebviewPanel(viewType, title, ViewColumn.Beside, { retainContextWhenHidden: true })

function mountInto(panel: WebviewPanel, { extensionUri, name, session }: EditorPanelOptions): MountedPage {
  const icon = (theme: string): Uri => Uri.joinPath(extensionUri, 'images', `${name}-${theme}.svg`)
  panel.iconPath = { light: icon('light'), dark: icon('dark') }
  return mountPage(panel.webview, { extensionUri, name, place: 'editor', isVisible: () => panel.visible }, session)
}
