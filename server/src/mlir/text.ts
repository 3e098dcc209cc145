// UTF-8 to strings and back, without TextDecoder: pure code reads spans of the source with it.
import type { ModuleColumns, TextTable } from './columns'

const chunk = 4096

/** The string in bytes start .. end. Malformed sequences become U+FFFD. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let from = start; from < end; from += chunk) {
    const to = Math.min(from + chunk, end)
    for (let p = from; p < to; p++) if (bytes[p]! >= 0x80) return text + decodeUnicode(bytes, from, end)
    text += String.fromCharCode(...bytes.subarray(from, to))
  }
  return text
}

/** UTF-8 bytes of the string, over a SharedArrayBuffer. */
export function encodeText(text: string): Uint8Array {
  const bytes = new Uint8Array(new SharedArrayBuffer(encodedLength(text)))
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) bytes[at++] = unit
    else {
      const code = text.codePointAt(i) ?? 0xfffd
      if (code > 0xffff) i++
      at = encodeCodePoint(bytes, at, isSurrogate(code) ? 0xfffd : code)
    }
  }
  return bytes
}

/** Text of an entry of a table; '' for id -1. */
export function textOf(columns: ModuleColumns, table: TextTable, id: number): string {
  if (id < 0 || id >= table.count) return ''
  return decodeText(table.bytes ?? columns.bytes, table.start[id]!, table.end[id]!)
}

const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff

function encodedLength(text: string): number {
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i) ?? 0xfffd
    if (code > 0xffff) i++
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code <= 0xffff ? 3 : 4
  }
  return length
}

function encodeCodePoint(bytes: Uint8Array, at: number, code: number): number {
  if (code < 0x800) bytes[at++] = 0xc0 | (code >> 6)
  else {
    if (code <= 0xffff) bytes[at++] = 0xe0 | (code >> 12)
    else {
      bytes[at++] = 0xf0 | (code >> 18)
      bytes[at++] = 0x80 | ((code >> 12) & 0x3f)
    }
    bytes[at++] = 0x80 | ((code >> 6) & 0x3f)
  }
  bytes[at++] = 0x80 | (code & 0x3f)
  return at
}

/** Bytes of the sequence that a lead byte announces; 1 for what is no lead byte. */
export const sequenceLength = (lead: number): number =>
  lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1

function decodeUnicode(bytes: Uint8Array, start: number, end: number): string {
  const parts: string[] = []
  let units: number[] = []
  for (let p = start; p < end;) {
    const length = sequenceLength(bytes[p]!)
    const code = decodeSequence(bytes, p, Math.min(p + length, end))
    units.push(code < 0 ? 0xfffd : code)
    p += code < 0 ? 1 : length
    if (units.length === chunk) {
      parts.push(String.fromCodePoint(...units))
      units = []
    }
  }
  return parts.join('') + String.fromCodePoint(...units)
}

/** Code point of one sequence, or -1 where it is malformed. */
function decodeSequence(bytes: Uint8Array, start: number, end: number): number {
  const lead = bytes[start]!
  if (lead < 0x80) return lead
  const length = sequenceLength(lead)
  if (length === 1 || start + length > end) return -1
  let code = lead & (0x7f >> length)
  for (let p = start + 1; p < end; p++) {
    if ((bytes[p]! & 0xc0) !== 0x80) return -1
    code = (code << 6) | (bytes[p]! & 0x3f)
  }
  return isSurrogate(code) || code > 0x10ffff ? -1 : code
}
