// Over or in place of the canvas: nothing to show yet, figures that are older than the text, faults, a layout under way.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import { viewIcon } from '../../widgets/marks'
import { styles } from '../../widgets/styles'
import type { GraphActions } from './actions'
import type { GraphModel } from './model'

export function viewOverlay(model: GraphModel, actions: GraphActions): TemplateResult | typeof nothing {
  const { state, structure, figures } = model
  if (structure === undefined) return viewNothing(model, actions)
  const notes = [viewNote(model, actions), viewLayout(model, actions), viewLimits(model)].filter(
    (one) => one !== nothing,
  )
  const isOld = state.kind === 'computing' || state.kind === 'stopped'
  if (isOld && figures !== undefined) notes.unshift(viewAge(model, actions))
  return notes.length === 0 ? nothing : html`<div class="notes" role="status">${notes}</div>`
}

function viewNothing({ state }: GraphModel, { post }: GraphActions): TemplateResult {
  switch (state.kind) {
    case 'error':
      return viewMessage(
        'error',
        'No graph',
        html`${state.file === undefined ? '' : `${state.file}${state.line === undefined ? '' : `:${state.line}`}: `}${state.message}`,
        [['Show problems', () => post({ kind: 'command', command: 'showProblems' })]],
      )
    case 'gone':
      return viewMessage('circle-slash', 'The model is gone', html`${state.message}`, [])
    case 'stopped':
      return viewMessage(
        'debug-stop',
        'Stopped',
        html`The analysis was stopped. Edit the file, or ask for its costs, to start it again.`,
        [],
      )
    case 'computing':
    case 'fresh':
      return html`<div class="blank">
        <div class="bar-wait" role="progressbar" aria-label="Reading the model"></div>
        <p class="f2">
          ${state.kind === 'computing' && state.stage !== undefined ? state.stage : 'Reading the model'}…
        </p>
        <vscode-button appearance="secondary" @click=${() => post({ kind: 'command', command: 'stopAnalysis' })}
          >Cancel</vscode-button
        >
      </div>`
    case 'empty':
      return viewMessage(
        'type-hierarchy-sub',
        'No program to show',
        html`Open a tactics file: its model is drawn here, with what its schedule makes of it.`,
        [['Make tactics for a model…', () => post({ kind: 'command', command: 'newTacticsFile' })]],
      )
  }
}

type Button = readonly [label: string, act: () => void]

const viewMessage = (icon: string, title: string, text: TemplateResult, buttons: readonly Button[]): TemplateResult =>
  html`<div class="blank">
    <span class="big">${viewIcon(icon)}</span>
    <h1>${title}</h1>
    <p class="f2">${text}</p>
    ${buttons.map(([label, act]) => html`<vscode-button @click=${act}>${label}</vscode-button>`)}
  </div>`

function viewAge({ state }: GraphModel, { post }: GraphActions): TemplateResult {
  if (state.kind !== 'computing')
    return html`<div class="note">${viewIcon('debug-stop')} stopped: figures are older than the text</div>`
  return html`<div class="note">
    ${viewIcon('sync')} figures are older than the text
    <button type="button" class="link" @click=${() => post({ kind: 'command', command: 'stopAnalysis' })}>
      Cancel
    </button>
  </div>`
}

function viewNote({ state, failure }: GraphModel, { post }: GraphActions): TemplateResult | typeof nothing {
  if (failure !== undefined) return html`<div class="note bad">${viewIcon('error')} ${failure}</div>`
  if (state.kind === 'gone') return html`<div class="note bad">${viewIcon('circle-slash')} ${state.message}</div>`
  if (state.kind !== 'error') return nothing
  return html`<div class="note bad">
    ${viewIcon('error')} <span class="ell">${state.message}</span>
    <button type="button" class="link" @click=${() => post({ kind: 'command', command: 'showProblems' })}>
      Problems
    </button>
  </div>`
}

/** After a tenth of a second, so that what is quick does not flicker. */
function viewLayout({ layout }: GraphModel, { cancelLayout }: GraphActions): TemplateResult | typeof nothing {
  if (layout === undefined || Date.now() - layout.since < 100) return nothing
  const { done, total } = layout
  const share = total === 0 ? 0 : done / total
  return html`<div class="note">
    <span
      class="meter"
      role="progressbar"
      aria-label="Layout"
      aria-valuemin="0"
      aria-valuemax=${total}
      aria-valuenow=${done}
      ><b ${styles({ width: `${Math.round(100 * share)}%` })}></b></span
    >laying out, ${done} of ${total}
    <button type="button" class="link" @click=${cancelLayout}>Cancel</button>
  </div>`
}

const viewLimits = ({ structure }: GraphModel): TemplateResult | typeof nothing =>
  structure?.isLimited === true
    ? html`<div class="note">
        ${viewIcon('info')} not all that was asked for is open: ${structure.nodes.length.toLocaleString('en-US')} nodes
        are drawn
      </div>`
    : nothing
