// Markdown of hovers: tables, escaped names.

/** Table with a head; cells are Markdown. The first column to the left, the others to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return tableWith(head, rows, (column) => (column === 0 ? ':--' : '--:'))
}

/** Table of names and texts, all to the left. */
export const bulletTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  tableWith(head, rows, () => ':--')

function tableWith(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: (column: number) => string,
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  // Editors set table cells close together: an em space parts the columns.
  const spaced = (cells: readonly string[]): string[] =>
    cells.map((cell, column) => `${column === 0 ? '' : '&emsp;'}${cell.replaceAll('|', '\\|')}`)
  return [
    line(spaced(head)),
    line(head.map((_, column) => align(column))),
    ...rows.map((row) => line(spaced(row))),
  ].join('\n')
}

/** Code in a line. */
export const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``

/** Rows up to a limit, and a note on how many more. */
export function limitRows<T>(rows: readonly T[], limit: number): { shown: readonly T[]; note: string } {
  const more = rows.length - limit
  return { shown: rows.slice(0, limit), note: more > 0 ? `\n\n… and ${more.toLocaleString('en-US')} more` : '' }
}

/** Text that is no Markdown, in one line. */
export const plainText = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|~#&!$]/g, '\\$&')
