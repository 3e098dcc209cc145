// Collectives as rows: each of the program's, or those that are alike as one; what they can be filtered and grouped by.
import { formatBytes, formatSeconds } from '../../../../server/src/base/format'
import type { CostCollective, CostlyKind, CostsReport, PanelExplanation } from '../../../../server/src/protocol/costs'
import type { FilterFields } from '../../base/filter'
import { foldLayers } from '../../base/names'
import type { Grouping, RowColumn } from '../../base/rows'
import { sum } from './shown'

export interface CollectiveRow {
  readonly kind: CostlyKind
  readonly axes: readonly number[]
  /** Names of the axes, joined. */
  readonly axis: string
  readonly where: string
  readonly why: string
  readonly tactic: string
  readonly scope: string
  readonly phase: string
  readonly count: number
  readonly bytes: number
  readonly seconds: number
  readonly exposed: number
  readonly isCritical: boolean
  /** Of one of them; absent for several. */
  readonly explanation: PanelExplanation | undefined
  readonly place: CostCollective['place']
  readonly value: string
  readonly type: string
}

export function toCollectiveRows({ collectives, mesh, tactics, explanations }: CostsReport): readonly CollectiveRow[] {
  return collectives.map((one) => ({
    kind: one.kind,
    axes: one.axes,
    axis: one.axes.map((axis) => mesh[axis]?.name ?? '?').join(', '),
    where: one.value,
    why: one.reason,
    tactic: tactics[one.place.tactic ?? -1]?.name ?? '',
    scope: one.scope,
    phase: one.phase,
    count: one.count,
    bytes: one.bytes,
    seconds: one.seconds,
    exposed: one.exposed,
    isCritical: one.isCritical,
    explanation: explanations[one.explanation],
    place: one.place,
    value: one.value,
    type: one.type,
  }))
}

export const collectiveFilter: FilterFields<CollectiveRow> = {
  numbers: {
    bytes: ({ bytes }) => bytes,
    time: ({ seconds }) => seconds,
    exposed: ({ exposed }) => exposed,
    count: ({ count }) => count,
  },
  words: {
    kind: ({ kind }) => [kind],
    axis: ({ axis }) => axis.split(', '),
    tactic: ({ tactic }) => [tactic],
    phase: ({ phase }) => [phase],
  },
  names: ({ value, scope, why, kind, tactic }) => [value, scope, why, kind, tactic],
}

export const collectiveGroups = [
  { name: 'kind', title: 'kind, axis' },
  { name: 'tactic', title: 'tactic' },
  { name: 'scope', title: 'scope' },
  { name: '', title: 'none' },
] as const

const groupKeys: Readonly<Record<string, (row: CollectiveRow) => string>> = {
  kind: ({ kind, axis, phase, tactic }) => [kind, axis, phase, tactic].join('\n'),
  tactic: ({ tactic, kind, axis }) => [tactic, kind, axis].join('\n'),
  scope: ({ scope, kind, axis }) => [foldLayers(scope), kind, axis].join('\n'),
}

export function groupCollectives(name: string): Grouping<CollectiveRow> | undefined {
  const key = groupKeys[name]
  return key && { key, merge: mergeCollectives }
}

/** What differs between members is named as far as it is short. */
function mergeCollectives(rows: readonly CollectiveRow[]): CollectiveRow {
  const first = rows[0]!
  const shared = (read: (row: CollectiveRow) => string): string =>
    rows.every((row) => read(row) === read(first)) ? read(first) : ''
  return {
    ...first,
    where: nameSeveral(rows.map(({ where }) => where)),
    why: shared(({ why }) => why),
    tactic: shared(({ tactic }) => tactic),
    phase: shared(({ phase }) => phase),
    scope: foldLayers(first.scope),
    count: sum(rows.map(({ count }) => count)),
    bytes: sum(rows.map(({ bytes }) => bytes)),
    seconds: sum(rows.map(({ seconds }) => seconds)),
    exposed: sum(rows.map(({ exposed }) => exposed)),
    isCritical: rows.some(({ isCritical }) => isCritical),
    explanation: undefined,
  }
}

/** Names that are looked at for the tails of a group. */
const mostNamed = 200

/** `attn.o, mlp.down, 3 more`: the last two segments of each, in the order of cost. */
function nameSeveral(names: readonly string[]): string {
  const tails = new Set(
    names.slice(0, mostNamed).map((name) => foldLayers(name).match(/[^./]*[./]?[^./]*$/)?.[0] ?? name),
  )
  const [first = '', second, ...rest] = tails
  if (second === undefined) return first
  return rest.length === 0 ? `${first}, ${second}` : `${first}, ${second}, ${rest.length} more`
}

export const collectiveColumns: readonly RowColumn<CollectiveRow>[] = [
  { key: 'kind', title: 'kind', value: ({ kind }) => kind },
  { key: 'axis', title: 'axis', value: ({ axis }) => axis },
  { key: 'where', title: 'where', value: ({ where }) => where },
  {
    key: 'why',
    title: 'why',
    value: ({ why, phase }) => (phase === 'none' || phase === '' ? why : `${why}, ${phase}`),
  },
  { key: 'tactic', title: 'tactic', value: ({ tactic }) => tactic },
  { key: 'scope', title: 'scope', value: ({ scope }) => scope },
  { key: 'count', title: 'count', isNumber: true, value: ({ count }) => count },
  {
    key: 'bytes',
    title: 'bytes',
    isNumber: true,
    value: ({ bytes }) => bytes,
    text: ({ bytes }) => formatBytes(bytes),
  },
  {
    key: 'time',
    title: 'time',
    isNumber: true,
    value: ({ seconds }) => seconds,
    text: ({ seconds }) => formatSeconds(seconds),
  },
  {
    key: 'exposed',
    title: 'exposed',
    isNumber: true,
    value: ({ exposed }) => exposed,
    text: ({ exposed }) => formatSeconds(exposed),
  },
]
