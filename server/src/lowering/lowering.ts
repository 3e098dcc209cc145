// What lowering works on: the state, interned shardings and needs, the growing local program, and the forms of each value.
import { indexed } from '../base/indexed'
import { sharedUint8 } from '../base/sharedArrays'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'
import { bodyOf } from '../sharding/innerRegions'
import type { ShardingState } from '../sharding/state'
import { operationTable } from '../model/operations'
import type { Family } from '../model/operations'
import type { FormTable } from './formTable'
import { createFormTable } from './formTable'
import type { LocalBuilder } from './localBuilder'
import { createLocalBuilder } from './localBuilder'
import type { FindModelCollective } from './modelCollectives'
import { createModelCollectives } from './modelCollectives'
import type { NodeNeeds, NeedsOf } from './needs'
import { createDeclared, createNeeds } from './needs'
import type { PartialSums } from './partialSums'
import { decidePartialSums } from './partialSums'
import type { ReshardStep } from './reshard'
import type { ShardingTable } from './shardings'
import { createShardingTable } from './shardings'

/** Each fusion is a switch of its own. */
export interface LoweringOptions {
  /** Keep partial sums through linear operations until they meet. */
  readonly deferSums: boolean
  /** Combine and split on one axis as reduce_scatter. */
  readonly reduceScatter: boolean
  /** Which values are gathered again at each use instead of once. */
  readonly gatherAgain: 'arguments' | 'all' | 'none'
  /** Take the form before the declared one where that spares a pair of inverse steps. */
  readonly cancelInverse: boolean
}

export const defaultLoweringOptions: LoweringOptions = {
  deferSums: true,
  reduceScatter: true,
  gatherAgain: 'arguments',
  cancelInverse: true,
}

/** Reshards by pair of shardings: as they are for every value, and for values of a type where their sizes count. */
export interface Plans {
  readonly plain: Map<number, readonly ReshardStep[]>
  readonly ofType: (Map<number, readonly ReshardStep[]> | undefined)[]
}

export interface Lowering {
  readonly program: Program
  readonly state: ShardingState
  readonly options: LoweringOptions
  readonly table: ShardingTable
  readonly needsOf: NeedsOf
  readonly declaredOf: (value: number) => number
  readonly modelCollective: FindModelCollective
  readonly sums: PartialSums
  readonly builder: LocalBuilder
  readonly forms: FormTable
  /** 1 for arguments, their views and loop invariants. */
  readonly isView: Uint8Array
  readonly regionParent: number[]
  /** Reused for the operands of each operation. */
  readonly scratch: { items: Int32Array }
  readonly plans: Plans
}

export function createLowering(state: ShardingState, options: LoweringOptions): Lowering {
  const { program } = state
  const table = createShardingTable(state.mesh)
  const needsOf = createNeeds(state, table)
  return {
    program,
    state,
    options,
    table,
    needsOf,
    declaredOf: createDeclared(state, table),
    modelCollective: createModelCollectives(program, state.mesh),
    sums: decidePartialSums(state, needsOf, options.deferSums),
    builder: createLocalBuilder(program, table),
    forms: createFormTable(program.values.count),
    isView: viewsOf(program),
    regionParent: [-1],
    scratch: { items: new Int32Array(64) },
    plans: { plain: new Map(), ofType: [] },
  }
}

const viewFamilies: ReadonlySet<Family> = new Set(['reshape', 'transpose', 'slice', 'dynamicSlice', 'broadcast'])

/** Found once for each program: every lowering of it asks. */
export const viewsOf = indexed(findViews)

/** Arguments, what only rearranges one of them, and what a loop carries unchanged. */
function findViews(program: Program): Uint8Array {
  const isView = sharedUint8(program.values.count)
  for (const value of program.arguments) isView[value] = 1
  const { nodes, module } = program
  const markInvariants = (loop: number): void => {
    const body = bodyOf(program, loop)
    body?.inits.forEach((init, i) => {
      const argument = body.arguments[i]!
      if (isView[init] === 1 && body.yields[i] === argument) isView[argument] = isView[body.results[i]!] = 1
    })
  }
  for (let node = 0; node < nodes.count; node++) {
    if (nodes.role[node] === NodeRole.loop) markInvariants(node)
    if (nodes.role[node] !== NodeRole.operation) continue
    const kind = module.kinds[module.columns.operations.name[nodes.operation[node]!]!] ?? 'unknown'
    const first = nodes.portStart[node]!
    if (nodes.operandCount[node] === 0 || isView[nodes.ports[first]!] === 0) continue
    if (kind !== 'convert' && !viewFamilies.has(operationTable[kind].family)) continue
    isView[nodes.ports[first + nodes.operandCount[node]!]!] = 1
  }
  return isView
}

export type { NodeNeeds }
