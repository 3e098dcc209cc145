// What memory is for: a kind for each argument, output and temporary. Source: docs/COSTS.md, Kinds of memory.
import type { CollectiveKind, LocalProgram } from '../lowering/localProgram'
import { StepKind } from '../lowering/localProgram'
import { Phase, phaseOf } from '../sharding/phases'
import { ArgumentRole, roleOf } from '../sharding/roles'
import type { StepTraits } from './stepTraits'

export const memoryKinds = [
  'parameter',
  'optimizer state',
  'other state',
  'input',
  'output',
  'gradient',
  'activation',
  'constant',
  'collective buffer',
  'temporary',
] as const
export type MemoryKind = (typeof memoryKinds)[number]

const index = (kind: MemoryKind): number => memoryKinds.indexOf(kind)

const kindOfRole: Readonly<Record<number, number>> = {
  [ArgumentRole.input]: index('input'),
  [ArgumentRole.parameter]: index('parameter'),
  [ArgumentRole.state]: index('optimizer state'),
  [ArgumentRole.other]: index('other state'),
}

export const outputKind = index('output')

/** Index in `memoryKinds` of argument i, by its role. */
export const kindOfArgument = (local: LocalProgram, i: number): number =>
  kindOfRole[roleOf(local.program)[i] ?? ArgumentRole.input]!

const constant = index('constant')
const collectiveBuffer = index('collective buffer')
const gradient = index('gradient')
const activation = index('activation')
const temporary = index('temporary')

/** Kinds of collectives that move data as it is. What reduces makes a value of its own. */
const moves: Readonly<Record<CollectiveKind, boolean>> = {
  all_gather: true,
  all_to_all: true,
  collective_permute: true,
  all_slice: true,
  all_reduce: false,
  reduce_scatter: false,
}

/** Kinds of temporaries, by the step that makes one and the last step that reads it. */
export interface KindReader {
  readonly local: LocalProgram
  readonly traits: StepTraits
  readonly phases: Uint8Array
  /** Whether there is a backward pass. */
  readonly trains: boolean
}

export function createKindReader(local: LocalProgram, traits: StepTraits): KindReader {
  const phases = phaseOf(local.program)
  return { local, traits, phases, trains: phases.includes(Phase.backward) }
}

/**
 * Index in `memoryKinds` of what `maker` makes and `reader` is the last to read. The first that holds:
 * constant; collective buffer when a gather, exchange or permutation makes it; gradient when made in the backward pass and
 * read last in the update; activation when made in the forward pass and read last in the backward pass, or made at all in a
 * program that trains nothing; collective buffer when a reduction makes it, or when a collective alone reads it; temporary.
 */
export function kindOfTemporary(reader: KindReader, maker: number, lastReader: number): number {
  const { local, traits, phases, trains } = reader
  const { steps, collectives } = local
  if (traits.family[maker] === 'constant') return constant
  const isCollective = traits.isCollective[maker] === 1
  const own = steps.kind[maker] === StepKind.collective ? collectives[steps.collective[maker]!] : undefined
  if (isCollective && (own === undefined || moves[own.kind])) return collectiveBuffer
  const [made, read] = [phases[steps.node[maker]!] ?? Phase.none, phases[steps.node[lastReader]!] ?? Phase.none]
  if (made === Phase.backward && read === Phase.update) return gradient
  if (made === Phase.forward && (read === Phase.backward || !trains)) return activation
  return isCollective || traits.isCollective[lastReader] === 1 ? collectiveBuffer : temporary
}
