// What figures take for granted: loops of unknown length, operations of unknown kind, a device nobody named, and the like.
// Each assumption knows which figures rest on it, so that these carry it wherever they are shown.
import { readCallTarget } from '../model/attributes'
import { indexed } from '../base/indexed'
import { formatBytes, formatCount, formatSeconds } from '../base/format'
import { operationTable } from '../model/operations'
import { textOf } from '../mlir/text'
import type { Mesh } from '../sharding/mesh'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'
import { attributesOf } from '../sharding/reducers'
import { isKnownCall } from './customCallCosts'
import type { Device } from './devices'
import { sourceOf } from './devices'
import type { Figures } from './figures'
import { memoryFit, recomputeShare } from './memoryFit'
import { layOut } from './topology'

/** The single numbers among the figures, in the order in which people are told of them. */
export const totalFigures = [
  'peakMemory',
  'argumentMemory',
  'resultMemory',
  'temporaryMemory',
  'stepTime',
  'computeTime',
  'communicationTime',
  'exposedCommunication',
  'mfu',
  'hfu',
  'flops',
] as const satisfies readonly (keyof Figures)[]

export type TotalFigure = (typeof totalFigures)[number]

/** The totals, and the seconds of one collective or kernel. */
export type RestingFigure = TotalFigure | 'collective' | 'kernel'

export interface Assumption {
  readonly kind: AssumptionKind
  /** A clause: `2 loops of unknown length count one iteration`. */
  readonly text: string
  /** Figures that rest on it. */
  readonly figures: readonly RestingFigure[]
  /** Worth a mark even where there is little room: the figure may be off by any factor. */
  readonly isNotable: boolean
}

const compute = ['stepTime', 'computeTime', 'mfu', 'hfu'] as const
const communication = ['stepTime', 'communicationTime', 'exposedCommunication', 'mfu', 'hfu'] as const
const executed = [...compute, 'communicationTime', 'exposedCommunication', 'flops'] as const
const memory = ['peakMemory', 'temporaryMemory'] as const

interface Entry {
  readonly figures: readonly RestingFigure[]
  readonly isNotable: boolean
}

const entries = {
  tripCount: { figures: executed, isNotable: true },
  unknownOperations: { figures: [...compute, 'flops'], isNotable: true },
  dynamicShapes: { figures: totalFigures, isNotable: true },
  branches: { figures: executed, isNotable: false },
  overMemory: { figures: memory, isNotable: false },
  nearMemory: { figures: memory, isNotable: false },
  defaultDevice: { figures: [...memory, ...executed, 'collective', 'kernel'], isNotable: false },
  efficiency: { figures: [...compute, 'kernel'], isNotable: false },
  overlap: { figures: ['stepTime', 'exposedCommunication', 'mfu', 'hfu'], isNotable: false },
  topology: { figures: [...communication, 'collective'], isNotable: false },
  latency: { figures: [...communication, 'collective'], isNotable: false },
} as const satisfies Record<string, Entry>

export type AssumptionKind = keyof typeof entries

/** Where the figures are from, beside the program. */
export interface Basis {
  readonly mesh: Mesh
  readonly device: Device
  /** Nobody named the device. */
  readonly isDeviceAssumed: boolean
}

const assume = (kind: AssumptionKind, text: string): Assumption => ({ kind, text, ...entries[kind] })

/** Everything that the figures of a program on a device rest on, the gravest first. */
export function findAssumptions(program: Program, figures: Figures, basis: Basis): Assumption[] {
  return [
    ...programAssumptions(program),
    ...memoryAssumptions(figures, basis.device),
    ...deviceAssumptions(figures, basis),
  ]
}

/** Texts of what one figure rests on. */
export const textsFor = (assumptions: readonly Assumption[], figure: RestingFigure): string[] =>
  assumptions.filter(({ figures }) => figures.includes(figure)).map(({ text }) => text)

/** Whether a figure rests on something that may change it by any factor. */
export const isDoubtful = (assumptions: readonly Assumption[], figure: TotalFigure): boolean =>
  assumptions.some(({ figures, isNotable }) => isNotable && figures.includes(figure))

/** What the program alone brings along: found once. */
export const programAssumptions = indexed((program: Program): readonly Assumption[] => {
  const trips = findTripCountAssumption(program)
  return [
    ...(trips === undefined ? [] : [trips]),
    ...unknownOperations(program),
    ...dynamicShapes(program),
    ...branches(program),
  ]
})

const plural = (count: number, one: string, many: string): string =>
  count === 1 ? `1 ${one}` : `${formatCount(count)} ${many}`

/** What the loops of unknown length are taken to run; undefined when there is none. */
export function findTripCountAssumption({ regions, assumedTrips }: Program): Assumption | undefined {
  const count = regions.filter(({ kind, isTripCountAssumed }) => kind === 'body' && isTripCountAssumed).length
  if (count === 0) return undefined
  const loops = plural(count, 'loop of unknown length counts', 'loops of unknown length count')
  const trips = assumedTrips === 1 ? 'one iteration' : `${formatCount(assumedTrips)} iterations`
  return assume('tripCount', `${loops} ${trips} (setting \`shardlens.tripCount\`)`)
}

/** Custom calls that compute nothing. */
const movesNothing = /^(Sharding|SPMD\w+|annotate_device_placement|LayoutConstraint)$/

function unknownOperations(program: Program): Assumption[] {
  const { nodes, module } = program
  const { columns, kinds } = module
  const { name } = columns.operations
  const names = new Set<string>()
  let count = 0
  for (let node = 0; node < nodes.count; node++) {
    if (nodes.role[node] !== NodeRole.operation) continue
    const operation = nodes.operation[node]!
    const { family } = operationTable[kinds[name[operation]!] ?? 'unknown']
    if (family !== 'unknown' && family !== 'customCall') continue
    const text = textOf(columns, columns.names, name[operation]!)
    const attributes = family === 'unknown' ? '' : attributesOf(module, operation)
    const target = family === 'unknown' ? text : readCallTarget(attributes)
    if (movesNothing.test(target) || isKnownCall(target, attributes)) continue
    count++
    names.add(target)
  }
  if (count === 0) return []
  const shown = [...names].slice(0, 3).join(', ') + (names.size > 3 ? ', …' : '')
  return [
    assume(
      'unknownOperations',
      `${plural(count, 'operation', 'operations')} of unknown cost (${shown}) count their memory traffic alone`,
    ),
  ]
}

function dynamicShapes({ values, module }: Program): Assumption[] {
  let count = 0
  for (let value = 0; value < values.count; value++) if (module.types[values.type[value]!]?.isDynamic === true) count++
  return count === 0
    ? []
    : [assume('dynamicShapes', `${plural(count, 'value', 'values')} of unknown size are not counted`)]
}

function branches({ regions }: Program): Assumption[] {
  const nodes = new Set(regions.filter(({ kind }) => kind === 'branch').map(({ node }) => node))
  return nodes.size === 0
    ? []
    : [
        assume(
          'branches',
          `of ${plural(nodes.size, 'conditional', 'conditionals')} the branch with the most work counts`,
        ),
      ]
}

function memoryAssumptions({ peakMemory }: Figures, device: Device): Assumption[] {
  const limit = `${formatBytes(device.memory)} of ${device.name}`
  switch (memoryFit(peakMemory, device)) {
    case 'over':
      return [assume('overMemory', `above the ${limit} XLA would recompute or fail; this is the need`)]
    case 'near':
      return [assume('nearMemory', `above ${recomputeShare} of the ${limit} XLA may recompute values and need less`)]
    case 'fits':
      return []
  }
}

function deviceAssumptions({ communicationTime }: Figures, { mesh, device, isDeviceAssumed }: Basis): Assumption[] {
  const found: Assumption[] = []
  if (isDeviceAssumed) found.push(assume('defaultDevice', `no device is named: ${device.name} is taken`))
  const { matrixEfficiency, vectorEfficiency, memoryEfficiency, efficiency } = device
  const shares = [matrixEfficiency, vectorEfficiency, memoryEfficiency, ...Object.values(efficiency)]
  if (shares.every((share) => share === 1))
    found.push(assume('efficiency', 'rates are reached in full (efficiency 1): a lower bound'))
  if (communicationTime === 0) return found
  const overlap = device.overlap
    ? 'communication hides behind all compute that does not need it'
    : 'communication does not overlap compute: an upper bound'
  found.push(assume('overlap', overlap))
  if (layOut(mesh, device).isAssumed) {
    found.push(assume('topology', 'the shape of the torus is not given: it is taken from the mesh'))
  }
  const isGuessed = /assum/i.test(sourceOf(device, 'launchLatency'))
  if (device.launchLatency > 0 && isGuessed) {
    const start = formatSeconds(device.launchLatency)
    found.push(assume('latency', `the ${start} to start a collective are assumed, below what is seen in practice`))
  }
  return found
}
