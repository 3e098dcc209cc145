// A rule while it is made: factors are added with the dims that hold them; what is left over needs its full extent.
import type { TensorType } from '../../model/tensorTypes'
import type { Combiner, Factor, FactorKind, OperationRule } from './rule'

/** One dim of one port (operands first, then results). */
export type PortDim = readonly [port: number, dim: number]

export interface RuleDraft {
  readonly types: readonly TensorType[]
  readonly operandCount: number
  readonly factors: Factor[]
  readonly ports: number[][][]
  readonly isQuantized: boolean
}

const unknownSize = 'its size is unknown'

/** A draft without factors. */
export function startRule(operands: readonly TensorType[], results: readonly TensorType[]): RuleDraft {
  const types = [...operands, ...results]
  return {
    types,
    operandCount: operands.length,
    factors: [],
    ports: types.map((type) => type.dims.map(() => [])),
    isQuantized: types.some(({ quantization }) => quantization !== undefined),
  }
}

/**
 * Adds a factor of the given size to the end of each dim's list (so major factors first); size 1 adds nothing. Where a size is
 * unknown, or parts of quantized numbers would not mean the same, each dim is whole.
 */
export function addFactor(
  draft: RuleDraft,
  size: number,
  dims: readonly PortDim[],
  kind: FactorKind | Combiner = 'parallel',
): void {
  if (size === 1) return
  if (dims.some((place) => sizeOf(draft, place) < 0)) {
    for (const place of dims) addWhole(draft, sizeOf(draft, place), [place], unknownSize)
    return
  }
  const reason = kind === 'whole' ? 'parts of it cannot be combined' : findQuantized(draft, dims, kind)
  if (reason !== undefined) return addWhole(draft, size, dims, reason)
  const factor: Factor =
    kind === 'parallel' || kind === 'reduction' || kind === 'whole'
      ? { kind, size }
      : { kind: 'reduction', size, combiner: kind }
  pushFactor(draft, factor, dims)
}

/** Why quantized numbers keep these dims whole, or undefined. */
function findQuantized(draft: RuleDraft, dims: readonly PortDim[], kind: FactorKind | Combiner): string | undefined {
  if (!draft.isQuantized) return undefined
  // A partial sum would be rounded once more.
  if (kind !== 'parallel') return 'it sums quantized numbers'
  const hasScales = dims.some(([port, dim]) => draft.types[port]?.quantization?.dim === dim)
  return hasScales ? 'each of its indices is quantized by a scale of its own' : undefined
}

/** Adds a factor that needs its full extent on each device. */
export function addWhole(draft: RuleDraft, size: number, dims: readonly PortDim[], reason: string): void {
  if (size !== 1) pushFactor(draft, { kind: 'whole', size, reason }, dims)
}

function pushFactor(draft: RuleDraft, factor: Factor, dims: readonly PortDim[]): void {
  const id = draft.factors.length
  draft.factors.push(factor)
  for (const [port, dim] of dims) draft.ports[port]?.[dim]?.push(id)
}

/** The same dim of several ports. */
export const atDim = (ports: readonly number[], dim: number): PortDim[] => ports.map((port) => [port, dim] as const)

/** Each dim on its own whole, at its full size. */
export function addEachWhole(draft: RuleDraft, dims: readonly PortDim[], reason: string): void {
  for (const place of dims) addWhole(draft, sizeOf(draft, place), [place], reason)
}

/** Size of a dim of the draft's types. */
export const sizeOf = (draft: RuleDraft, [port, dim]: PortDim): number => draft.types[port]?.dims[dim] ?? 1

/**
 * Gives every dim that has no factor yet a whole one. Where factors do not make up the sizes of their dims the shapes do not
 * fit together (the text is wrong): then every dim is whole.
 */
export function finishRule(draft: RuleDraft, id: number, reason: string): OperationRule {
  fillWhole(draft, reason)
  if (!makesUpSizes(draft)) {
    draft.factors.length = 0
    for (const port of draft.ports) for (const dim of port) dim.length = 0
    fillWhole(draft, 'the shapes do not fit together')
  }
  return { id, factors: draft.factors, ports: draft.ports, operandCount: draft.operandCount }
}

function fillWhole(draft: RuleDraft, reason: string): void {
  draft.types.forEach((type, port) => {
    type.dims.forEach((size, dim) => {
      if (draft.ports[port]?.[dim]?.length === 0) addWhole(draft, size, [[port, dim]], size < 0 ? unknownSize : reason)
    })
  })
}

const makesUpSizes = ({ types, ports, factors }: RuleDraft): boolean =>
  types.every((type, port) =>
    type.dims.every((size, dim) => {
      const made = ports[port]?.[dim] ?? []
      return made.reduce((product, factor) => product * (factors[factor]?.size ?? 1), 1) === size
    }),
  )
