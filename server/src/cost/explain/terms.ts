// Sums of many parts as a few terms: the largest by name, the rest in one.
import type { Unit } from '../../base/units'
import type { Term } from './explanation'

export interface Part {
  readonly name: string
  readonly value: number
}

const subscripts = '₀₁₂₃₄₅₆₇₈₉'
export const subscript = (number: number): string =>
  String(number).replaceAll(/\d/g, (digit) => subscripts[Number(digit)]!)

/** Terms of the largest parts and of what is left, and the formula that adds them up. Parts of no size are left out. */
export function sumOf(
  parts: readonly Part[],
  { unit, source, letter, most = 4 }: { unit: Unit; source: string; letter: string; most?: number },
): { terms: readonly Term[]; formula: string } {
  const sorted = parts.filter(({ value }) => value !== 0).sort((a, b) => b.value - a.value)
  const shown = sorted.length > most + 1 ? sorted.slice(0, most) : sorted
  const rest = sorted.slice(shown.length)
  const terms = shown.map(({ name, value }, i): Term => ({
    name,
    symbol: symbolFor(name, letter, i),
    value,
    unit,
    source,
  }))
  if (rest.length > 0) {
    const value = rest.reduce((sum, part) => sum + part.value, 0)
    terms.push({ name: `${rest.length.toLocaleString('en-US')} more`, symbol: 'rest', value, unit, source })
  }
  return { terms, formula: terms.length === 0 ? '0' : terms.map(({ symbol }) => symbol).join(' + ') }
}

/** The name itself where a formula can hold it. */
const symbolFor = (name: string, letter: string, i: number): string =>
  /^[A-Za-z_]\w*$/.test(name) && !/^(max|min|rest)$/.test(name) ? name : letter + subscript(i + 1)

/** Values added up by key, in the order of their first appearance. */
export function addByKey(entries: Iterable<readonly [key: string, value: number]>): Part[] {
  const sums = new Map<string, number>()
  for (const [key, value] of entries) sums.set(key, (sums.get(key) ?? 0) + value)
  return Array.from(sums, ([name, value]) => ({ name, value }))
}
