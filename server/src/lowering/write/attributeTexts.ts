// Edits of attribute texts: lists of integers set to local sizes, shardings taken out.

const closers: Readonly<Record<string, string>> = { '<': '>', '{': '}', '[': ']', '(': ')' }

/** The text with the integers of `key` (`key = [..]`, `array<i64: ..>`, `dense<..>`) replaced; as it is when the key is absent. */
export function replaceIntegers(text: string, key: string, values: readonly number[]): string {
  const list = values.join(', ')
  return text.replace(
    new RegExp(`((?:^|[^\\w])"?${key}"?\\s*=\\s*)(array<i64:?|dense<\\[?|\\[)[^\\]>]*(\\]>|>|\\])`),
    (_, before: string, open: string, close: string) => {
      const opening = open.startsWith('array') ? (list === '' ? 'array<i64' : 'array<i64: ') : open
      return `${before}${opening}${list}${close}`
    },
  )
}

/** The text with the integer of `key` replaced; as it is when the key is absent. */
export function replaceInteger(text: string, key: string, value: number): string {
  return text.replace(new RegExp(`((?:^|[^\\w])${key}\\s*=\\s*)-?\\d+`), (_, before: string) => `${before}${value}`)
}

/** A dictionary without the entries named, shorter by their comma; `{}` and `<{}>` become nothing. */
export function removeEntries(text: string, isRemoved: (key: string) => boolean): string {
  let result = ''
  let at = 0
  const entry = /(^|[{,\s])"?([A-Za-z_][\w.$-]*)"?\s*=\s*/g
  for (let match = entry.exec(text); match !== null; match = entry.exec(text)) {
    const start = match.index + (match[1] ?? '').length
    const end = valueEnd(text, entry.lastIndex)
    if (isRemoved(match[2] ?? '')) {
      result += text.slice(at, start)
      at = end
      const comma = /^\s*,\s*/.exec(text.slice(at))
      if (comma !== null) at += comma[0].length
      else result = result.replace(/,\s*$/, '')
    }
    entry.lastIndex = end
  }
  return (result + text.slice(at)).replace(/<?\{\s*\}>?$/, '').trim()
}

/** Offset after the value that starts at `start`: up to a comma or closing bracket that is not its own. */
function valueEnd(text: string, start: number): number {
  const open: string[] = []
  for (let at = start; at < text.length; at++) {
    const character = text[at] ?? ''
    if (character === '"') at = stringEnd(text, at)
    else if (closers[character] !== undefined) open.push(closers[character])
    else if (open.length > 0 && character === open.at(-1) && !isArrow(text, at)) open.pop()
    else if (open.length === 0 && (character === ',' || character === '}' || character === '>' || character === ']'))
      return at
  }
  return text.length
}

const isArrow = (text: string, at: number): boolean => text[at] === '>' && text[at - 1] === '-'

function stringEnd(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

/** Entries that say how something was sharded: a program of one device has none. */
export const isShardingEntry = (key: string): boolean =>
  key === 'sdy.sharding' || key === 'mhlo.sharding' || key === 'sdy.sharding_rule'
