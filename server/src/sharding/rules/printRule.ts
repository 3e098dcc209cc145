// OperationRule -> text such as `([i, k], [k, j])->([i, j]) {i, j parallel; k add}`.
import type { Factor, OperationRule } from './rule'

const letters = 'ijklmnopqrstuvwxyzabcdefgh'

/** Name of a factor in printed rules: i, j, …, then i1, j1, …. */
export function factorName(factor: number): string {
  const round = Math.floor(factor / letters.length)
  return `${letters[factor % letters.length] ?? ''}${round === 0 ? '' : String(round)}`
}

const kindName = (factor: Factor): string =>
  factor.kind === 'reduction' ? (factor.combiner ?? 'reduction') : factor.kind

/** Dims of size 1 print as `1`; dims of several factors as `ij`, major to minor. */
export function printRule(rule: OperationRule): string {
  const port = (dims: readonly (readonly number[])[]): string =>
    `[${dims.map((factors) => (factors.length === 0 ? '1' : factors.map(factorName).join(''))).join(', ')}]`
  const operands = rule.ports.slice(0, rule.operandCount).map(port).join(', ')
  const results = rule.ports.slice(rule.operandCount).map(port).join(', ')
  const byKind = new Map<string, string[]>()
  rule.factors.forEach((factor, index) => {
    const names = byKind.get(kindName(factor)) ?? []
    byKind.set(kindName(factor), [...names, factorName(index)])
  })
  const kinds = [...byKind].map(([kind, names]) => `${names.join(', ')} ${kind}`).join('; ')
  return `(${operands})->(${results})${kinds === '' ? '' : ` {${kinds}}`}`
}
