// Tables that are made of a program once and are sent between threads: what the analysis has made, the editor's side need not.
import type { Assumption } from '../cost/assumptions'
import { programAssumptions } from '../cost/assumptions'
import { viewsOf } from '../lowering/lowering'
import type { Gradient } from '../sharding/gradients'
import { gradientsOf } from '../sharding/gradients'
import { phaseOf } from '../sharding/phases'
import type { Pointwise } from '../sharding/pointwise'
import { pointwiseOf } from '../sharding/pointwise'
import type { Program } from '../sharding/program'
import { roleOf } from '../sharding/roles'
import type { ScopeTable } from '../sharding/scopes'
import { getScopeTable } from '../sharding/scopes'
import type { SourceFrames } from '../sharding/sourceFrames'
import { getSourceFrames, prepareSourceFrames } from '../sharding/sourceFrames'
import { stacksOf } from '../sharding/stackedDims'
import type { ProgramIndex } from './modelIndex'
import { indexProgram } from './modelIndex'
import type { Strategy } from './strategies'
import { tilingStrategies } from './strategies'

/** Those that are made already; large arrays are shared. */
export interface ProgramTables {
  readonly scopes: ScopeTable | undefined
  readonly phases: Uint8Array | undefined
  readonly roles: Uint8Array | undefined
  readonly pointwise: Pointwise | undefined
  readonly stacks: ReadonlySet<string> | undefined
  readonly assumptions: readonly Assumption[] | undefined
  readonly strategies: readonly Strategy[] | undefined
  readonly gradients: readonly Gradient[] | undefined
  readonly views: Uint8Array | undefined
  readonly frames: SourceFrames | undefined
  readonly index: ProgramIndex | undefined
}

export const tablesOf = (program: Program): ProgramTables => ({
  scopes: getScopeTable.known(program),
  phases: phaseOf.known(program),
  roles: roleOf.known(program),
  pointwise: pointwiseOf.known(program),
  stacks: stacksOf.known(program),
  assumptions: programAssumptions.known(program),
  strategies: tilingStrategies.known(program),
  gradients: gradientsOf.known(program),
  views: viewsOf.known(program),
  frames: getSourceFrames.known(program),
  index: indexProgram.known(program),
})

/** Makes the tables that no analysis needs, but writing, hovers and lines of source files do: piece by piece, for a thread that may be wanted. */
export function* makeFurtherTables(program: Program): Generator<undefined, void> {
  for (const make of [indexProgram, tilingStrategies, gradientsOf, stacksOf]) {
    make(program)
    yield
  }
  yield* prepareSourceFrames(program)
}

/** Takes over tables of the same program. */
export function keepTables(program: Program, tables: ProgramTables): void {
  const { scopes, phases, roles, pointwise, stacks, assumptions, strategies, gradients } = tables
  const { views, frames, index } = tables
  if (scopes !== undefined) getScopeTable.keep(program, scopes)
  if (phases !== undefined) phaseOf.keep(program, phases)
  if (roles !== undefined) roleOf.keep(program, roles)
  if (pointwise !== undefined) pointwiseOf.keep(program, pointwise)
  if (stacks !== undefined) stacksOf.keep(program, stacks)
  if (assumptions !== undefined) programAssumptions.keep(program, assumptions)
  if (strategies !== undefined) tilingStrategies.keep(program, strategies)
  if (gradients !== undefined) gradientsOf.keep(program, gradients)
  if (views !== undefined) viewsOf.keep(program, views)
  if (index !== undefined) indexProgram.keep(program, index)
  if (frames !== undefined) getSourceFrames.keep(program, frames)
}
