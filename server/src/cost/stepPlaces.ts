// What a step of the local program counts for: an operation of the model, a collective.
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

/** Collective of a step, or -1: slices are computed inside their consumers. */
export function collectiveOfStep({ steps, collectives }: LocalProgram, step: number): number {
  const collective = steps.kind[step] === StepKind.collective ? steps.collective[step]! : -1
  return collective >= 0 && collectives[collective]!.kind !== 'all_slice' ? collective : -1
}
