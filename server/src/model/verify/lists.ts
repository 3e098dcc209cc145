// Lists of integers in attribute texts with their shape: `dense<1> : tensor<2xi64>` is two ones.

export interface IntegerList {
  readonly dims: readonly number[]
  readonly values: readonly number[]
}

/** `key = array<i64: 1, 2>`, `key = dense<[[0, 1]]> : tensor<1x2xi64>`, `key = [[1, 1]]`; undefined when absent. */
export function readList(text: string, ...keys: readonly string[]): IntegerList | undefined {
  for (const key of keys) {
    const match = new RegExp(`(?:^|[^\\w])"?${key}"?\\s*=\\s*(array<\\w+|dense<|\\[)`).exec(text)
    if (match === null) continue
    const start = match.index + match[0].length
    const opening = match[1] ?? ''
    if (opening === '[') return readNested(text.slice(start - 1))
    if (opening.startsWith('array')) return flat(text.slice(start, text.indexOf('>', start)))
    return readDense(text.slice(start))
  }
  return undefined
}

/** Its values in one dimension. */
export const readValues = (text: string, ...keys: readonly string[]): readonly number[] | undefined =>
  readList(text, ...keys)?.values

const numberOf = (word: string): number => (word === 'true' ? 1 : word === 'false' ? 0 : Number(word))
const wordsOf = (text: string): number[] => (text.match(/-?\d+|true|false/g) ?? []).map(numberOf)

function flat(text: string): IntegerList {
  const values = wordsOf(text)
  return { dims: [values.length], values }
}

/** From the opening bracket on. */
function readNested(text: string): IntegerList {
  const dims: number[] = []
  let depth = 0
  let end = 0
  for (; end < text.length; end++) {
    if (text[end] === '[') depth++
    else if (text[end] === ']' && --depth === 0) break
  }
  const body = text.slice(0, end + 1)
  const values = wordsOf(body)
  for (let level = 0, rest = body; rest.startsWith('[') && level < 3; level++) {
    const inner = rest.slice(1, -1).trim()
    const lists = splitTop(inner)
    dims.push(lists.length)
    rest = lists[0] ?? ''
  }
  return { dims, values }
}

function splitTop(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i <= text.length; i++) {
    if (text[i] === '[') depth++
    else if (text[i] === ']') depth--
    else if ((text[i] === ',' && depth === 0) || i === text.length) {
      parts.push(text.slice(start, i).trim())
      start = i + 1
    }
  }
  return parts.filter((part) => part !== '')
}

const mostElements = 1_000_000

/** From behind `dense<` on. */
function readDense(text: string): IntegerList | undefined {
  const match = /^([^>]*)>\s*:\s*tensor<((?:\d+x)*)[a-z]+\d*>/.exec(text)
  if (match === null) return undefined
  const body = match[1] ?? ''
  if (body.includes('"')) return undefined
  const values = wordsOf(body)
  const dims = (match[2] ?? '')
    .split('x')
    .filter((size) => size !== '')
    .map(Number)
  const size = dims.reduce((product, each) => product * each, 1)
  const isSplat = values.length === 1 && !body.includes('[')
  // No attribute of an operation has that many: what is written is not to be believed.
  if (isSplat && size > mostElements) return undefined
  return { dims, values: isSplat ? Array.from({ length: size }, () => values[0]!) : values }
}

/** `key = 3 : i64`, also negative; the first of the keys that is there. */
export function readNumber(text: string, ...keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const match = new RegExp(`(?:^|[^\\w])"?${key}"?\\s*=\\s*(-?\\d+)`).exec(text)
    if (match?.[1] !== undefined) return Number(match[1])
  }
  return undefined
}
