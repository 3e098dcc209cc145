// Schedules side by side: rows of figures, what differs from the first schedule, and the page that an editor shows.
import { formatBytes, formatChange, formatCount, formatPercent, formatSeconds } from '../base/format'
import type { Figures } from '../cost/figures'
import type { Snapshot } from '../engine/snapshot'
import type { CollectiveKind } from '../lowering/localProgram'
import { countedKinds } from './effects'
import { footnotes } from './footnotes'
import { code, markdownTable, plain } from './markdown'
import { namesOfSteps } from './searchStatus'

/** A schedule to compare. */
export interface Compared {
  readonly name: string
  readonly tactics: readonly string[]
  readonly figures: Figures
}

interface Row {
  readonly name: string
  readonly print: (figures: Figures) => string
  readonly value: (figures: Figures) => number
}

const row = (name: string, value: (figures: Figures) => number, format: (value: number) => string): Row => ({
  name,
  value,
  print: (figures) => format(value(figures)),
})

const totals: readonly Row[] = [
  row('peak memory', ({ peakMemory }) => peakMemory, formatBytes),
  row('arguments', ({ argumentMemory }) => argumentMemory, formatBytes),
  row('temporaries', ({ temporaryMemory }) => temporaryMemory, formatBytes),
  row('compute', ({ computeTime }) => computeTime, formatSeconds),
  row('communication', ({ communicationTime }) => communicationTime, formatSeconds),
  row('step time', ({ stepTime }) => stepTime, formatSeconds),
  row('MFU', ({ mfu }) => mfu, formatPercent),
  row('HFU', ({ hfu }) => hfu, formatPercent),
  row('conflicts', ({ conflicts }) => conflicts, formatCount),
]

/** `259`, or `4 (1,024)` where loops run some of them several times. */
export function printCount({ collectives }: Figures, kind: CollectiveKind): string {
  const { count, executed } = collectives[kind]
  if (count === 0) return '–'
  return executed === count ? formatCount(count) : `${formatCount(count)} (${formatCount(executed)})`
}

/** Rows of cells, the name of the figure first; the head is `schedule` and the names, the first row the tactics. */
export function compareSchedules(schedules: readonly Compared[]): readonly (readonly string[])[] {
  const [base] = schedules
  if (base === undefined) return []
  const collectives = countedKinds
    .filter((kind) => schedules.some(({ figures }) => figures.collectives[kind].count > 0))
    .map((kind) => ({
      name: kind,
      print: (figures: Figures) => printCount(figures, kind),
      value: (figures: Figures) => figures.collectives[kind].executed,
    }))
  // HFU is the same as MFU where nothing is computed again.
  const isRecomputed = schedules.some(({ figures: { mfu, hfu } }) => mfu !== hfu)
  const shown = totals.filter(({ name }) => name !== 'HFU' || isRecomputed)
  return [
    ['schedule', ...schedules.map(({ name }) => name)],
    ['', ...schedules.map(({ tactics }) => tactics.join(', '))],
    ...[...collectives, ...shown].map(({ name, print, value }) => [
      name,
      ...schedules.map(({ figures }) => `${print(figures)}${printMark(value(figures), value(base.figures))}`),
    ]),
  ]
}

/** ` (−42 %)`; nothing where they are equal, or none is left. */
function printMark(value: number, base: number): string {
  if (value === base || value === 0) return ''
  if (base === 0) return ' (new)'
  return ` (${formatChange(value / base - 1, formatPercent)})`
}

/** A Markdown page; `title` is the file's name. */
export function comparisonPage(title: string, snapshot: Snapshot): string {
  const { schedules, device, mesh, evaluation } = snapshot
  const compared = schedules.map(({ name, steps, final }) => ({
    name,
    tactics: namesOfSteps({ steps }),
    figures: final,
  }))
  const [head = [], ...rows] = compareSchedules(compared)
  const axes = mesh.axes.map(({ name, size }) => `${name} ${formatCount(size)}`).join(' × ')
  const assumed = evaluation === undefined ? [] : footnotes(compared, evaluation.state.program, snapshot)
  const notes = schedules.flatMap(({ name, final }) =>
    final.peakMemory > device.memory
      ? [
          `- ${code(name)} does not fit: ${formatBytes(final.peakMemory - device.memory)} over the ${formatBytes(device.memory)} of a device`,
        ]
      : [],
  )
  return [
    `# Schedules of ${code(title)}`,
    `${code(device.name)} · mesh ${axes}`,
    schedules.length === 0
      ? 'No schedule could be analysed.'
      : markdownTable(
          head.map(boldName),
          rows.map(([name = '', ...cells]) => [name, ...cells.map(keepTogether)]),
        ),
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
    ...(schedules.length > 1 ? [`In parentheses: against ${code(schedules[0]?.name ?? '')}.`] : []),
    ...(assumed.length === 0 ? [] : [assumed.map((text) => `- ${plain(text)}`).join('\n')]),
    'Times are estimates.',
  ].join('\n\n')
}

const boldName = (name: string, column: number): string => (column === 0 ? '' : code(name))

/** Lines break before what is in parentheses, never before a unit. */
const keepTogether = (cell: string): string => cell.replaceAll(/(?<=\d) (?=[^ (])/g, '\u00a0')
