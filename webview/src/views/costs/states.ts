// What is said instead of figures, or above them when they are old, partial or of something that is not there any more.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import { formatCount } from '../../../../server/src/base/format'
import type { CostProblem, CostsReport } from '../../../../server/src/protocol/costs'
import { viewIcon } from '../../widgets/marks'
import { viewName } from '../../widgets/text'
import type { CostsActions } from './actions'
import { ageOf } from './header'
import type { CostsModel } from './model'

/** After so long one may want to stop it. */
const cancelAfter = 1000

/** Nothing has come yet, or there is nothing to show. */
export function viewNothing({ state, now }: CostsModel, { post }: CostsActions): TemplateResult {
  const run = (command: 'newTacticsFile' | 'createExample' | 'showOutput' | 'showProblems'): void =>
    post({ kind: 'command', command })
  switch (state.kind) {
    case 'computing':
      return html`<div class="welcome" role="status">
        <div class="prog"><i></i></div>
        <p>Analysing for the first time…</p>
        <p class="f2">${state.stage ?? ''}</p>
        ${now - state.since > cancelAfter ? viewCancel({ post }) : nothing}
      </div>`
    case 'error':
      return viewError(state, { post })
    case 'gone':
      return html`<div class="welcome" role="alert">
        ${viewIcon('trash')}
        <p>${state.message}</p>
      </div>`
    case 'stopped':
      return html`<div class="welcome" role="status">
        <p>The analysis was stopped. It starts again with the next change.</p>
      </div>`
    default:
      return html`<div class="welcome">
        <p>Open a tactics file to see what it costs, or make one for a model.</p>
        <vscode-button @click=${() => run('newTacticsFile')}>Make tactics for a model…</vscode-button>
        <vscode-button appearance="secondary" @click=${() => run('createExample')}>Open an example</vscode-button>
        <p class="f2">
          A <span class="mono">.tactics</span> file names a model, a mesh and a device. Nothing is run and nothing
          leaves this machine.
        </p>
      </div>`
  }
}

interface Fault {
  readonly message: string
  readonly file?: string | undefined
  readonly line?: number | undefined
}

const viewError = ({ message, file, line }: Fault, { post }: Pick<CostsActions, 'post'>): TemplateResult =>
  html`<div class="welcome" role="alert">
    <p>
      <b>There are no figures.</b>
      ${file === undefined ? nothing : html`<span class="f2">${viewName(file)}${line === undefined ? '' : `:${line}`}</span>`}
    </p>
    <p class="err">${message}</p>
    <vscode-button @click=${() => post({ kind: 'command', command: 'showProblems' })}>Show problems</vscode-button>
    <vscode-button appearance="secondary" @click=${() => post({ kind: 'command', command: 'showOutput' })}
      >Show output</vscode-button
    >
  </div>`

const viewCancel = ({ post }: Pick<CostsActions, 'post'>): TemplateResult =>
  html`<vscode-button appearance="secondary" @click=${() => post({ kind: 'command', command: 'stopAnalysis' })}
    >Cancel</vscode-button
  >`

export const isStale = ({ state }: CostsModel): boolean => state.kind !== 'fresh' && state.kind !== 'empty'

/** Directly under the header. */
export function viewBanners(model: CostsModel, report: CostsReport, actions: CostsActions): unknown {
  return html`${viewStaleness(model, actions)} ${viewProblems(report, actions)}
  ${
    report.notUnderstood === 0
      ? nothing
      : viewBanner(
          'warning',
          html`<b
              >${formatCount(report.notUnderstood)} ${report.notUnderstood === 1 ? 'op is' : 'ops are'} not
              understood</b
            >
            and ${report.notUnderstood === 1 ? 'counts' : 'count'} as whole. Memory and time are lower bounds (≥).`,
        )
  }`
}

function viewBanner(icon: string, content: unknown, action: unknown = nothing): TemplateResult {
  return html`<div class="banner ${icon}">${viewIcon(icon)}<span class="grow">${content}</span>${action}</div>`
}

function viewStaleness(model: CostsModel, actions: CostsActions): unknown {
  const { state, now } = model
  switch (state.kind) {
    case 'computing':
      return html`<div class="prog"><i></i></div>
        ${
          now - state.since > cancelAfter
            ? viewBanner('history', html`Figures are from before the change, ${ageOf(model)}.`, viewCancel(actions))
            : nothing
        }`
    case 'stopped':
      return viewBanner('debug-pause', 'Stopped: figures are older than the text. The next change starts it again.')
    case 'error':
      return viewBanner('error', html`<b>Figures are older than the text.</b> ${state.message}`, viewShow(actions))
    case 'gone':
      return viewBanner('trash', html`<b>${state.message}</b> Figures are the last ones.`)
    default:
      return nothing
  }
}

const viewShow = ({ post }: CostsActions): TemplateResult =>
  html`<vscode-button appearance="secondary" @click=${() => post({ kind: 'command', command: 'showProblems' })}
    >Problems</vscode-button
  >`

const mostProblems = 3

/** Errors of the file, each a way to its place. */
function viewProblems({ problems, more }: CostsReport, actions: CostsActions): unknown {
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return nothing
  const hidden = errors.length - mostProblems + more.problems
  return html`<div class="problems" role="group" aria-label="Errors">
    ${errors.slice(0, mostProblems).map((problem) => viewProblem(problem, actions))}
    ${
      hidden > 0
        ? html`<button
            type="button"
            class="link"
            @click=${() => actions.post({ kind: 'command', command: 'showProblems' })}
          >
            ${hidden} more
          </button>`
        : nothing
    }
  </div>`
}

const viewProblem = ({ message, file, line, place }: CostProblem, { post }: CostsActions): TemplateResult =>
  html`<button type="button" class="problem" @click=${() => post({ kind: 'reveal', ...place })}>
    ${viewIcon('error')}<span class="msg">${message}</span><span class="f2 xs">${file}:${line}</span>
  </button>`

/** Below the tables: what they leave out. */
export function viewLeftOut({ more, timeline, model }: CostsReport): unknown {
  const perBucket = Math.ceil(timeline.steps / Math.max(1, timeline.buckets))
  const rows = more.collectives + more.tensors
  if (rows === 0 && perBucket <= 1) return nothing
  const parts = [
    ...(rows > 0 ? [`tables show the most costly rows and leave out ${formatCount(rows)}`] : []),
    ...(perBucket > 1 ? [`the timeline is grouped by ${formatCount(perBucket)} ops`] : []),
  ]
  return html`<p class="banner table">
    ${viewIcon('table')}<span>${formatCount(model.operations)} ops: ${parts.join('; ')}.</span>
  </p>`
}
