// The device-local program: the model's nodes in local types with explicit collectives, as steps in execution order.
import type { Mesh } from '../sharding/mesh'
import type { Program } from '../sharding/program'
import type { Combiner } from '../sharding/rules/rule'
import type { TensorType } from '../model/tensorTypes'
import type { Bytes } from '../base/units'
import type { DimAxes } from './shardings'

export const collectiveKinds = [
  'all_gather',
  'all_reduce',
  'reduce_scatter',
  'all_to_all',
  'collective_permute',
  'all_slice',
] as const
export type CollectiveKind = (typeof collectiveKinds)[number]

export const StepKind = {
  /** A node of the program, in local types. Loops and branches too: their regions follow directly. */
  operation: 0,
  /** One collective; see `collective`. */
  collective: 1,
  /** The identity on all but the first device along some axes: the whole side of a sum of partial results. */
  mask: 2,
} as const

export interface LocalProgram {
  readonly program: Program
  readonly mesh: Mesh
  readonly types: readonly TensorType[]
  readonly values: {
    readonly count: number
    /** Index in `types`. */
    readonly type: Int32Array
    /** Value of `program` that it holds. */
    readonly source: Int32Array
    /** How that value is split here: index in `shardings`. */
    readonly sharding: Int32Array
    /** Step that makes it; -1 for arguments and block arguments. */
    readonly step: Int32Array
  }
  readonly steps: {
    readonly count: number
    readonly kind: Uint8Array
    /** Node of `program`; for a collective or mask the node it is inserted for. */
    readonly node: Int32Array
    readonly operandStart: Int32Array
    readonly operands: Int32Array
    /** Results are the values resultStart .. resultStart + resultCount. */
    readonly resultStart: Int32Array
    readonly resultCount: Int32Array
    /** Index in `regions`. */
    readonly region: Int32Array
    /** Index in `collectives`, for a mask in `masks`; else -1. */
    readonly collective: Int32Array
    /** First step after it and its regions; i + 1 for all but loops and branches. */
    readonly end: Int32Array
  }
  readonly shardings: readonly DimAxes[]
  /** Region 0 is the function's body. */
  readonly regions: readonly LocalRegion[]
  readonly collectives: readonly Collective[]
  readonly masks: readonly Mask[]
  readonly arguments: Int32Array
  readonly results: Int32Array
  /** For each result and dim its axes, major to minor. */
  readonly resultShardings: readonly (readonly (readonly number[])[])[]
  /** For each result the argument whose buffer it takes, or -1. */
  readonly aliases: Int32Array
}

export interface LocalRegion {
  /** Step of the loop or branch, -1 for the function's body. */
  readonly step: number
  readonly kind: 'function' | 'condition' | 'body' | 'branch'
  readonly firstStep: number
  readonly endStep: number
  /** Local values of block arguments, and what is yielded. */
  readonly arguments: Int32Array
  readonly yields: Int32Array
  /** How often it runs in one execution of the program (trip counts multiplied, assumed ones too). */
  readonly executions: number
  /** 1 / number of branches for branches is NOT applied: each branch counts in full. */
  readonly hasUnknownTripCount: boolean
}

/** One collective of the local program, and why it is there. */
export interface Collective {
  readonly kind: CollectiveKind
  /** Indices in `mesh.axes`, major to minor. */
  readonly axes: readonly number[]
  /** Product of their sizes. */
  readonly groupSize: number
  readonly combiner: Combiner | undefined
  /** Operand and result dims it acts on: gathered dim, scattered dim, all_to_all [split, concat]. */
  readonly dims: readonly number[]
  readonly operandType: TensorType
  readonly resultType: TensorType
  /** Bytes of the full local array: what is gathered or reduced (the larger of operand and result). */
  readonly bytes: Bytes
  readonly step: number
  readonly executions: number
  /** Value of `program` that is resharded or combined, and the node at which it happens. */
  readonly value: number
  readonly node: number
  /** Index of the tactic in the schedule that brought it about, or -1. */
  readonly tactic: number
  readonly cause: CollectiveCause
}

/** What a mask leaves: its operand on the first device along the axes, the combiner's identity on the others. */
export interface Mask {
  /** Indices in `mesh.axes`. */
  readonly axes: readonly number[]
  readonly combiner: Combiner
}

/** Why a collective is there; texts are made from it, so that hover, JSON and docs say the same. */
export type CollectiveCause =
  | { readonly kind: 'partialSum' }
  | { readonly kind: 'use'; readonly operand: number }
  | { readonly kind: 'declared' }
  | { readonly kind: 'output' }
  | { readonly kind: 'loopCarried' }
  /** The model holds it itself. */
  | { readonly kind: 'model' }
