// Operation names: spans of the source, quoted, bare or short, to ids of full names.
import type { Interner } from './interner'
import { createInterner, intern } from './interner'
import { decodeText, encodeText } from './text'

/** What the scanner must know about an operation by its name. */
export const enum NameKind {
  other,
  function,
  module,
  /** A bare `return`, whose dialect is that of the operation around it. */
  shortReturn,
  /** A return by its full name. */
  fullReturn,
  /** A bare word that is no short form: not an operation. */
  word,
  /** Of a dialect whose results always have their types written. */
  typed,
}

export interface NameTable {
  /** Spellings as they occur; by spelling: full name id and kind. */
  readonly spellings: Interner
  readonly full: number[]
  readonly kinds: NameKind[]
  /** Full names by id, and back. */
  readonly texts: string[]
  readonly ids: Map<string, number>
}

const shortForms: ReadonlyMap<string, string> = new Map([
  ['module', 'builtin.module'],
  ['func', 'func.func'],
  ['call', 'func.call'],
  ['return', 'func.return'],
  ['unrealized_conversion_cast', 'builtin.unrealized_conversion_cast'],
])

/** Whether a word without a dot is an operation. */
export const isShortForm = (word: string): boolean => shortForms.has(word)

export function createNameTable(bytes: Uint8Array): NameTable {
  return { spellings: createInterner(bytes, 128), full: [], kinds: [], texts: [], ids: new Map() }
}

/** Spelling id of the name in start .. end (without quotes). */
export function internSpelling(names: NameTable, start: number, end: number): number {
  const spelling = intern(names.spellings, start, end)
  if (spelling === names.full.length) addSpelling(names, decodeText(names.spellings.bytes, start, end))
  return spelling
}

/** Id of a full name. */
export function internName(names: NameTable, text: string): number {
  const known = names.ids.get(text)
  if (known !== undefined) return known
  const id = names.texts.push(text) - 1
  names.ids.set(text, id)
  return id
}

/** The names' own bytes and spans. */
export function layOutNames(names: NameTable): { bytes: Uint8Array; start: number[]; end: number[] } {
  const start: number[] = []
  const end: number[] = []
  let at = 0
  for (const text of names.texts) {
    start.push(at)
    at += encodeText(text).length
    end.push(at)
  }
  return { bytes: encodeText(names.texts.join('')), start, end }
}

function addSpelling(names: NameTable, spelling: string): void {
  const text = shortForms.get(spelling) ?? spelling
  names.full.push(internName(names, text))
  names.kinds.push(kindOf(spelling, text))
}

function kindOf(spelling: string, text: string): NameKind {
  if (text === 'func.func') return NameKind.function
  if (text === 'builtin.module') return NameKind.module
  if (spelling === 'return') return NameKind.shortReturn
  if (/^(func|stablehlo|mhlo|sdy)\.return$/.test(text)) return NameKind.fullReturn
  if (!text.includes('.')) return NameKind.word
  return /^(stablehlo|chlo|mhlo|sdy)\./.test(text) ? NameKind.typed : NameKind.other
}
