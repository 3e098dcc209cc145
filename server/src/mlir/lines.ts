// Where lines begin.
import { Char } from './characters'
import { doubled } from './interner'

/**
 * Offset of the first byte of each line, and at the end the offset after the newline that would end the last one.
 * By the native search: everything else in a scan goes over the bytes in code that is slow the first time.
 */
export function findLines(bytes: Uint8Array): Int32Array {
  let lines: Int32Array = new Int32Array(64 + (bytes.length >> 6))
  let count = 1
  for (let p = bytes.indexOf(Char.newline); p >= 0; p = bytes.indexOf(Char.newline, p + 1)) {
    if (count === lines.length) lines = doubled(lines)
    lines[count++] = p + 1
  }
  const found = new Int32Array(count + 1)
  found.set(lines.subarray(0, count))
  found[count] = bytes.length + 1
  return found
}
