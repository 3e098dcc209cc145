// A table of any number of rows: only those in sight are in the page. Rows have one height, so where they stand is a product.
import type { TemplateResult } from 'lit-html'
import { html, nothing } from 'lit-html'
import { guard } from 'lit-html/directives/guard.js'
import { repeat } from 'lit-html/directives/repeat.js'
import type { GridExtent, GridPosition } from '../base/gridKeys'
import { clampPosition, stepGrid } from '../base/gridKeys'
import type { ListedRow, RowColumn, Sorting } from '../base/rows'
import { viewIcon } from './marks'
import { styles } from './styles'

export interface GridColumn<Row> extends RowColumn<Row> {
  /** Left out where the panel is narrow. */
  readonly isWide?: boolean
  /** Only where it is narrow. */
  readonly isNarrow?: boolean
  readonly view: (row: Row, listed: ListedRow<Row>) => unknown
}

/** What of a table is kept between draws. */
export interface GridState extends Sorting {
  /** First row in sight, to the nearest few. */
  readonly first: number
  /** Where the keyboard is. */
  readonly at: GridPosition
}

export interface GridActions<Row> {
  readonly change: (state: Partial<GridState>) => void
  readonly toggle: (key: string) => void
  /** To the text: Enter and a double click take the focus there, a click only shows it. */
  readonly open: (row: Row, isOpened: boolean) => void
  /** Shift and Enter: to the other place. */
  readonly other: (row: Row) => void
}

export interface Grid<Row> {
  /** Unique in the page; also the class that sets the columns' widths. */
  readonly name: string
  readonly label: string
  readonly columns: readonly GridColumn<Row>[]
  readonly rows: readonly ListedRow<Row>[]
  /** Some rows stand for several, and open. */
  readonly isGrouped?: boolean
  readonly state: GridState
  readonly actions: GridActions<Row>
  /** Buttons of a row, shown while it is pointed at or the keyboard is on it. */
  readonly rowActions?: (row: Row) => unknown
  /** Shown when there are no rows. */
  readonly empty: string
  /** Below the rows: what they add up to, by column. */
  readonly totals?: Readonly<Record<string, unknown>>
}

export const rowHeight = 22
const headerHeight = 22
/** Rows that a table has in sight before it scrolls. */
export const mostVisible = 12
/** Rows drawn beyond those in sight, and by how many these move on at once. */
const overscan = 8
const stride = 4

export function viewGrid<Row>(grid: Grid<Row>): TemplateResult {
  const { name, label, columns, rows, state, totals, empty } = grid
  const first = Math.max(0, Math.min(state.first, rows.length - mostVisible) - overscan)
  const shown = rows.slice(first, first + mostVisible + stride + 2 * overscan)
  // A reference to what is not in the page would be none.
  const isDrawn = state.at.row < 0 || shown[state.at.row - first] !== undefined
  return html`<div
    class="grid ${name}"
    id=${name}
    role=${isTree(grid) ? 'treegrid' : 'grid'}
    tabindex="0"
    aria-label=${label}
    aria-rowcount=${rows.length + 1}
    aria-colcount=${columns.length}
    aria-activedescendant=${isDrawn ? cellId(name, state.at) : nothing}
    data-first=${state.first}
    @keydown=${(event: KeyboardEvent) => pressKey(event, grid)}
    @scroll=${(event: Event) => follow(event, grid)}
  >
    ${viewHeader(grid)}
    <div class="space" role="rowgroup" ${styles({ height: `${rows.length * rowHeight}px` })}>
      ${repeat(
        shown,
        (_, i) => first + i,
        (listed, i) => viewWhenChanged(grid, listed, first + i),
      )}
    </div>
    ${totals === undefined || rows.length === 0 ? nothing : viewTotals(grid, totals)}
    ${rows.length === 0 ? html`<p class="none">${empty}</p>` : nothing}
  </div>`
}

const isTree = ({ isGrouped }: Pick<Grid<never>, 'isGrouped'>): boolean => isGrouped === true

const cellId = (name: string, { row, column }: GridPosition): string => `${name}-${row}-${column}`

const cellClass = ({ isNumber, isWide, isNarrow, key }: GridColumn<never>): string =>
  `cell c-${key}${isNumber === true ? ' num' : ''}${isWide === true ? ' wide' : ''}${isNarrow === true ? ' slim' : ''}`

function viewHeader<Row>({ name, columns, state, actions }: Grid<Row>): TemplateResult {
  const viewTitle = (column: GridColumn<Row>, i: number): TemplateResult => {
    const isSorted = column.key === state.sort
    const direction = isSorted ? (state.isDescending ? 'descending' : 'ascending') : 'none'
    return html`<div
      role="columnheader"
      class=${`${cellClass(column)}${isAt(state, -1, i)}`}
      id=${cellId(name, { row: -1, column: i })}
      aria-sort=${direction}
      title="Sort by ${column.title === '' ? column.key : column.title}"
      @click=${() => actions.change(sortBy(column, state))}
    >
      ${column.title === '' ? html`<span class="unseen">${column.key}</span>` : column.title}${
        isSorted ? viewIcon(state.isDescending ? 'arrow-down' : 'arrow-up') : nothing
      }
    </div>`
  }
  return html`<div class="ghead" role="rowgroup">
    <div class="gr" role="row" aria-rowindex="1">${columns.map(viewTitle)}</div>
  </div>`
}

/** Numbers begin with the largest, words with the first. */
const sortBy = <Row>({ key, isNumber }: GridColumn<Row>, { sort, isDescending }: GridState): Sorting => ({
  sort: key,
  isDescending: sort === key ? !isDescending : isNumber === true,
})

const isAt = ({ at }: GridState, row: number, column: number): string =>
  at.row === row && at.column === column ? ' at' : ''

/** A row that was in sight before and is what it was is passed over. */
function viewWhenChanged<Row>(grid: Grid<Row>, listed: ListedRow<Row>, index: number): unknown {
  const { columns, state, rows } = grid
  const column = state.at.row === index ? state.at.column : undefined
  return guard([listed, columns, column, rows], () => viewRow(grid, listed, index))
}

function viewRow<Row>(grid: Grid<Row>, listed: ListedRow<Row>, index: number): TemplateResult {
  const { name, columns, state, actions, rowActions } = grid
  const { row, key, level, members, isOpen } = listed
  const click = (event: MouseEvent): void => {
    actions.change({ at: { row: index, column: columnOf(event.target) ?? state.at.column } })
    if (event.target instanceof Element && event.target.closest('button') !== null) return
    if (members > 1) actions.toggle(key)
    else actions.open(row, event.detail > 1)
  }
  return html`<div
    class="gr row l${level}${state.at.row === index ? ' cur' : ''}"
    role="row"
    aria-rowindex=${index + 2}
    aria-level=${isTree(grid) ? level : nothing}
    aria-expanded=${members > 1 ? String(isOpen) : nothing}
    ${styles({ top: `${index * rowHeight}px` })}
    @click=${click}
  >
    ${columns.map(
      (column, i) =>
        html`<div
          role="gridcell"
          class=${`${cellClass(column)}${isAt(state, index, i)}`}
          id=${cellId(name, { row: index, column: i })}
          data-column=${i}
        >
          ${i === 0 && members > 1 ? viewIcon(isOpen ? 'chevron-down' : 'chevron-right') : nothing}${column.view(
            row,
            listed,
          )}
        </div>`,
    )}
    ${rowActions === undefined ? nothing : html`<div class="rowact" role="gridcell">${rowActions(row)}</div>`}
  </div>`
}

/** Column that the pointer is on; undefined beside all of them. */
function columnOf(target: EventTarget | null): number | undefined {
  const cell = target instanceof Element ? target.closest('[data-column]') : null
  return cell === null ? undefined : Number(cell.getAttribute('data-column'))
}

const viewTotals = <Row>({ columns }: Grid<Row>, totals: Readonly<Record<string, unknown>>): TemplateResult =>
  html`<div class="gr tot" role="row">
    ${columns.map((column) => html`<div role="gridcell" class=${cellClass(column)}>${totals[column.key] ?? ''}</div>`)}
  </div>`

function follow<Row>(event: Event, { state, actions }: Grid<Row>): void {
  const { scrollTop } = event.currentTarget as HTMLElement // the grid
  const first = Math.round(scrollTop / rowHeight / stride) * stride
  if (first !== state.first) actions.change({ first })
}

function pressKey<Row>(event: KeyboardEvent, grid: Grid<Row>): void {
  const { rows, state, actions, columns } = grid
  if (event.target !== event.currentTarget) return
  const listed = rows[state.at.row]
  const extent: GridExtent = {
    rows: rows.length,
    columns: columns.length,
    page: mostVisible - 1,
    isOpen: listed === undefined || listed.members < 2 ? undefined : listed.isOpen,
  }
  const step = stepGrid(event, clampPosition(state.at, extent), extent)
  if (step === undefined || step.kind === 'leave') return
  event.preventDefault()
  event.stopPropagation()
  const element = event.currentTarget as HTMLElement // the grid
  if (step.kind === 'move') {
    const to = skipHidden(element, step.to, state.at)
    keepInSight(element, to.row)
    actions.change({ at: to })
  } else if (step.kind === 'sort') actions.change(sortBy(columns[state.at.column]!, state))
  else if (listed === undefined) return
  else if (step.kind === 'toggle' || (step.kind === 'open' && extent.isOpen !== undefined)) actions.toggle(listed.key)
  else if (step.kind === 'other') actions.other(listed.row)
  else actions.open(listed.row, true)
}

/** Goes on over columns that the width leaves out; stays where there is none. */
function skipHidden(element: HTMLElement, to: GridPosition, from: GridPosition): GridPosition {
  const titles = [...element.querySelectorAll<HTMLElement>('[role=columnheader]')]
  const isShown = (column: number): boolean => titles[column]?.offsetParent !== null
  const step = to.column < from.column ? -1 : 1
  let { column } = to
  while (column >= 0 && column < titles.length && !isShown(column)) column += step
  if (column < 0 || column >= titles.length) column = titles.findIndex((_, i) => isShown(i))
  return { row: to.row, column }
}

function keepInSight(element: HTMLElement, row: number): void {
  const top = row * rowHeight
  const room = element.clientHeight - headerHeight - rowHeight
  if (top < element.scrollTop) element.scrollTop = top
  else if (top > element.scrollTop + room) element.scrollTop = top - room
}

/** Puts tables back to where they were, once their rows are in the page. */
export function restoreScroll(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>('.grid[data-first]')) {
    element.scrollTop = Number(element.dataset['first']) * rowHeight
  }
}
