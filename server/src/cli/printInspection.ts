// The text of `shardlens inspect`. Arguments and scopes that differ by numbers alone, such as layers, are one row with `*` for each number.
import { formatBytes, formatCount, formatFlops, formatCountOf } from '../base/format'
import type { Inspection } from '../engine/inspect'
import { printTable } from './tables'

const mostRows = 40

/** `all`: every row by itself. */
export function printInspection(path: string, inspection: Inspection, all: boolean): string {
  const { operations, functions, results } = inspection
  const bytes = inspection.arguments.reduce((sum, argument) => sum + argument.bytes, 0)
  const summary = `${path}: ${formatCountOf(operations, 'operation')} in ${formatCountOf(functions, 'function')}, ${formatCountOf(inspection.arguments.length, 'argument')} (${formatBytes(bytes)}), ${formatCountOf(results.length, 'result')}`
  const section = all ? printSection(Infinity) : printSection(mostRows)
  const sections = [
    section('arguments', argumentRows(inspection, all), [0, 1, 4, 5]),
    section('operations', [
      ['operation', 'count'],
      ...inspection.histogram.map(({ operation, count }) => [operation, formatCount(count)]),
    ]),
    section('flops of the whole model', [
      ['class', 'flops', 'transcendentals'],
      ...inspection.flops.map((row) => [row.class, formatFlops(row.flops), formatCount(row.transcendentals)]),
    ]),
    section('scopes', scopeRows(inspection, all)),
    section('loops', [
      ['loop', 'line', 'iterations'],
      ...inspection.loops.map((loop) => [
        loop.operation,
        String(loop.line),
        loop.tripCount === null ? 'unknown' : formatCount(loop.tripCount),
      ]),
    ]),
    section('shardings in the model', [
      ['kind', 'count'],
      ...inspection.shardings.map(({ kind, count }) => [kind, formatCount(count)]),
    ]),
  ]
  return [summary, ...sections.filter((text) => text !== '')].join('\n\n')
}

const withoutNumbers = (name: string): string => name.replaceAll(/\d+/g, '*')

/** One name for several that differ by numbers alone: `*` for each number that varies. */
function nameAll(names: readonly string[]): string {
  const [first = [], ...others] = names.map((name) => name.split(/(\d+)/))
  return first.map((part, i) => (others.every((other) => other[i] === part) ? part : '*')).join('')
}

/** Rows by a key, in the order of their first. */
function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, [Row, ...Row[]]> {
  const groups = new Map<string, [Row, ...Row[]]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group === undefined) groups.set(keyOf(row), [row])
    else group.push(row)
  }
  return groups
}

/** Bytes are those of all that a row stands for. */
function argumentRows(inspection: Inspection, all: boolean): string[][] {
  const groups = groupBy(inspection.arguments, ({ path, type, donatedTo, sharding }) =>
    all ? path : [withoutNumbers(path), type, withoutNumbers(donatedTo ?? ''), sharding].join('\n'),
  )
  const rows = [...groups.values()].map((group) => {
    const [{ type, donatedTo, sharding }] = group
    return [
      nameAll(group.map(({ path }) => path)),
      type,
      group.length === 1 ? '' : `${formatCount(group.length)} ×`,
      formatBytes(group.reduce((sum, { bytes }) => sum + bytes, 0)),
      donatedTo === null ? '' : `→ ${nameAll(group.map((one) => one.donatedTo ?? ''))}`,
      sharding ?? '',
    ]
  })
  return [['path', 'type', '', 'bytes', 'donated to', 'sharding'], ...rows]
}

function scopeRows(inspection: Inspection, all: boolean): string[][] {
  const groups = groupBy(inspection.scopes, ({ scope }) => (all ? scope : withoutNumbers(scope)))
  const rows = [...groups.values()].map((group) => {
    const scope = nameAll(group.map((one) => one.scope))
    const count = group.reduce((sum, { operations }) => sum + operations, 0)
    return [
      scope === '' ? '(none)' : scope,
      group.length === 1 ? '' : `${formatCount(group.length)} ×`,
      formatCount(count),
    ]
  })
  return [['scope', '', 'operations'], ...rows]
}

/** A titled table of the first rows, without columns that are empty; what is left out is counted. */
const printSection =
  (most: number) =>
  (title: string, rows: readonly (readonly string[])[], left: readonly number[] = [0]): string => {
    const [head = [], ...all] = rows
    if (all.length === 0) return ''
    const columns = [...head.keys()].filter((column) => all.some((row) => row[column] !== ''))
    const shown = [head, ...all.slice(0, most)].map((row) => columns.map((column) => row[column] ?? ''))
    const leftShown = columns.flatMap((column, i) => (left.includes(column) ? [i] : []))
    const more = all.length > most ? `\n  … and ${formatCount(all.length - most)} more (--all lists them)` : ''
    return `${title}\n${printTable(shown, leftShown).replaceAll(/^/gm, '  ')}${more}`
  }
