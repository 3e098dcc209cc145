// The cost panel as a function of its model.
import type { TemplateResult } from 'lit-html'
import { html } from 'lit-html'
import type { Channel } from '../../base/channel'
import type { CostsIntent } from '../../../../server/src/protocol/panels'
import type { CostsModel } from './model'

/** What the view can do. */
export interface CostsActions extends Channel<CostsIntent> {
  readonly update: (change: Partial<CostsModel>) => void
}

export function viewCosts(model: CostsModel, actions: CostsActions): TemplateResult {
  const { report } = model
  if (report === undefined) return viewEmpty(actions)
  return html`<main class="panel"><h1>${report.schedule}</h1></main>`
}

const viewEmpty = ({ post }: CostsActions): TemplateResult =>
  html`<main class="panel welcome">
    <p>Open a tactics file to see what it costs, or make one for a model.</p>
    <vscode-button @click=${() => post({ kind: 'command', command: 'newTacticsFile' })}
      >Make tactics for a model…</vscode-button
    >
  </main>`
