// Random edits as editors send them: typed, half-typed, pasted, deleted, replaced, taken back; lines of both kinds, marks, Unicode.
import type { Position, Range } from 'vscode-languageserver/node'
import { mutate } from '../mutations'

/** One change of a text: what LSP calls a content change; without a range the whole text is replaced. */
export interface Change {
  readonly range?: Range
  readonly text: string
}

export interface EditedText {
  readonly text: string
  /** Earlier texts, the newest last. */
  readonly history: readonly string[]
}

type Random = () => number
export const pick = <T>(items: readonly T[], random: Random): T | undefined =>
  items[Math.floor(random() * items.length)]
const upTo = (most: number, random: Random): number => Math.floor(random() * (most + 1))

const snippets = [
  ...[
    '{',
    '}',
    ':',
    ',',
    '.',
    '\n',
    '\r\n',
    ' ',
    '\t',
    '"',
    '=',
    '*',
    '**',
    '//',
    '0',
    '9'.repeat(30),
    '\uFEFF',
    '\u0000',
  ],
  ...[
    'é',
    '𝔸',
    'e\u0301',
    '漢字',
    '\u2028',
    'tactic T on batch { x: 0 }\n',
    'schedule s = BP, T\n',
    'include "shared.tactics"\n',
  ],
  ...[
    'include "main.tactics"\n',
    'model "mlp.mlir"\n',
    'model "none.mlir"\n',
    'mesh { batch: 4, model: 2 }\n',
    'mesh { batch: 0 }\n',
  ],
  ...[
    '  params.**: replicated\n',
    ' where bytes >= 1 MiB',
    'expect all_reduce <= 2\n',
    'device h100 { link: -1 }\n',
    'device nope\n',
  ],
] as const

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

const edits: readonly ((text: string, random: Random) => Edit)[] = [
  // Typed: one character, or what a person has in the clipboard.
  (text, random) => at(text, random, 0, pick([...'abx0 .:{}\n*"'], random) ?? ''),
  (text, random) => at(text, random, 0, pick(snippets, random) ?? ''),
  (text, random) => at(text, random, 0, halfOf(pick(snippets, random) ?? '', random)),
  (text, random) => at(text, random, 1, ''),
  (text, random) => at(text, random, upTo(30, random), ''),
  (text, random) => at(text, random, upTo(12, random), pick(snippets, random) ?? ''),
  // Pasted from elsewhere in the text.
  (text, random) => {
    const from = upTo(text.length, random)
    return at(text, random, 0, text.slice(from, from + upTo(120, random)))
  },
  // Everything anew.
  (text, random) => ({ start: 0, end: text.length, text: mutate(text, random) }),
  (text) => ({
    start: 0,
    end: text.length,
    text: text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text.replaceAll('\n', '\r\n'),
  }),
]

const halfOf = (text: string, random: Random): string => text.slice(0, upTo(text.length, random))

function at(text: string, random: Random, length: number, inserted: string): Edit {
  const start = upTo(text.length, random)
  return { start: outside(text, start), end: outside(text, start + length), text: inserted }
}

/** The offset, or that before a `\r\n` that it is inside of: no position lies there. */
function outside(text: string, offset: number): number {
  return text[offset - 1] === '\r' && text[offset] === '\n' ? offset - 1 : Math.min(offset, text.length)
}

const longest = 20_000

/** A change and the text after it; now and then the text goes back to one it was, or to the one it began with. */
export function editOnce(
  { text, history }: EditedText,
  random: Random,
): { readonly change: Change; readonly text: string } {
  const chance = random()
  const earlier = chance < 0.15 ? history.at(-1) : chance < 0.2 || text.length > longest ? history[0] : undefined
  const edit = pick(edits, random)?.(text, random) ?? { start: 0, end: 0, text: '' }
  const { start, end, text: inserted } = earlier === undefined ? edit : { start: 0, end: text.length, text: earlier }
  const after = text.slice(0, start) + inserted + text.slice(end)
  if (random() < 0.05) return { change: { text: after }, text: after }
  return {
    change: { range: { start: positionAt(text, start), end: positionAt(text, end) }, text: inserted },
    text: after,
  }
}

/** As LSP counts: lines end with \n, \r\n or \r. */
export const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/)

function positionAt(text: string, offset: number): Position {
  const before = linesOf(text.slice(0, outside(text, offset)))
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
}

export const randomPosition = (text: string, random: Random): Position => positionAt(text, upTo(text.length, random))
