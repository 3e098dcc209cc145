// The program that is partitioned: the analysed function with every call expanded at its call site, as columns.
import type { Module } from '../model/module'
import type { ManualRegions } from './manualRegions'
import type { OperationRule } from './rules/rule'

/** What a node stands for. */
export const NodeRole = {
  /** An operation of the model. */
  operation: 0,
  /** A while; its cond and body follow as regions. */
  loop: 1,
  /** A case or if; its branches follow as regions. */
  branch: 2,
  /** Ties what a region passes: initial value, yielded values | block arguments, result. Not an operation of its own. */
  tie: 3,
  /** One result of the analysed function: operand is what is returned, result is the output. Not an operation of its own. */
  output: 4,
} as const

export interface Program {
  readonly module: Module
  readonly rules: readonly OperationRule[]
  readonly nodes: {
    readonly count: number
    readonly role: Uint8Array
    /** Operation in `module.columns.operations`; for ties the while, case or if; for outputs the return. */
    readonly operation: Int32Array
    /** Index in `rules`. Loops and branches have the empty rule. */
    readonly rule: Int32Array
    /** Ports are operands, then results: values of node n at portStart[n] .. portStart[n + 1] of `ports`. */
    readonly portStart: Int32Array
    readonly ports: Int32Array
    readonly operandCount: Int32Array
    /** Region that holds the node; 0 is the function's body. */
    readonly region: Int32Array
    /** Index in `callSites` of the innermost expanded call, or -1. */
    readonly callSite: Int32Array
  }
  readonly values: {
    readonly count: number
    /** Id in `module.types`. */
    readonly type: Int32Array
    /** Value id in `module.columns.values`; the same for each expansion. Outputs: the value returned. */
    readonly source: Int32Array
    /** Node that defines it; -1 for arguments and block arguments. */
    readonly node: Int32Array
    /** Region in which it is defined. */
    readonly region: Int32Array
    /** 1 when each use has a copy of its own (constants, iota, and broadcast, reshape, convert of a scalar constant). */
    readonly isFree: Uint8Array
    /** Uses: nodes and operand numbers, useStart[v] .. useStart[v + 1]; ties and outputs count as uses. */
    readonly useStart: Int32Array
    readonly useNode: Int32Array
    readonly usePort: Int32Array
    /** Nodes that hold the value as operand or result, touchStart[v] .. touchStart[v + 1]; once for each port. */
    readonly touchStart: Int32Array
    readonly touchNode: Int32Array
  }
  readonly regions: readonly ProgramRegion[]
  readonly callSites: readonly CallSite[]
  readonly manual: ManualRegions
  /** What a loop of unknown length is taken to run. */
  readonly assumedTrips: number
  /** Values of the analysed function's arguments, in order. */
  readonly arguments: Int32Array
  /** Output nodes, one for each result of the function, in order. */
  readonly outputs: Int32Array
}

export interface ProgramRegion {
  readonly id: number
  /** Loop or branch node; -1 for the function's body. */
  readonly node: number
  readonly kind: 'function' | 'condition' | 'body' | 'branch'
  /** Nodes firstNode .. endNode, those of inner regions included. */
  readonly firstNode: number
  readonly endNode: number
  readonly arguments: Int32Array
  readonly yields: Int32Array
  /** Initial values of a loop (for cond and body alike). */
  readonly inits: Int32Array
  /** Results of the loop or branch node. */
  readonly results: Int32Array
  /** Tie of carried value (or branch result) k is node firstTie + k; -1 for the function's body. */
  readonly firstTie: number
  readonly tieCount: number
  /** Iterations of one execution of the node: 1 outside loops. */
  readonly tripCount: number
  /** The trip count is not a constant of the model; what stands there is what the user takes it to be. */
  readonly isTripCountAssumed: boolean
}

/** One expanded call. */
export interface CallSite {
  readonly operation: number
  /** Enclosing call site, or -1. */
  readonly parent: number
}
