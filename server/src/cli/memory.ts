// `shardlens analyze --memory`: what fills the memory of each schedule at its peak, by kind, by scope, tensor by tensor.
import { formatBytes, formatCount, formatPercent } from '../base/format'
import { memoryFitTexts } from '../cost/memoryFit'
import { memoryKinds } from '../cost/memoryKinds'
import type { ReportedMemory, ReportedMemoryPiece, ReportedSchedule } from '../engine/reportFormat'
import { printTable } from './tables'

const mostScopes = 12
const mostTensors = 20

export function printMemory({ name, memory }: ReportedSchedule): string {
  const { peak } = memory
  const at = peak.operation === null ? '' : ` at ${peak.operation}, line ${peak.line}`
  const step = `step ${formatCount(peak.step)} of ${formatCount(peak.steps)}`
  const note = memoryFitTexts[peak.fit]
  return [
    `schedule ${name}: peak memory ${formatBytes(peak.bytes)}${at} (${step})`,
    ...(note === '' ? [] : [`  ${note}`]),
    indent(printKinds(memory)),
    indent(printScopes(memory)),
    indent(printTensors(memory)),
  ].join('\n')
}

const indent = (table: string): string => `\n${table.replaceAll(/^(?=.)/gm, '  ')}`

/** Nothing for less than a thousandth. */
const share = (bytes: number, { peak }: ReportedMemory): string =>
  bytes < peak.bytes / 1000 || peak.bytes === 0 ? '' : formatPercent(bytes / peak.bytes)

function printKinds(memory: ReportedMemory): string {
  const rows = memoryKinds
    .filter((kind) => memory.byKind[kind] > 0)
    .sort((a, b) => memory.byKind[b] - memory.byKind[a])
    .map((kind) => [kind, formatBytes(memory.byKind[kind]), share(memory.byKind[kind], memory)])
  return printTable([['kind', 'bytes', 'share'], ...rows])
}

/** The largest scopes, outer before inner; those that differ by numbers alone, such as layers, are one row. */
function printScopes(memory: ReportedMemory): string {
  const sums = new Map<string, { readonly count: number; readonly bytes: number }>()
  for (const { scope, bytes } of memory.byScope) {
    const name = withoutNumbers(scope)
    const sum = sums.get(name) ?? { count: 0, bytes: 0 }
    sums.set(name, { count: sum.count + 1, bytes: sum.bytes + bytes })
  }
  const largest = [...sums].sort(([, a], [, b]) => b.bytes - a.bytes).slice(0, mostScopes)
  const outer = largest.filter(([name]) => !name.includes('/'))
  const rows = outer.flatMap((one) => [one, ...largest.filter(([name]) => name.startsWith(`${one[0]}/`))])
  const cells = rows.map(([name, { count, bytes }]) => [
    `${name.includes('/') ? '  ' : ''}${name}${count > 1 ? ` (${formatCount(count)})` : ''}`,
    formatBytes(bytes),
    share(bytes, memory),
  ])
  return printTable([['scope', 'bytes', 'share'], ...cells])
}

const withoutNumbers = (name: string): string => name.replaceAll(/\d+/g, '*')

/** The largest tensors; those of one type and kind whose scopes differ by numbers alone are one row. */
function printTensors(memory: ReportedMemory): string {
  const groups = groupPieces(memory.live)
  const shown = groups.slice(0, mostTensors)
  const rows = shown.map(([piece, ...others]) => [
    piece.value,
    piece.type,
    others.length === 0 ? '' : `${others.length + 1} ×`,
    formatBytes(piece.bytes),
    piece.kind,
    piece.operation === null ? '' : `${shortName(piece.operation)}, line ${piece.line}`,
    // The scope of an argument is its path.
    piece.operation === null ? '' : piece.scope,
    `${piece.since}–${piece.until}`,
  ])
  const left = memory.live.length + memory.more.count - shown.reduce((sum, group) => sum + group.length, 0)
  const head = ['tensor', 'on one device', '', 'bytes', 'kind', 'made by', 'scope', 'steps']
  const table = printTable([head, ...rows], [0, 1, 4, 5, 6, 7])
  return left === 0 ? table : `${table}\nand ${formatCount(left)} more`
}

const shortName = (operation: string): string => operation.replace(/^stablehlo\./, '')

type Group = [ReportedMemoryPiece, ...ReportedMemoryPiece[]]

function groupPieces(pieces: readonly ReportedMemoryPiece[]): Group[] {
  const groups = new Map<string, Group>()
  for (const piece of pieces) {
    const key = [piece.type, piece.kind, piece.operation, withoutNumbers(piece.scope)].join('\n')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [piece])
    else group.push(piece)
  }
  return [...groups.values()].sort((a, b) => b.length * b[0].bytes - a.length * a[0].bytes)
}
