import { describe, expect, test } from 'vitest'
import type { RowColumn } from '../../../webview/src/base/rows'
import { printCsv, printMarkdown } from '../../../webview/src/base/tableText'
import type { Palette } from '../../../webview/src/base/pictures'
import { printTablePicture } from '../../../webview/src/base/pictures'

interface Row {
  readonly name: string
  readonly bytes: number
}

const columns: readonly RowColumn<Row>[] = [
  { key: 'name', title: 'name', value: ({ name }) => name },
  { key: 'bytes', title: 'bytes', isNumber: true, value: ({ bytes }) => bytes, text: ({ bytes }) => `${bytes} B` },
]

describe('a table as comma-separated values', () => {
  test('has plain numbers, and quotes what would break a row', () => {
    expect(printCsv([{ name: 'a, "b"\nc', bytes: 1024 }], columns)).toBe('name,bytes\r\n"a, ""b""\nc",1024\r\n')
  })

  test('is nothing that a spreadsheet would run', () => {
    const names = ['=1+1', '@SUM(A1)', '+1', '-x']
    const text = printCsv(
      names.map((name) => ({ name, bytes: -1 })),
      columns,
    )
    expect(text.split('\r\n').slice(1, 5)).toEqual(["'=1+1,-1", "'@SUM(A1),-1", "'+1,-1", "'-x,-1"])
  })
})

describe('a table in Markdown', () => {
  test('shows names as text', () => {
    expect(printMarkdown([{ name: '<img src=x>|`a_b`\n*c*', bytes: 3 }], columns)).toBe(
      '| name | bytes |\n| --- | --: |\n| \\<img src=x\\>\\|\\`a\\_b\\` \\*c\\* | 3 B |\n',
    )
  })
})

describe('a table as a picture', () => {
  const palette: Palette = {
    background: '#000',
    foreground: '#fff',
    second: '#aaa',
    line: '#222',
    bad: '#f00',
    font: '"Inter", sans-serif',
  }

  test('holds names as text, without what XML does not know, cut in the middle', () => {
    const svg = printTablePicture([{ name: `<b>\u0000${'x'.repeat(100)}end`, bytes: 3 }], columns, palette)
    expect(svg).toContain('&lt;b&gt;x')
    expect(svg).toMatch(/…x+end</)
    expect(svg).not.toContain('\u0000')
    expect(svg).toContain('font-family="&quot;Inter&quot;, sans-serif"')
  })
})
