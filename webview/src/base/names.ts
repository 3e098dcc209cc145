// Names that may be of any length: what of them is shown, and what equal layers have in common.

/** A name in three parts; the middle is given up first where room is short, the last never. */
export interface NameParts {
  readonly head: string
  readonly middle: string
  readonly tail: string
}

/** Characters of a part that can be seen at all: longer ones only cost layout. */
const mostShown = 120
const longestTail = 26

/** The tail identifies: it is the last segments of a path or scope, as far as they are short. */
export function splitName(name: string): NameParts {
  const segments = name.match(/[^./]*[./]?/g)?.filter((part) => part !== '') ?? []
  let tail = segments.pop() ?? ''
  while (segments.length > 1 && tail.length + segments.at(-1)!.length <= longestTail) tail = segments.pop()! + tail
  if (tail.length > longestTail * 2) return splitLong(segments.join('') + tail)
  const head = segments.shift() ?? ''
  return { head: clip(head), middle: clip(segments.join('')), tail }
}

/** One segment that is too long for any column: its ends. */
const splitLong = (name: string): NameParts => ({ head: '', middle: clip(name), tail: name.slice(-longestTail) })

/**
 * A name for so many characters: whole segments are given up from the middle, then from the start; the last is cut only where it
 * is longer than all there is.
 */
export function fitName(name: string, room: number): string {
  if (name.length <= room) return name
  const segments = name.match(/[^./]*[./]?/g)?.filter((part) => part !== '') ?? []
  const [first = '', last = ''] = [segments[0], segments.at(-1)]
  const head = first.length + 1 + last.length <= room ? first : ''
  let tail = ''
  for (let i = segments.length - 1; i >= (head === '' ? 0 : 1); i--) {
    if (head.length + 1 + segments[i]!.length + tail.length > room) break
    tail = segments[i]! + tail
  }
  if (tail !== '') return `${head}…${tail}`
  const half = Math.max(1, Math.floor((room - 1) / 2))
  return `${last.slice(0, half)}…${last.slice(-half)}`
}

const clip = (text: string): string => (text.length > mostShown ? `${text.slice(0, mostShown)}…` : text)

/** For titles: whole as far as a person would read it. */
export const clipTitle = (text: string): string =>
  text.length <= 1000 ? text : `${text.slice(0, 700)} … ${text.slice(-280)}`

/** `params.layer_12.mlp.up` -> `params.layer_*.mlp.up`: equal for equal layers. */
export const foldLayers = (name: string): string => name.replaceAll(/(?<=[A-Za-z_]|[./])\d+(?=[./_]|$)/g, '*')
