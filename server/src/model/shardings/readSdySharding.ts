// `<@mesh, [{"a", ?}, {"b":(1)2}p1], replicated={"c"}, unreduced={"d"}>` -> TensorSharding.
import type { AxisRef, DimSharding, MeshAxis, TensorSharding } from './sharding'

/** Reads characters of a text from left to right; `fail` ends reading with what was expected. */
interface Reader {
  readonly text: string
  at: number
}

class ShardingSyntaxError extends Error {}

const skip = (reader: Reader): void => {
  while (/\s/.test(reader.text[reader.at] ?? '')) reader.at++
}

const fail = (reader: Reader, expected: string): never => {
  const rest = reader.text.slice(reader.at, reader.at + 12)
  throw new ShardingSyntaxError(`${expected} expected, found ${rest === '' ? 'the end' : `\`${rest}\``}`)
}

function accept(reader: Reader, token: string): boolean {
  skip(reader)
  if (!reader.text.startsWith(token, reader.at)) return false
  reader.at += token.length
  return true
}

const expect = (reader: Reader, token: string): void => {
  if (!accept(reader, token)) fail(reader, `\`${token}\``)
}

function match(reader: Reader, pattern: RegExp, expected: string): string {
  skip(reader)
  const found = new RegExp(pattern.source, 'y')
  found.lastIndex = reader.at
  const result = found.exec(reader.text)
  if (result === null) return fail(reader, expected)
  reader.at = found.lastIndex
  return result[1] ?? result[0]
}

const quoted = /"((?:[^"\\]|\\.)*)"/

/** Items between brackets, separated by commas. */
function list<T>(reader: Reader, open: string, close: string, read: () => T): T[] {
  expect(reader, open)
  const items: T[] = []
  if (accept(reader, close)) return items
  do items.push(read())
  while (accept(reader, ','))
  expect(reader, close)
  return items
}

/** `"a"` or `"a":(2)4`. */
function readAxis(reader: Reader): AxisRef {
  const name = match(reader, quoted, 'the name of an axis in quotes')
  if (!accept(reader, ':')) return { name, part: undefined }
  expect(reader, '(')
  const before = Number(match(reader, /\d+/, 'a number'))
  expect(reader, ')')
  return { name, part: { before, size: Number(match(reader, /\d+/, 'a number')) } }
}

/** `{"a", "b", ?}p1`. */
function readDim(reader: Reader): DimSharding {
  const axes: AxisRef[] = []
  let isOpen = false
  list(reader, '{', '}', () => {
    if (accept(reader, '?')) isOpen = true
    else axes.push(readAxis(reader))
  })
  const priority = reader.text[reader.at] === 'p' ? match(reader, /p(0|[1-9]\d{0,14})(?!\d)/, 'a priority') : ''
  return { axes, isOpen, priority: Number(priority) }
}

/** `["a"=2, "b"=4], device_ids=[…]` of a mesh. */
function readAxes(reader: Reader): MeshAxis[] {
  const axes = list(reader, '[', ']', () => {
    const name = match(reader, quoted, 'the name of an axis in quotes')
    expect(reader, '=')
    return { name, size: Number(match(reader, /\d+/, 'a size')) }
  })
  if (accept(reader, ',')) {
    expect(reader, 'device_ids')
    expect(reader, '=')
    list(reader, '[', ']', () => match(reader, /\d+/, 'a device'))
  }
  return axes
}

/** `, replicated={"c"}, unreduced=max{"d"}`, each at most once. */
function readAxisLists(reader: Reader): Pick<TensorSharding, 'replicated' | 'unreduced'> {
  const lists: { replicated?: AxisRef[]; unreduced?: AxisRef[] } = {}
  while (accept(reader, ',')) {
    const key = (['replicated', 'unreduced'] as const).find((name) => lists[name] === undefined && accept(reader, name))
    if (key === undefined) return fail(reader, '`replicated` or `unreduced`, each once,')
    expect(reader, '=')
    // How partial values add up; without a word, by their sum.
    if (key === 'unreduced') match(reader, /[a-z]*/, 'a kind of reduction')
    lists[key] = list(reader, '{', '}', () => readAxis(reader))
  }
  return { replicated: lists.replicated ?? [], unreduced: lists.unreduced ?? [] }
}

function readSharding(reader: Reader): TensorSharding {
  accept(reader, '#sdy.sharding')
  expect(reader, '<')
  let mesh = ''
  let inlineAxes: MeshAxis[] | undefined
  if (accept(reader, '@')) mesh = match(reader, /"(?:[^"\\]|\\.)*"|[\w.$-]+/, 'the name of a mesh')
  else {
    expect(reader, 'mesh')
    expect(reader, '<')
    inlineAxes = readAxes(reader)
    expect(reader, '>')
  }
  expect(reader, ',')
  const dims = list(reader, '[', ']', () => readDim(reader))
  const lists = readAxisLists(reader)
  expect(reader, '>')
  return { mesh: mesh.replace(/^"|"$/g, ''), inlineAxes, dims, ...lists }
}

export type Read<T> =
  { readonly kind: 'read'; readonly value: T } | { readonly kind: 'wrong'; readonly message: string }

function attempt<T>(read: () => T): Read<T> {
  try {
    return { kind: 'read', value: read() }
  } catch (error) {
    if (error instanceof ShardingSyntaxError) return { kind: 'wrong', message: error.message }
    throw error
  }
}

/** One sharding; the text begins at its `<`. */
export const readSdySharding = (text: string): Read<TensorSharding> => attempt(() => readSharding({ text, at: 0 }))

/** `[<@mesh, …>, <@mesh, …>]`: one for each value. */
export const readShardingList = (text: string): Read<TensorSharding[]> =>
  attempt(() => {
    const reader = { text, at: 0 }
    return list(reader, '[', ']', () => readSharding(reader))
  })

/** `<["a"=2, "b"=4]>`: axes of a mesh; also with `#sdy.mesh` before it. */
export const readMesh = (text: string): Read<MeshAxis[]> =>
  attempt(() => {
    const reader = { text, at: 0 }
    accept(reader, '#sdy.mesh')
    expect(reader, '<')
    const axes = readAxes(reader)
    expect(reader, '>')
    return axes
  })
