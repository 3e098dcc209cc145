// The operation of the model that a step of the local program counts for.
import type { LocalProgram } from '../lowering/localProgram'
import { StepKind } from '../lowering/localProgram'
import { NodeRole } from '../sharding/program'

/**
 * Node of `program`. A collective counts for the operation it is inserted for; at an output or where a loop passes values
 * on, which are no operations, for the one that makes its value, if any does.
 */
export function nodeOfStep({ program, steps, collectives }: LocalProgram, step: number): number {
  const node = steps.node[step]!
  if (steps.kind[step] !== StepKind.collective) return node
  const role = program.nodes.role[node]
  if (role !== NodeRole.tie && role !== NodeRole.output) return node
  const maker = program.values.node[collectives[steps.collective[step]!]!.value]!
  return maker < 0 ? node : maker
}
