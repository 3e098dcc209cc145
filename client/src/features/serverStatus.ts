// The language server's own state, in the list that editors keep for each language (`{}` in the status bar).
import { type Disposable, languages, LanguageStatusSeverity } from 'vscode'
import { type LanguageClient, State } from 'vscode-languageclient/node'
import { languages as ours } from '../client'

interface Look {
  readonly text: string
  readonly detail: string
  readonly severity: LanguageStatusSeverity
}

const running: Look = {
  text: 'Shardlens',
  detail: 'language server is running',
  severity: LanguageStatusSeverity.Information,
}
const starting: Look = { ...running, detail: 'language server is starting' }
const stopped: Look = {
  text: '$(error) Shardlens',
  detail: 'language server is not running',
  severity: LanguageStatusSeverity.Error,
}
const looks: Readonly<Record<State, Look>> = {
  [State.Running]: running,
  [State.Starting]: starting,
  [State.Stopped]: stopped,
  [State.StartFailed]: stopped,
}

/** Shows the state beside files of our languages, with a button that restarts. */
export function registerServerStatus(client: LanguageClient): Disposable {
  const item = languages.createLanguageStatusItem('shardlens.server', [...ours])
  item.name = 'Shardlens: Language Server'
  item.command = { command: 'shardlens.restartServer', title: 'Restart Server' }
  const show = (state: State): void => {
    const { text, detail, severity } = looks[state]
    Object.assign(item, { text, detail, severity, busy: state === State.Starting })
    item.accessibilityInformation = { label: `Shardlens ${detail}` }
  }
  show(State.Starting)
  const subscription = client.onDidChangeState(({ newState }) => show(newState))
  return { dispose: () => [item, subscription].forEach((one) => void one.dispose()) }
}
