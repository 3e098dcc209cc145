// Tables that are made of a program once and are sent between threads: what the analysis has made, the editor's side need not.
import type { Assumption } from '../cost/assumptions'
import { programAssumptions } from '../cost/assumptions'
import { phaseOf } from '../sharding/phases'
import type { Pointwise } from '../sharding/pointwise'
import { pointwiseOf } from '../sharding/pointwise'
import type { Program } from '../sharding/program'
import { roleOf } from '../sharding/roles'
import type { ScopeTable } from '../sharding/scopes'
import { getScopeTable } from '../sharding/scopes'
import { stacksOf } from '../sharding/stackedDims'
import type { Strategy, StrategyAction } from './strategies'
import { tilingStrategies } from './strategies'
import { gradientPins } from './zeroStages'

/** Those that are made already; large arrays are shared. */
export interface ProgramTables {
  readonly scopes: ScopeTable | undefined
  readonly phases: Uint8Array | undefined
  readonly roles: Uint8Array | undefined
  readonly pointwise: Pointwise | undefined
  readonly stacks: ReadonlySet<string> | undefined
  readonly assumptions: readonly Assumption[] | undefined
  readonly strategies: readonly Strategy[] | undefined
  readonly pins: readonly StrategyAction[] | undefined
}

export const tablesOf = (program: Program): ProgramTables => ({
  scopes: getScopeTable.known(program),
  phases: phaseOf.known(program),
  roles: roleOf.known(program),
  pointwise: pointwiseOf.known(program),
  stacks: stacksOf.known(program),
  assumptions: programAssumptions.known(program),
  strategies: tilingStrategies.known(program),
  pins: gradientPins.known(program),
})

/** Makes the tables that no analysis needs, but writing does. */
export function makeWritingTables(program: Program): void {
  tilingStrategies(program)
  gradientPins(program)
  stacksOf(program)
}

/** Takes over tables of the same program. */
export function keepTables(program: Program, tables: ProgramTables): void {
  const { scopes, phases, roles, pointwise, stacks, assumptions, strategies, pins } = tables
  if (scopes !== undefined) getScopeTable.keep(program, scopes)
  if (phases !== undefined) phaseOf.keep(program, phases)
  if (roles !== undefined) roleOf.keep(program, roles)
  if (pointwise !== undefined) pointwiseOf.keep(program, pointwise)
  if (stacks !== undefined) stacksOf.keep(program, stacks)
  if (assumptions !== undefined) programAssumptions.keep(program, assumptions)
  if (strategies !== undefined) tilingStrategies.keep(program, strategies)
  if (pins !== undefined) gradientPins.keep(program, pins)
}
