// The cost panel in the side bar and in the editor area, the graph, and the commands that open them.
import {
  commands,
  Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  TextEditorSelectionChangeKind,
  Uri,
  window,
} from 'vscode'
import type { LanguageClient } from 'vscode-languageclient/node'
import type { CostsWish, SweepProgressParams } from '../../../server/src/protocol/panelRequests'
import { sweepProgressNotification } from '../../../server/src/protocol/panelRequests'
import type { StatusTracker } from '../features/trackStatus'
import { CostsSession } from './costsSession'
import { createPanelContext } from './editorContext'
import type { EditorPanel } from './editorPanels'
import { createEditorPanel } from './editorPanels'
import type { FollowedTarget } from './followTarget'
import { followTarget } from './followTarget'
import { GraphSession } from './graphSession'
import { mountPage } from './mountPage'
import { createPinStore } from './pinStore'

const viewId = 'shardlens.costs'

/** Registers everything; pages are made when they are opened. */
export function registerPanels(
  { extensionUri, storageUri, workspaceState }: ExtensionContext,
  client: LanguageClient,
  { tracker, output }: { readonly tracker: StatusTracker; readonly output: LogOutputChannel },
): Disposable {
  const target = followTarget(workspaceState, tracker)
  const pins = createPinStore(storageUri, (text) => output.warn(text))
  const context = createPanelContext(
    { client, target, pins, output },
    (page) => costsPanel.columnOf(page) ?? graphPanel.columnOf(page),
  )
  const costs = new CostsSession(context)
  const graph = new GraphSession(context)
  const update = (): void => {
    const schedule = target.status()?.active
    if (schedule !== undefined) {
      costsPanel.setTitle(`Costs: ${schedule}`)
      graphPanel.setTitle(`Graph: ${schedule}`)
    }
    costs.live.update()
    graph.live.update()
  }
  const shared = { extensionUri, onDidChange: update }
  const costsPanel = createEditorPanel({ ...shared, name: 'costs', title: 'Costs', session: costs.live })
  const graphPanel = createEditorPanel({ ...shared, name: 'graph', title: 'Graph', session: graph.live })
  return Disposable.from(
    target,
    target.onDidChange(update),
    costsPanel,
    graphPanel,
    registerCostsView(extensionUri, costs, update),
    client.onNotification(sweepProgressNotification, (params: SweepProgressParams) => costs.sweepProgress(params)),
    followSelection(target, graph),
    registerCommands(target, { costsPanel, graphPanel, fulfil: (wish) => costs.fulfil(wish) }),
  )
}

const registerCostsView = (extensionUri: Uri, { live }: CostsSession, onDidChange: () => void): Disposable =>
  window.registerWebviewViewProvider(
    viewId,
    {
      resolveWebviewView: (view) => {
        const isVisible = (): boolean => view.visible
        const page = mountPage(view.webview, { extensionUri, name: 'costs', place: 'side', isVisible }, live)
        view.onDidChangeVisibility(onDidChange)
        view.onDidDispose(() => void page.dispose())
      },
    },
    { webviewOptions: { retainContextWhenHidden: true } },
  )

interface PanelCommands {
  readonly costsPanel: EditorPanel
  readonly graphPanel: EditorPanel
  /** What a lens asks of the cost panel. */
  readonly fulfil: (wish: CostsWish) => Promise<void>
}

/** Commands take the address of a tactics file, or show the one that is followed. */
function registerCommands(target: FollowedTarget, { costsPanel, graphPanel, fulfil }: PanelCommands): Disposable {
  const on = (show: () => void | Thenable<void>) => (address?: unknown) => {
    if (typeof address === 'string') target.choose(address)
    return show()
  }
  return Disposable.from(
    commands.registerCommand('shardlens.showCosts', async (address?: unknown, wish?: unknown) => {
      await on(() => commands.executeCommand<void>(`${viewId}.focus`))(address)
      if (typeof wish === 'object' && wish !== null) await fulfil(wish) // our own lenses'
    }),
    commands.registerCommand('shardlens.openCostsInEditor', on(costsPanel.show)),
    commands.registerCommand('shardlens.showGraph', on(graphPanel.show)),
  )
}

/** Long enough to pass over lines on the way to another. */
const restMilliseconds = 150

/** Where a person goes in the model, the graph goes too. What an extension selects, as ours does, moves nothing. */
function followSelection(target: FollowedTarget, graph: GraphSession): Disposable {
  let timer: NodeJS.Timeout | undefined
  const subscription = window.onDidChangeTextEditorSelection(({ textEditor, kind, selections: [selection] }) => {
    const isPersons = kind === TextEditorSelectionChangeKind.Mouse || kind === TextEditorSelectionChangeKind.Keyboard
    const model = target.status()?.modelUri
    if (!isPersons || selection === undefined || model === undefined) return
    if (Uri.parse(model).toString() !== textEditor.document.uri.toString()) return
    clearTimeout(timer)
    timer = setTimeout(() => void graph.select(selection.active.line + 1), restMilliseconds)
  })
  return Disposable.from(subscription, { dispose: () => clearTimeout(timer) })
}
