// Markdown of hovers: tables, links, and texts of files, in which nothing is markup.
import { formatCount } from '../base/format'

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

/** Code in a line; a fence longer than the backticks in it, as Markdown asks. */
export function code(text: string): string {
  const line = oneLine(text)
  const runs = line.match(/`+/g) ?? []
  if (runs.length === 0) return line === '' ? '' : `\`${line}\``
  const fence = '`'.repeat(Math.max(...runs.map((run) => run.length)) + 1)
  return `${fence} ${line} ${fence}`
}

/** Lines of code. */
export function codeBlock(lines: readonly string[]): string {
  const text = lines.map(oneLine)
  const longest = Math.max(2, ...text.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return [fence, ...text, fence].join('\n')
}

/** Text of a file as Markdown: no emphasis, code, link, image, HTML or address in it. Pipes are left to the tables. */
export const plain = (text: string): string =>
  oneLine(text)
    .replaceAll(/[\\`*_[\]<>&~!@]/g, '\\$&')
    .replaceAll(/:(?=\/\/)|(?<=\bwww)\./gi, '\\$&')
    .replace(/^(\s*)([#+=-]|\d+(?=[.)]))/, (_, space: string, mark: string) =>
      /\d/.test(mark) ? `${space}${mark}\u2060` : `${space}\\${mark}`,
    )

/** Longer texts are cut: a name can go on for megabytes. */
const longestText = 300

/**
 * One line without characters that steer: `$(` would begin an icon in VS Code, and marks of direction could make a text read
 * as another one.
 */
function oneLine(text: string): string {
  const line = text.length > longestText ? `${text.slice(0, longestText)}…` : text
  return line
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, ' ')
    .replaceAll('$(', '$\u2060(')
}

/** A link around Markdown; the label alone without an address. */
export const link = (label: string, href: string | undefined): string =>
  href === undefined ? label : `[${label}](${href.replaceAll(/[\s()<>|\\]/g, percentEncode)})`

const percentEncode = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

/** Rows up to a limit, and a note on how many more. */
export function limitRows<T>(rows: readonly T[], limit: number): { shown: readonly T[]; note: string } {
  const more = rows.length - limit
  return { shown: rows.slice(0, limit), note: more > 0 ? `\n\n… and ${formatCount(more)} more` : '' }
}

/** Text that is no Markdown, in one line. */
export const plainText = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|~#&!$]/g, '\\$&')
