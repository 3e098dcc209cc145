// Puts a page into a webview of the editor: its files, its policy, and the session that it belongs to.
import { randomBytes } from 'node:crypto'
import type { Disposable } from 'vscode'
import { Uri, type Webview } from 'vscode'
import type { PageEnd } from './pageGroup'
import type { PageParts } from './renderPage'
import { renderPage } from './renderPage'

export type PageName = 'costs' | 'graph'

const titles: Readonly<Record<PageName, string>> = { costs: 'Costs', graph: 'Graph' }

/** Scripts that pages run in workers. */
const workers: Partial<Record<PageName, string>> = { graph: 'graphLayout.js' }

/** What a session offers to pages. */
export interface PageSession {
  readonly attach: (page: PageEnd) => void
  readonly detach: (page: PageEnd) => void
  readonly receive: (message: unknown, page: PageEnd) => Promise<void>
}

export interface MountedPage extends PageEnd, Disposable {}

/** Loads the page; it says `ready` to the session by itself, also after the editor has reloaded it. */
export function mountPage(
  webview: Webview,
  { extensionUri, name, place, isVisible }: MountOptions,
  session: PageSession,
): MountedPage {
  const folder = Uri.joinPath(extensionUri, 'dist', 'webview')
  const address = (file: string): string => webview.asWebviewUri(Uri.joinPath(folder, file)).toString()
  const worker = workers[name]
  webview.options = { enableScripts: true, localResourceRoots: [folder] }
  const page: MountedPage = {
    // False when the page is not there any more.
    post: (message) => void webview.postMessage(message),
    isVisible,
    dispose: () => {
      session.detach(page)
      subscription.dispose()
    },
  }
  const subscription = webview.onDidReceiveMessage((message: unknown) => session.receive(message, page))
  session.attach(page)
  webview.html = renderPage({
    title: `Shardlens ${titles[name]}`,
    script: address(`${name}.js`),
    style: address(`${name}.css`),
    ...(worker === undefined ? {} : { worker: address(worker) }),
    source: webview.cspSource,
    nonce: randomBytes(18).toString('base64'),
    place,
  })
  return page
}

export interface MountOptions extends Pick<PageParts, 'place'> {
  readonly extensionUri: Uri
  readonly name: PageName
  readonly isVisible: () => boolean
}
