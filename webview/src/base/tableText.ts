// Tables as text to be pasted elsewhere: comma-separated values with plain numbers, Markdown as it is shown.
import type { RowColumn } from './rows'

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it. */
export function printCsv<Row>(rows: readonly Row[], columns: readonly RowColumn<Row>[]): string {
  const lines = rows.map((row) => columns.map(({ value }) => csvCell(value(row))))
  return [columns.map(({ title, key }) => csvCell(title === '' ? key : title)), ...lines]
    .map((cells) => `${cells.join(',')}\r\n`)
    .join('')
}

function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A table in GitHub's Markdown; whatever names hold stays in its cell and is shown as text. */
export function printMarkdown<Row>(rows: readonly Row[], columns: readonly RowColumn<Row>[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  const text = ({ text, value }: RowColumn<Row>, row: Row): string => markdownCell(text?.(row) ?? String(value(row)))
  return [
    line(columns.map(({ title, key }) => markdownCell(title === '' ? key : title))),
    line(columns.map(({ isNumber }) => (isNumber === true ? '--:' : '---'))),
    ...rows.map((row) => line(columns.map((column) => text(column, row)))),
  ].join('')
}

const markdownCell = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>|#~]/g, '\\$&').replaceAll(/[\r\n]+/g, ' ')
