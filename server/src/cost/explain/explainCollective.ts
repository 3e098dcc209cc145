// One collective -> how its seconds come about: latency or transfer, over each level of the links that it uses.
// The formulas are those of collectiveCosts.ts written out; a test evaluates them against it.
import type { Collective, CollectiveKind } from '../../lowering/localProgram'
import { textsFor } from '../assumptions'
import type { CollectiveLevel, CollectivePlan } from '../collectiveCosts'
import { planCollective } from '../collectiveCosts'
import type { Device } from '../devices'
import { sourceOf } from '../devices'
import { layOut } from '../topology'
import type { Explanation, Term } from './explanation'
import { explain } from './explanation'
import type { Simulated } from './explainTotals'
import { subscript } from './terms'

const book = '"How to Scale Your Model" (jax-ml scaling-book), chapters Sharding and GPUs'

/** Seconds of one execution of collective `index`. */
export function explainCollective(simulated: Simulated, index: number): Explanation {
  const { local, simulation, assumptions, basis } = simulated
  const collective = local.collectives[index]!
  const plan = planCollective(collective.kind, collective.bytes, collective.axes, layOut(local.mesh, basis.device))
  const axes = collective.axes.map((axis) => local.mesh.axes[axis]?.name ?? '?').join(', ')
  return explain({
    figure: 'collective',
    title: `${collective.kind} over ${axes}`,
    value: simulation.collectiveSeconds[index]!,
    unit: 'seconds',
    source: book,
    assumptions: textsFor(assumptions, 'collective'),
    ...writePlan(plan, collective, basis.device),
  })
}

/** The formula of a plan, its numbers, and which of its parts decides. */
export function writePlan(
  plan: CollectivePlan,
  collective: Pick<Collective, 'kind' | 'bytes'>,
  device: Device,
): Pick<Explanation, 'formula' | 'terms'> & { readonly regime: string } {
  if (plan.levels.length === 0) return { formula: '0', terms: [], regime: 'nothing moves' }
  const transfers = plan.levels.map((level) => twice(level, transferOf[plan.formula](level, plan)))
  const latency = [
    ...(plan.launch > 0 ? ['launch'] : []),
    ...plan.levels.map((level) => twice(level, latencyOf(level))),
  ]
  return {
    formula: `max(${latency.join(' + ')}, ${transfers.join(', ')})`,
    terms: termsOf(plan, collective, device),
    regime: regimeOf(plan),
  }
}

const twice = ({ rounds }: CollectiveLevel, text: string): string => (rounds === 1 ? text : `${rounds} · ${text}`)

const latencyOf = ({ kind, hops }: CollectiveLevel): string =>
  kind === 'network' ? 'network_latency' : hops === 1 ? 'hop' : 'hops · hop'

const levelNames: Readonly<Record<CollectiveLevel['kind'], string>> = {
  ring: 'a closed ring',
  line: 'an open line',
  switch: 'the switch of a node',
  full: 'the wires of a node',
  network: 'the network',
}

/** Which part is the longest. */
function regimeOf({ launch, levels }: CollectivePlan): string {
  const latency = levels.reduce((sum, level) => sum + level.rounds * level.latency, launch)
  const transfer = ({ rounds, moved, bandwidth }: CollectiveLevel): number => (rounds * moved) / bandwidth
  const longest = levels.reduce((a, b) => (transfer(b) > transfer(a) ? b : a))
  return latency >= transfer(longest) ? 'bound by latency' : `bound by the bandwidth of ${levelNames[longest.kind]}`
}

type WriteLevel = (level: CollectiveLevel, plan: CollectivePlan) => string

const isNetworkToo = ({ levels }: CollectivePlan): boolean => levels.some(({ kind }) => kind === 'network')
const isLinksToo = ({ levels }: CollectivePlan): boolean => levels.some(({ kind }) => kind !== 'network')

const transferOf: Readonly<Record<CollectivePlan['formula'], WriteLevel>> = {
  gather: (level, plan) => {
    switch (level.kind) {
      case 'network':
        return isLinksToo(plan) ? 'V · (m − 1) / (n · m · network)' : 'V · (m − 1) / (m · network)'
      case 'switch':
        return 'V · (n − 1) / (n · link)'
      case 'full':
        return 'V / (n · link)'
      default:
        return gatherOnTorus(level)
    }
  },
  exchange: (level, plan) => {
    const within = isNetworkToo(plan) ? 'V / m' : 'V'
    switch (level.kind) {
      case 'network':
        return 'V · (m − 1) / (m · network)'
      case 'switch':
        return `${within} · (n − 1) / (n · link)`
      case 'full':
        return `${within} / (n · link)`
      default:
        return exchangeOnTorus(level, within)
    }
  },
  permute: ({ kind, hops }) => (kind === 'network' ? 'V / network' : hops > 1 ? 'hops · V / link' : 'V / link'),
  none: () => '0',
}

/** Symbol of a torus dim's size: `n` where there is one. */
const sizeSymbol = ({ parts }: CollectiveLevel, i: number): string =>
  parts.length === 1 ? 'n' : `n${subscript(i + 1)}`
const waysSymbol = ({ parts }: CollectiveLevel, i: number): string =>
  parts.length === 1 ? 'ways' : `ways${subscript(i + 1)}`

function gatherOnTorus(level: CollectiveLevel): string {
  const [first] = level.parts
  if (level.parts.length === 1 && first?.isRing === false) {
    return first.ways === 1 ? 'V · (n − 1) / (n · link)' : 'ways · V · (n − 1) / (n · link)'
  }
  const bandwidths = level.parts.map(({ isRing, ways }, i) => {
    const n = sizeSymbol(level, i)
    const own = isRing ? '2 · link' : `link · ${n} / (${n} − 1)`
    return ways === 1 ? own : `${own} / ${waysSymbol(level, i)}`
  })
  return `V / (${bandwidths.join(' + ')})`
}

function exchangeOnTorus(level: CollectiveLevel, within: string): string {
  const loads = level.parts.map(({ isRing, ways }, i) => {
    const n = sizeSymbol(level, i)
    const own = isRing ? `${n} / 8` : `floor(${n} / 2) · ceil(${n} / 2) / ${n}`
    return ways === 1 ? own : `${waysSymbol(level, i)} · ${own}`
  })
  const load = loads.length === 1 ? loads.join('') : `max(${loads.join(', ')})`
  return `${within} · ${load} / link`
}

const arrays: Readonly<Record<CollectiveKind, string>> = {
  all_gather: 'bytes of the gathered array',
  reduce_scatter: 'bytes of the array before it is scattered',
  all_reduce: 'bytes of the array that is reduced',
  all_to_all: 'bytes of the local array',
  collective_permute: 'bytes of the local array',
  all_slice: 'bytes of the local array',
}

/** The numbers of all levels, in the order in which a reader needs them. */
function termsOf(plan: CollectivePlan, { kind, bytes }: Pick<Collective, 'kind' | 'bytes'>, device: Device): Term[] {
  const terms: Term[] = [{ name: arrays[kind], symbol: 'V', value: bytes, unit: 'bytes', source: 'local types' }]
  for (const level of plan.levels) {
    if (level.kind === 'network') terms.push(...networkTerms(level, plan, device))
    else terms.push(...linkTerms(level, plan, device))
  }
  if (plan.launch > 0) {
    const source = sourceOf(device, 'launchLatency')
    terms.push({ name: 'start of a collective', symbol: 'launch', value: plan.launch, unit: 'seconds', source })
  }
  return terms
}

const count = (name: string, symbol: string, value: number): Term => ({
  name,
  symbol,
  value,
  unit: 'count',
  source: 'mesh and topology',
})

const efficiencyText = (device: Device): string =>
  device.linkEfficiency === 1 ? '' : `, of which ${device.linkEfficiency * 100} % are reached`

function networkTerms({ size, latency }: CollectiveLevel, { formula }: CollectivePlan, device: Device): Term[] {
  const source = sourceOf(device, 'network')
  const network = device.network * device.linkEfficiency
  const start = sourceOf(device, 'networkLatency')
  return [
    ...(formula === 'permute' ? [] : [count('pods or nodes of the group', 'm', size)]),
    {
      name: `network, a device${efficiencyText(device)}`,
      symbol: 'network',
      value: network,
      unit: 'bandwidth',
      source,
    },
    {
      name: 'start of a transfer over the network',
      symbol: 'network_latency',
      value: latency,
      unit: 'seconds',
      source: start,
    },
  ]
}

function linkTerms(level: CollectiveLevel, plan: CollectivePlan, device: Device): Term[] {
  const { parts, kind, size, hops } = level
  const { hopLatency, linkEfficiency } = device
  const terms: Term[] = []
  if (plan.formula !== 'permute') {
    const isWritten = parts.length !== 1 && (parts.length === 0 || (plan.formula === 'gather' && isNetworkToo(plan)))
    if (isWritten)
      terms.push(
        count(
          parts.length === 0 ? 'devices of the group inside a node' : 'devices of the group inside a pod',
          'n',
          size,
        ),
      )
    parts.forEach(({ size: own, isRing, ways }, i) => {
      const needsSize = !isRing || plan.formula === 'exchange' || (parts.length === 1 && isNetworkToo(plan))
      if (needsSize)
        terms.push(count(isRing ? 'devices of the ring' : 'devices of the line', sizeSymbol(level, i), own))
      if (ways > 1) terms.push(count('groups that share its links', waysSymbol(level, i), ways))
    })
  }
  const link = kind === 'switch' ? 'out of one device' : 'one link, one way'
  const value = device.link * linkEfficiency
  terms.push({
    name: link + efficiencyText(device),
    symbol: 'link',
    value,
    unit: 'bandwidth',
    source: sourceOf(device, 'link'),
  })
  if (hops !== 1) terms.push(count('hops', 'hops', hops))
  terms.push({
    name: 'one hop',
    symbol: 'hop',
    value: hopLatency,
    unit: 'seconds',
    source: sourceOf(device, 'hopLatency'),
  })
  return terms
}
