// What stands above a table: its filter with what is wrong with it, and a choice of groupings or kinds.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import { live } from 'lit-html/directives/live.js'
import type { Place } from '../../../../server/src/protocol/costs'
import type { GridActions } from '../../widgets/grid'
import { viewAction, viewIcon } from '../../widgets/marks'
import type { CostsActions } from './actions'
import { changeTable, toggled } from './model'
import type { TableName } from './saved'

interface FilterField {
  readonly table: TableName
  readonly filter: string
  readonly problem: string | undefined
  readonly placeholder: string
}

interface Choice {
  readonly label: string
  readonly title: string
  readonly choices: readonly { readonly name: string; readonly title: string }[]
  readonly chosen: string
  readonly choose: (name: string) => void
}

export function viewTools(field: FilterField, choice: Choice | undefined, actions: CostsActions): TemplateResult {
  return html`${viewFilter(field, actions)}${choice === undefined ? nothing : viewChoice(choice)}`
}

function viewFilter({ table, filter, problem, placeholder }: FilterField, { update }: CostsActions): TemplateResult {
  const set = (text: string): void =>
    update((model) => changeTable(model, table, { filter: text, first: 0, at: { row: 0, column: 0 } }))
  return html`<div class="filter">
    <label class="search${problem === undefined ? '' : ' wrong'}">
      ${viewIcon('filter')}<span class="unseen">Filter ${table}</span>
      <input
        id="filter-${table}"
        type="text"
        spellcheck="false"
        placeholder=${placeholder}
        title="Words and patterns such as params.layer_*.{q, k}; conditions such as bytes > 1 MiB and not axis == batch"
        aria-invalid=${String(problem !== undefined)}
        aria-describedby=${problem === undefined ? nothing : `problem-${table}`}
        .value=${live(filter)}
        @input=${(event: Event) => set((event.currentTarget as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => pressKey(event, table, set)}
      />
    </label>
    ${problem === undefined ? nothing : html`<p class="wrong" id="problem-${table}" role="status">${problem}</p>`}
  </div>`
}

/** Escape clears, then leaves; the arrow goes on to the rows. */
function pressKey(event: KeyboardEvent, table: TableName, set: (text: string) => void): void {
  const field = event.currentTarget as HTMLInputElement
  if (event.key === 'Escape' && field.value !== '') set('')
  else if (event.key === 'Escape' || event.key === 'ArrowDown' || event.key === 'Enter') {
    document.getElementById(table)?.focus()
  } else return
  event.preventDefault()
  event.stopPropagation()
}

const viewChoice = ({ label, title, choices, chosen, choose }: Choice): TemplateResult =>
  html`<div class="pills" role="group" aria-label=${label}>
    ${title === '' ? nothing : html`<span class="f2 xs">${title}</span>`}
    ${choices.map(
      ({ name, title: text }) =>
        html`<button
          type="button"
          class="pill${name === chosen ? ' on' : ''}"
          aria-pressed=${String(name === chosen)}
          @click=${() => choose(name)}
        >
          ${text}
        </button>`,
    )}
  </div>`

/** What every table does with its cursor, its order and its groups; Enter and a click go to the row's place. */
export function gridActions<Row>(
  table: TableName,
  { update, post }: CostsActions,
  placeOf: (row: Row) => Place,
): GridActions<Row> {
  return {
    open: (row, isOpened) => post({ kind: 'reveal', ...firstPlace(placeOf(row)), isOpened }),
    other: (row) => {
      const { tactic } = placeOf(row)
      if (tactic !== undefined) post({ kind: 'reveal', tactic, isOpened: true })
    },
    change: (state) => update((model) => changeTable(model, table, state)),
    toggle: (key) => update((model) => changeTable(model, table, { open: toggled(model.tables[table].open, key) })),
  }
}

/** The line in the model rules where a row has several. */
function firstPlace({ line, source, tactic }: Place): Place {
  if (line !== undefined) return { line }
  return source !== undefined ? { source } : tactic === undefined ? {} : { tactic }
}

/** A button for each of the places that a row has. */
export function viewPlaces({ line, tactic, source }: Place, { post }: CostsActions): TemplateResult {
  return html`${
    line === undefined ? nothing : viewAction('go-to-file', 'Go to the model', () => post({ kind: 'reveal', line }))
  }${
    tactic === undefined
      ? nothing
      : viewAction('symbol-ruler', 'Go to the tactic', () => post({ kind: 'reveal', tactic }))
  }${
    source === undefined
      ? nothing
      : viewAction('code', `Go to ${source.slice(-80)}`, () => post({ kind: 'reveal', source }))
  }`
}
