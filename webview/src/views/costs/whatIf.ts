// Mesh sizes, device and topology as a question: figures follow while typing, and nothing on disk changes before it is written.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import { live } from 'lit-html/directives/live.js'
import { formatCount } from '../../../../server/src/base/format'
import type { CostsReport } from '../../../../server/src/protocol/costs'
import { viewAxis, viewIcon } from '../../widgets/marks'
import type { CostsActions } from './actions'
import { countDevices, readDraft } from './draft'
import type { CostsModel } from './model'
import type { Draft } from './saved'
import { emptyDraft } from './saved'

/** Without the fields of topology where there is one line for all. */
export function viewWhatIf(model: CostsModel, report: CostsReport, actions: CostsActions): TemplateResult {
  const { draft } = model
  const { problems } = readDraft(draft, report)
  const devices = countDevices(draft, report)
  const [problem] = Object.values(problems)
  return html`<form
    class="whatif"
    aria-label="What if"
    @submit=${(event: Event) => event.preventDefault()}
    @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && revert(actions, event)}
  >
    ${report.mesh.map((axis, i) => viewSize(model, report, actions, i, problems[axis.name]))}
    <span class="f2 tn"
      >= ${devices === undefined ? '?' : formatCount(devices)} ${devices === 1 ? 'device' : 'devices'}</span
    >
    ${viewDevice(draft, report, actions)}
    <vscode-text-field
      class="topology"
      aria-label="Topology"
      placeholder=${report.device.topology?.shape ?? 'no torus'}
      title=${titleOfTopology(report)}
      .value=${live(draft.topology)}
      @input=${(event: Event) => change(actions, { topology: (event.currentTarget as HTMLInputElement).value })}
    ></vscode-text-field>
    ${
      problem === undefined && model.refusal === undefined
        ? nothing
        : html`<p class="wrong" role="alert">${viewIcon('error')}${problem ?? model.refusal}</p>`
    }
  </form>`
}

function titleOfTopology({ device: { name, topology } }: CostsReport): string {
  if (topology === undefined) return `Topology: the links of ${name} are no torus`
  const origin = topology.isAssumed ? 'taken from the mesh, as the file gives none' : 'as given'
  return `Topology: how the devices are linked; ${topology.shape} now, ${origin}`
}

const change = ({ update }: CostsActions, fields: Partial<Draft>): void =>
  update(({ draft }) => ({ draft: { ...draft, ...fields } }))

function revert({ update }: CostsActions, event?: Event): void {
  event?.preventDefault()
  update(() => ({ draft: emptyDraft, refusal: undefined }))
}

function viewSize(
  { draft }: CostsModel,
  { mesh }: CostsReport,
  actions: CostsActions,
  index: number,
  problem: string | undefined,
): TemplateResult {
  const { name, size } = mesh[index]! // an index of the mesh
  return html`${index > 0 ? html`<span class="f2" aria-hidden="true">×</span>` : nothing}
    <label class="size">
      ${viewAxis(mesh, index)}
      <vscode-text-field
        class="inp${problem === undefined ? '' : ' wrong'}"
        aria-label="Size of ${name.slice(0, 100)}"
        inputmode="numeric"
        aria-invalid=${String(problem !== undefined)}
        .value=${live(draft.mesh[name] ?? String(size))}
        @input=${(event: Event) =>
          actions.update(({ draft: now }) => ({
            draft: { ...now, mesh: { ...now.mesh, [name]: (event.currentTarget as HTMLInputElement).value } },
          }))}
      ></vscode-text-field>
    </label>`
}

function viewDevice({ device }: Draft, report: CostsReport, actions: CostsActions): TemplateResult {
  const current = device === '' ? report.device.name : device
  const names = [...new Set([current, ...report.devices])]
  return html`<select
    class="drop"
    aria-label="Device"
    @change=${(event: Event) => change(actions, { device: (event.currentTarget as HTMLSelectElement).value })}
  >
    ${names.map((name) => html`<option value=${name} ?selected=${name === current}>${name.slice(0, 80)}</option>`)}
  </select>`
}

/** A search is for the file as it is. */
function viewUnsearched({ tactics }: CostsReport): unknown {
  const names = tactics.flatMap(({ name, isOpen }) => (isOpen === true ? [name.slice(0, 60)] : []))
  if (names.length === 0) return nothing
  return html`. Without <b>${names.join(', ')}</b>, which is searched for in the file alone: write the question to the
    file to have it searched`
}

/** Says that figures are not those of the file, and lets them be written there or given up. */
export function viewWhatIfStrip(model: CostsModel, report: CostsReport, actions: CostsActions): unknown {
  const { changes, isEmpty, problems } = readDraft(model.draft, report)
  const isRefused = model.refusal !== undefined && !isEmpty
  if (!report.isWhatIf && !isRefused) return nothing
  const canWrite = !isEmpty && Object.keys(problems).length === 0 && model.refusal === undefined
  return html`<div class="strip" role="status">
    ${viewIcon('beaker')}<span class="grow"><b>What if</b>, not in the file${viewUnsearched(report)}</span>
    <vscode-button
      appearance="primary"
      ?disabled=${!canWrite}
      @click=${() => {
        actions.update(() => ({ isWriting: true }))
        actions.post({ kind: 'writeChanges', changes })
      }}
      >Write to file</vscode-button
    >
    <vscode-button appearance="secondary" title="Escape in a field" @click=${() => revert(actions)}
      >Revert</vscode-button
    >
  </div>`
}
