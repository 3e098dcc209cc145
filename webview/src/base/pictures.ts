// Tables and charts as SVG that stands on its own: colours are put in, names are text whatever they hold.
import type { RowColumn } from './rows'

/** Colours of the theme as they are, and its font. */
export interface Palette {
  readonly background: string
  readonly foreground: string
  readonly second: string
  readonly line: string
  readonly bad: string
  readonly font: string
}

/** Characters that XML knows no way to write are left out. */
export const escapeXml = (text: string): string =>
  text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** A document of that size with its background. */
export function printSvg(
  size: { readonly width: number; readonly height: number },
  palette: Palette,
  content: string,
): string {
  const { width, height } = size
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` font-family="${escapeXml(palette.font)}" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="${palette.background}"/>${content}</svg>\n`,
  ].join('')
}

const lineHeight = 20
const letterWidth = 6.8
const gap = 18
const longestCell = 48
/** Rows of a picture at most: a longer one is not looked at. */
const mostRows = 500

/** As in a text editor: columns as wide as their longest cell, numbers to the right. */
export function printTablePicture<Row>(
  rows: readonly Row[],
  columns: readonly RowColumn<Row>[],
  palette: Palette,
): string {
  const shown = rows.slice(0, mostRows)
  const table = [
    columns.map(({ title, key }) => title || key),
    ...shown.map((row) => columns.map(({ text, value }) => clip(text?.(row) ?? String(value(row))))),
  ]
  if (rows.length > mostRows) table.push([`${rows.length - mostRows} more rows`])
  const widths = columns.map((_, i) => Math.max(...table.map((cells) => (cells[i] ?? '').length)) * letterWidth)
  const lefts = widths.map((_, i) => gap + widths.slice(0, i).reduce((total, width) => total + width + gap, 0))
  const width = Math.ceil((lefts.at(-1) ?? 0) + (widths.at(-1) ?? 0) + gap)
  const cell = (text: string, row: number, i: number): string => {
    const isNumber = columns[i]?.isNumber === true
    const x = (lefts[i] ?? 0) + (isNumber ? (widths[i] ?? 0) : 0)
    const color = row === 0 ? palette.second : palette.foreground
    return `<text x="${x}" y="${row * lineHeight + 22}" fill="${color}"${isNumber ? ' text-anchor="end"' : ''}>${escapeXml(text)}</text>`
  }
  const texts = table.flatMap((cells, row) => cells.map((text, i) => cell(text, row, i)))
  const rule = `<line x1="${gap}" x2="${width - gap}" y1="28.5" y2="28.5" stroke="${palette.line}"/>`
  return printSvg({ width, height: table.length * lineHeight + 18 }, palette, rule + texts.join(''))
}

const clip = (text: string): string =>
  text.length <= longestCell ? text : `${text.slice(0, longestCell / 2 - 1)}…${text.slice(-longestCell / 2)}`
