// Search, focus, what colours and bars say, which tactics count, how much is open, export.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import { styles } from '../../widgets/styles'
import { isOutlined } from '../../base/axes'
import { fitName } from '../../base/names'
import { axisColor, viewAction, viewIcon } from '../../widgets/marks'
import type { GraphActions } from './actions'
import { colorings, sizeFigures } from './draw/scene'
import type { GraphModel } from './model'

export const viewToolbar = (model: GraphModel, actions: GraphActions): TemplateResult =>
  html`<div class="tools" role="toolbar" aria-label="Graph">
    ${viewSearch(model, actions)} ${viewFocus(model, actions)}
    <span class="sep"></span>
    ${viewChoice('colour', colorings, model.coloring, (coloring) => actions.update({ coloring }))}
    ${viewChoice('size', sizeFigures, model.size, (size) => actions.update({ size }))}
    <span class="sep"></span>
    ${viewSteps(model, actions)}
    <span class="grow"></span>
    <span class="acts">
      ${viewAction('collapse-all', 'Collapse all', actions.closeAll)}
      ${viewAction('expand-all', 'Expand all', actions.openAll)}
      ${viewAction('zoom-out', 'Zoom out (-)', () => actions.zoomBy(1 / 1.4))}
      ${viewAction('zoom-in', 'Zoom in (+)', () => actions.zoomBy(1.4))}
      ${viewAction('screen-full', 'Zoom to fit (0)', actions.fit)}
      ${viewAction('file-code', 'Export SVG', () => actions.save('svg'))}
      ${viewAction('file-media', 'Export PNG', () => actions.save('png'))}
    </span>
  </div>`

function viewChoice<T extends string>(
  name: string,
  options: readonly T[],
  chosen: T,
  choose: (option: T) => void,
): TemplateResult {
  const change = ({ target }: Event): void => {
    const option = options.find((one) => one === (target as HTMLSelectElement).value) // the listener is on the select
    if (option !== undefined) choose(option)
  }
  return html`<label class="choice"
    ><span class="lab">${name}</span>
    <select aria-label=${name} @change=${change} .value=${chosen}>
      ${options.map((option) => html`<option value=${option} ?selected=${option === chosen}>${option}</option>`)}
    </select></label
  >`
}

function viewSearch(model: GraphModel, actions: GraphActions): TemplateResult {
  const { query, found, marked } = model
  const list = query === '' ? undefined : found
  const keydown = (event: KeyboardEvent): void => searchKey(event, model, actions)
  const input = ({ target }: Event): void => actions.find((target as HTMLInputElement).value) // the listener is on the input
  return html`<div class="find">
    <label class="search">
      ${viewIcon('search')}
      <input
        type="text"
        id="find"
        placeholder="Find op, tensor or scope"
        aria-label="Find op, tensor or scope"
        role="combobox"
        aria-expanded=${String(list !== undefined)}
        aria-controls="found"
        aria-activedescendant=${list === undefined || list.list.length === 0 ? '' : `found-${marked}`}
        autocomplete="off"
        spellcheck="false"
        .value=${query}
        @input=${input}
        @keydown=${keydown}
      />
    </label>
    ${list === undefined ? nothing : viewFound(list, marked, actions)}
  </div>`
}

function viewFound(
  { list, more }: NonNullable<GraphModel['found']>,
  marked: number,
  actions: GraphActions,
): TemplateResult {
  if (list.length === 0) return html`<div class="found none" id="found" role="status">Nothing of that name.</div>`
  return html`<div class="found">
    <ul id="found" role="listbox" aria-label="Found">
      ${list.map(
        (one, i) =>
          html`<li
            id="found-${i}"
            role="option"
            aria-selected=${String(i === marked)}
            class=${i === marked ? 'on' : ''}
            @mousedown=${(event: Event) => {
              event.preventDefault()
              actions.goTo(one)
            }}
          >
            <span class="ell">${one.label}</span><span class="f2 xs ell">${one.detail}</span>
          </li>`,
      )}
    </ul>
    ${more > 0 ? html`<div class="f2 xs more">${more.toLocaleString('en-US')} more</div>` : nothing}
  </div>`
}

function searchKey(event: KeyboardEvent, { found, marked }: GraphModel, actions: GraphActions): void {
  const count = found?.list.length ?? 0
  const { key } = event
  if (key === 'Escape') actions.find('')
  else if (key === 'Enter') {
    const one = found?.list[marked]
    if (one !== undefined) actions.goTo(one)
  } else if (key === 'ArrowDown') actions.update({ marked: Math.min(count - 1, marked + 1) })
  else if (key === 'ArrowUp') actions.update({ marked: Math.max(0, marked - 1) })
  else return
  event.preventDefault()
}

function viewFocus({ focus, selected }: GraphModel, actions: GraphActions): TemplateResult {
  const isPath = focus?.kind === 'path'
  const hint = isPath && focus.to === undefined ? html`<span class="xs f2">to which node?</span>` : nothing
  return html`<button
      type="button"
      class="act ${isPath ? 'on' : ''}"
      title="Focus on a path between two nodes (F)"
      aria-label="Focus on a path between two nodes"
      aria-pressed=${String(isPath)}
      ?disabled=${selected === undefined && !isPath}
      @click=${actions.focusPath}
    >
      ${viewIcon('target')}</button
    ><button
      type="button"
      class="act ${focus?.kind === 'neighbours' ? 'on' : ''}"
      title="Neighbours only (N)"
      aria-label="Neighbours only"
      aria-pressed=${String(focus?.kind === 'neighbours')}
      ?disabled=${selected === undefined && focus === undefined}
      @click=${actions.focusNeighbours}
    >
      ${viewIcon('type-hierarchy')}</button
    >${hint}`
}

/** The state before any tactic, and after each; arrow keys go through them as in any group of choices. */
function viewSteps({ figures, isPlaying }: GraphModel, actions: GraphActions): TemplateResult | typeof nothing {
  if (figures === undefined) return nothing
  const { tactics, applied } = figures
  const steps = [{ name: 'start', axis: undefined }, ...tactics.map(({ name, axis }) => ({ name, axis }))]
  const keydown = (event: KeyboardEvent): void => {
    const by =
      event.key === 'ArrowRight' || event.key === 'ArrowDown'
        ? 1
        : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
          ? -1
          : 0
    if (by === 0) return
    event.preventDefault()
    actions.setApplied(Math.max(0, Math.min(tactics.length, applied + by)))
  }
  return html`<span class="lab">after</span>
    <div class="steps" role="radiogroup" aria-label="Tactics that count" @keydown=${keydown}>
      ${steps.map(
        ({ name, axis }, i) =>
          html`<button
            type="button"
            role="radio"
            aria-checked=${String(i === applied)}
            tabindex=${i === applied ? 0 : -1}
            class=${i === applied ? 'on' : i < applied ? 'done' : 'later'}
            @click=${() => actions.setApplied(i)}
          >
            ${axis === undefined ? nothing : html`<i class=${isOutlined(axis) ? 'again' : ''} ${styles({ '--c': axisColor(axis) })}></i>`}<span
              class="ell"
              >${fitName(name, 40)}</span
            >
          </button>`,
      )}
    </div>
    ${viewAction('chevron-left', 'One tactic back ([)', () => actions.setApplied(Math.max(0, applied - 1)))}
    ${viewAction(isPlaying ? 'debug-pause' : 'play', isPlaying ? 'Stop' : 'Play the tactics', actions.play)}
    ${viewAction('chevron-right', 'One tactic on (])', () => actions.setApplied(Math.min(tactics.length, applied + 1)))}`
}
