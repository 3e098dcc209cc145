// Fixtures for the scanner: text in, the dump of its columns and its problems out.
import { expect } from 'vitest'
import { scan } from '../../../server/src/mlir/scan'
import { decodeText, encodeText } from '../../../server/src/mlir/text'
import { printColumns } from '../../../server/src/mlir/print'

/** The dump, then a line `! code: text at the problem` for each problem. */
export function printScan(text: string): string {
  const { value, problems } = scan(encodeText(text))
  const lines = problems.map(
    ({ code, span }) => `! ${code}: ${decodeText(value.bytes, span.start, span.end).split('\n')[0] ?? ''}`,
  )
  return [printColumns(value), ...lines].filter((line) => line !== '').join('\n')
}

/** Compares without the indentation that the fixtures have in the test's source. */
export function checkScan(text: string, expected: string): void {
  expect(printScan(text)).toBe(unindent(expected))
}

function unindent(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const least = Math.min(...lines.map((line) => line.length - line.trimStart().length))
  return lines.map((line) => line.slice(least)).join('\n')
}
