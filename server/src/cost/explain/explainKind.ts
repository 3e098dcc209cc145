// The figures of one kind of collective -> how they come about: groups of equal collectives, each times its executions.
import type { CollectiveKind } from '../../lowering/localProgram'
import { textsFor } from '../assumptions'
import type { Explanation, Term } from './explanation'
import { explain } from './explanation'
import type { Simulated } from './explainTotals'
import { subscript } from './terms'

/** What of a kind: how many are written, how often they run, and bytes and seconds of all executions. */
export type KindField = 'count' | 'executed' | 'bytes' | 'seconds'

interface Group {
  readonly name: string
  /** Written, executed, and executed as the timeline counts. */
  readonly count: number
  readonly executed: number
  readonly timed: number
  readonly bytes: number
  readonly seconds: number
}

const mostGroups = 4
const units = { count: 'count', executed: 'count', bytes: 'bytes', seconds: 'seconds' } as const
const titles: Readonly<Record<KindField, string>> = {
  count: 'in the lowered program',
  executed: 'executed',
  bytes: 'bytes over all executions',
  seconds: 'seconds over all executions',
}

/** `all_reduce`, `executed.all_reduce`, `bytes.all_reduce` or `seconds.all_reduce`. */
export function explainKind(simulated: Simulated, kind: CollectiveKind, field: KindField): Explanation {
  const groups = groupsOf(simulated, kind, field)
  const shown = groups.length > mostGroups + 1 ? groups.slice(0, mostGroups) : groups
  const rest = groups.slice(shown.length).reduce((sum, group) => sum + amountOf(group, field), 0)
  const written = shown.map((group, i) => writeGroup(group, field, subscript(i + 1)))
  if (groups.length > shown.length) {
    const name = `${groups.length - shown.length} more groups`
    const term: Term = { name, symbol: 'rest', value: rest, unit: units[field], source: 'lowered program' }
    written.push({ text: 'rest', terms: [term] })
  }
  return explain({
    figure: field === 'count' ? kind : `${field}.${kind}`,
    title: `${kind} ${titles[field]}`,
    value: simulated.figures.collectives[kind][field],
    unit: units[field],
    formula: written.length === 0 ? '0' : written.map(({ text }) => text).join(' + '),
    terms: written.flatMap(({ terms }) => terms),
    source: 'lowered program; docs/COSTS.md, Collectives',
    assumptions: field === 'count' ? [] : textsFor(simulated.assumptions, 'communicationTime'),
  })
}

const factors: Readonly<Record<KindField, (group: Group) => number>> = {
  count: () => 1,
  executed: () => 1,
  bytes: ({ bytes }) => bytes,
  seconds: ({ seconds }) => seconds,
}

/** How many of a group count for a field. */
const timesOf = (group: Group, field: KindField): number =>
  field === 'count' ? group.count : field === 'seconds' ? group.timed : group.executed

const amountOf = (group: Group, field: KindField): number => timesOf(group, field) * factors[field](group)

function writeGroup(group: Group, field: KindField, mark: string): { text: string; terms: Term[] } {
  const source = 'lowered program'
  const times: Term = { name: group.name, symbol: `n${mark}`, value: timesOf(group, field), unit: 'count', source }
  if (field !== 'bytes' && field !== 'seconds') return { text: times.symbol, terms: [times] }
  const symbol = `${field === 'bytes' ? 'V' : 't'}${mark}`
  const each: Term = { name: `${field} of each`, symbol, value: factors[field](group), unit: units[field], source }
  return { text: `${times.symbol} · ${symbol}`, terms: [times, each] }
}

/** Collectives over the same axes on arrays of the same size, the largest share first. */
function groupsOf({ local, simulation }: Simulated, kind: CollectiveKind, field: KindField): Group[] {
  const groups = new Map<string, Group>()
  local.collectives.forEach((collective, i) => {
    if (collective.kind !== kind) return
    const axes = collective.axes.map((axis) => local.mesh.axes[axis]?.name ?? '?').join(', ')
    const key = `${axes} ${collective.bytes}`
    const known = groups.get(key) ?? { count: 0, executed: 0, timed: 0 }
    groups.set(key, {
      name: `over ${axes}`,
      count: known.count + 1,
      executed: known.executed + collective.executions,
      timed: known.timed + simulation.timeline.executions[local.steps.region[collective.step]!]!,
      bytes: collective.bytes,
      seconds: simulation.collectiveSeconds[i]!,
    })
  })
  return [...groups.values()].sort((a, b) => amountOf(b, field) - amountOf(a, field))
}
