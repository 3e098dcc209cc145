// Bytes of MLIR text: their codes and classes, and the skips that need nothing but the bytes.

export const enum Char {
  tab = 0x09,
  newline = 0x0a,
  carriageReturn = 0x0d,
  space = 0x20,
  quote = 0x22,
  hash = 0x23,
  percent = 0x25,
  openParenthesis = 0x28,
  closeParenthesis = 0x29,
  comma = 0x2c,
  minus = 0x2d,
  dot = 0x2e,
  slash = 0x2f,
  zero = 0x30,
  nine = 0x39,
  colon = 0x3a,
  less = 0x3c,
  equals = 0x3d,
  greater = 0x3e,
  at = 0x40,
  openBracket = 0x5b,
  backslash = 0x5c,
  closeBracket = 0x5d,
  caret = 0x5e,
  letterC = 0x63,
  letterL = 0x6c,
  letterO = 0x6f,
  openBrace = 0x7b,
  closeBrace = 0x7d,
  bang = 0x21,
}

/** 1 for the characters of names: letters, digits, `_`, `$`, `.`, `-`. */
export const isNameByte = new Uint8Array(256)
/** 1 for the characters a bare operation name or keyword consists of: as above without `-`. */
export const isWordByte = new Uint8Array(256)

for (let code = 0; code < 256; code++) {
  const isLetter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f || code === 0x24
  const isDigit = code >= Char.zero && code <= Char.nine
  isWordByte[code] = isLetter || isDigit || code === Char.dot ? 1 : 0
  isNameByte[code] = isWordByte[code] === 1 || code === Char.minus ? 1 : 0
}

/** Whether a word (operation name, keyword) can begin with this byte. */
export const isWordStart = (byte: number): boolean => isWordByte[byte] === 1 && (byte > Char.nine || byte === 0x24)

export const isDigit = (byte: number): boolean => byte >= Char.zero && byte <= Char.nine

/** Offset of the first byte at or after `from` that is neither white space nor comment. */
export function skipTrivia(bytes: Uint8Array, from: number, end: number): number {
  let p = from
  while (p < end) {
    const byte = bytes[p]!
    if (byte <= Char.space) p++
    else if (byte === Char.slash && p + 1 < end && bytes[p + 1] === Char.slash) p = skipLine(bytes, p, end)
    else return p
  }
  return end
}

/** Offset of the newline that ends the line, or the end. */
export function skipLine(bytes: Uint8Array, from: number, end: number): number {
  let p = from
  while (p < end && bytes[p] !== Char.newline) p++
  return p
}

/** Offset of the first byte that is not a space or tab. */
export function skipSpaces(bytes: Uint8Array, from: number, end: number): number {
  let p = from
  while (p < end && (bytes[p] === Char.space || bytes[p] === Char.tab)) p++
  return p
}

/** Offset after the word that begins at `from`. */
export function skipWord(bytes: Uint8Array, from: number, end: number): number {
  let p = from
  while (p < end && isWordByte[bytes[p]!] === 1) p++
  return p
}

/** Offset after a value, alias or symbol name; a `-` that begins an arrow is not part of it. */
export function skipName(bytes: Uint8Array, from: number, end: number): number {
  let p = from
  while (p < end && isNameByte[bytes[p]!] === 1) {
    if (bytes[p] === Char.minus && p + 1 < end && bytes[p + 1] === Char.greater) break
    p++
  }
  return p
}

/** Offset after the string whose opening quote is at `from`, or -1 when the line or the text ends within it. */
export function skipString(bytes: Uint8Array, from: number, end: number): number {
  let p = from + 1
  while (p < end) {
    const byte = bytes[p]!
    if (byte === Char.quote) return p + 1
    if (byte === Char.newline) return -1
    p += byte === Char.backslash ? 2 : 1
  }
  return -1
}

/** Offset after the last byte before `to` that is not white space; not before `from`. */
export function trimEnd(bytes: Uint8Array, from: number, to: number): number {
  let p = to
  while (p > from && bytes[p - 1]! <= Char.space) p--
  return p
}

/** Whether the ASCII text stands at `at`. */
export function startsWith(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  if (at + text.length > end) return false
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false
  return true
}
