// Text of a filter -> tokens, and path patterns of tactics from their text.
import { unitSize } from './figures'
import type { PathPattern, PatternSegment } from '../../../server/src/tactics/syntaxTree'

export interface FilterToken {
  readonly kind: 'word' | 'number' | 'operator' | 'symbol'
  readonly text: string
  /** Of numbers, with their unit counted in: bytes or seconds. */
  readonly amount?: number
}

const token =
  /\s*(?:(?<operator>[<>]=?|[=!]=|=)|(?<symbol>[()])|(?<number>-?\d+(?:\.\d+)?)(?:\s*(?<unit>[KMGT]iB|B|[nuµm]?s))?(?![\w.*])|(?<word>(?:"(?:[^"\\]|\\.)*"?|\{[^}]*\}?|[^\s()<>=!])+)|(?<other>[^\s]))/gu

/** Words hold braces and quoted texts whole, blanks within included. */
export function splitTokens(text: string): readonly FilterToken[] {
  return [...text.matchAll(token)].map(({ groups = {} }) => {
    const { operator, symbol, number, unit, word, other = '' } = groups
    if (operator !== undefined) return { kind: 'operator', text: operator }
    if (symbol !== undefined) return { kind: 'symbol', text: symbol }
    if (number === undefined) return { kind: 'word', text: word ?? other }
    const shown = unit === undefined ? number : `${number} ${unit}`
    return { kind: 'number', text: shown, amount: Number(number) * unitSize(unit ?? '') }
  })
}

const nowhere = { start: 0, end: 0 }

/** `params.layer_*.{q, k}` as tactics write it; undefined when a brace is left open. */
export function readPattern(text: string): PathPattern | undefined {
  const parts = splitOutside(text, '.')
  if (parts === undefined) return undefined
  const segments = parts.map(readSegment)
  return segments.includes(undefined)
    ? undefined
    : { kind: 'path', segments: segments.filter((one) => one !== undefined), span: nowhere }
}

function readSegment(text: string): PatternSegment | undefined {
  if (text === '**') return { kind: 'any', span: nowhere }
  const range = /^(\d+)\.\.(\d+)$/.exec(text)
  if (range !== null) return { kind: 'range', from: Number(range[1]), to: Number(range[2]), span: nowhere }
  if (!text.startsWith('{')) return readGlob(text)
  if (!text.endsWith('}')) return undefined
  const options = splitOutside(text.slice(1, -1), ',')?.map((option) => readOption(option.trim()))
  if (options === undefined || options.includes(undefined)) return undefined
  return { kind: 'alternatives', options: options.filter((one) => one !== undefined), span: nowhere }
}

function readOption(text: string): readonly PatternSegment[] | undefined {
  if (/^\d+\.\.\d+$/.test(text)) return [readSegment(text)!] // a range is always one
  return readPattern(text)?.segments
}

const readGlob = (text: string): PatternSegment => {
  const quoted = /^"((?:[^"\\]|\\.)*)"?$/.exec(text)?.[1]
  return { kind: 'glob', text: quoted ?? text, isQuoted: quoted !== undefined, span: nowhere }
}

/** Parts between separators that stand in no braces and no quotes; undefined when braces do not match. */
function splitOutside(text: string, separator: string): string[] | undefined {
  const parts = ['']
  let depth = 0
  let isQuoted = false
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted
    else if (!isQuoted && character === '{') depth++
    else if (!isQuoted && character === '}') depth--
    if (depth < 0) return undefined
    if (character === separator && depth === 0 && !isQuoted) parts.push('')
    else parts[parts.length - 1] += character
  }
  return depth === 0 ? parts : undefined
}
