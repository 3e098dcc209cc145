// Rows of a table: filtered, grouped, sorted, and set out one below the other.

/** A column as far as it can be computed with: what it sorts by and what is exported. */
export interface RowColumn<Row> {
  readonly key: string
  readonly title: string
  readonly isNumber?: boolean
  /** Sorted by, and exported as it is. */
  readonly value: (row: Row) => string | number
  /** Written in copies that people read; `value` where it is left out. */
  readonly text?: (row: Row) => string
}

/** A row as it stands in the table: alone, as the head of its group, or within one. */
export interface ListedRow<Row> {
  readonly row: Row
  /** Names it from one report to the next. */
  readonly key: string
  readonly level: 1 | 2
  /** Rows that a group's head stands for; 1 for a row of its own. */
  readonly members: number
  readonly isOpen: boolean
}

export interface Sorting {
  /** Key of a column. */
  readonly sort: string
  readonly isDescending: boolean
}

export interface Grouping<Row> {
  readonly key: (row: Row) => string
  /** The row that stands for several. */
  readonly merge: (rows: readonly Row[]) => Row
}

const collator = new Intl.Collator('en', { numeric: true })

/** A copy in the column's order; rows that are equal in it keep theirs. */
export function sortRows<Row>(rows: readonly Row[], column: RowColumn<Row>, isDescending: boolean): readonly Row[] {
  const keys = rows.map(column.value)
  const sign = isDescending ? -1 : 1
  const compare = (a: string | number, b: string | number): number =>
    typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
  const order = Array.from(rows, (_, i) => i).sort((a, b) => sign * compare(keys[a]!, keys[b]!) || a - b)
  return order.map((i) => rows[i]!)
}

/** A group of one is shown as its row. Members of open groups follow their head, in the same order as groups. */
export function listRows<Row>(
  rows: readonly Row[],
  columns: readonly RowColumn<Row>[],
  { sort, isDescending }: Sorting,
  { grouping, open }: { readonly grouping: Grouping<Row> | undefined; readonly open: ReadonlySet<string> },
): readonly ListedRow<Row>[] {
  const column = columns.find(({ key }) => key === sort) ?? columns[0]!
  const sorted = (some: readonly Row[]): readonly Row[] => sortRows(some, column, isDescending)
  if (grouping === undefined) return sorted(rows).map((row, i) => alone(row, String(i)))
  const groups = groupRows(rows, grouping.key)
  const heads = new Map<Row, { readonly key: string; readonly members: readonly Row[] }>()
  for (const [key, members] of groups) {
    heads.set(members.length === 1 ? members[0]! : grouping.merge(members), { key, members })
  }
  return sorted([...heads.keys()]).flatMap((head) => {
    const { key, members } = heads.get(head)!
    if (members.length === 1) return [alone(head, key)]
    const isOpen = open.has(key)
    const below = isOpen ? sorted(members).map((row, i) => ({ ...alone(row, `${key}\n${i}`), level: 2 as const })) : []
    return [{ row: head, key, level: 1 as const, members: members.length, isOpen }, ...below]
  })
}

const alone = <Row>(row: Row, key: string): ListedRow<Row> => ({ row, key, level: 1, members: 1, isOpen: false })

function groupRows<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const name = key(row)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [row])
    else group.push(row)
  }
  return groups
}
