// Tables for a terminal: plain columns, numbers to the right, no boxes.
import Table from 'cli-table3'

/** Rows of cells; the first row is the head. Columns named in `left` are left-aligned. */
export function printTable(rows: readonly (readonly string[])[], left: readonly number[] = [0]): string {
  const width = Math.max(0, ...rows.map((row) => row.length))
  const table = new Table({
    chars: noBoxes,
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [] },
    colAligns: Array.from({ length: width }, (_, column) => (left.includes(column) ? 'left' : 'right')),
  })
  for (const row of rows) table.push([...row])
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Columns of a terminal; where there is none, what help is laid out for. */
export const textWidth = (): number => process.stdout.columns ?? 100

/** Breaks a line between words where it is wider than the text; what follows is indented. */
export function wrap(text: string, indent: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/(?<= )(?=\S)/)) {
    if (line.trim() !== '' && (line + word).trimEnd().length > textWidth()) {
      lines.push(line.trimEnd())
      line = ' '.repeat(indent)
    }
    line += word
  }
  return [...lines, line].join('\n')
}

const noBoxes = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((name) => [name, '']),
)
