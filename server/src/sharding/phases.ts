// Which part of a training step each node belongs to: forward pass, backward pass, update.
// Source: docs/COSTS.md, Phases. JAX's name stacks decide where they speak, the flow of data where they do not.
import { indexed } from '../base/indexed'
import { sharedUint8 } from '../base/sharedArrays'
import type { Flow } from './flow'
import { findDependents, findWhatFollows, Follows } from './flow'
import { pointwiseOf } from './pointwise'
import type { Program } from './program'
import { NodeRole } from './program'
import { ArgumentRole, roleOf } from './roles'
import { getScopeTable } from './scopes'

export const Phase = {
  /** Ties, outputs, and what no output needs. */
  none: 0,
  forward: 1,
  backward: 2,
  update: 3,
} as const

export const phaseNames = ['none', 'forward', 'backward', 'update'] as const

/**
 * Phase of each node, a `Phase` by its number.
 *
 * - Named: `transpose(...)` in its name stack makes a node backward (what is rematerialised there too), `jvp(...)` forward.
 * - The others, by what they lead to: a forward node, then forward; else a backward node, then backward; else a donated
 *   result, then update; else another output, and then update if it depends on the backward pass, forward if not.
 * - A program without backward names that trains (a parameter is donated) is read by its structure: what makes its gradients
 *   is backward, what makes its other results (the loss) is forward. A gradient is what enters the elementwise operations
 *   that end in the donated parameters and their state; results that depend on gradients (their norm) are no loss.
 * - A program that trains nothing is forward. A node that nothing needs within a loop has the loop's phase.
 *
 * Linear in nodes; computed once for each program.
 */
export const phaseOf = indexed(findPhases)

function findPhases(program: Program): Uint8Array {
  const flow: Flow = { ofNode: readNames(program), ofValue: readOutputs(program) }
  const isNamed = flow.ofNode.includes(Follows.backward)
  const trains = isNamed || hasTrainedParameter(program)
  if (trains && !isNamed) readStructure(program, flow)
  const leadsTo = findWhatFollows(program, flow)
  const isAfterBackward = findDependents(program, flow, Follows.backward)
  const phases = sharedUint8(program.nodes.count)
  for (let node = 0; node < phases.length; node++) {
    if (isBookkeeping(program, node)) continue
    const name = flow.ofNode[node]!
    const bits = name === 0 ? leadsTo[node]! : name
    const { portStart, ports } = program.nodes
    const isLate = isAfterBackward[ports[portStart[node + 1]! - 1] ?? 0] === 1
    phases[node] = bits === 0 ? Phase.none : trains ? phaseOfBits(bits, isLate) : Phase.forward
  }
  for (const { node, firstNode, endNode } of program.regions) {
    for (let inner = firstNode; node >= 0 && inner < endNode; inner++)
      if (phases[inner] === Phase.none && !isBookkeeping(program, inner)) phases[inner] = phases[node]!
  }
  return phases
}

const isBookkeeping = ({ nodes }: Program, node: number): boolean =>
  nodes.role[node] === NodeRole.tie || nodes.role[node] === NodeRole.output

function phaseOfBits(bits: number, isAfterBackward: boolean): number {
  if ((bits & Follows.forward) !== 0) return Phase.forward
  if ((bits & Follows.backward) !== 0) return Phase.backward
  return (bits & Follows.donated) !== 0 || isAfterBackward ? Phase.update : Phase.forward
}

function hasTrainedParameter(program: Program): boolean {
  const { module } = program
  return roleOf(program).some((role, i) => {
    const { alias, isDonor } = module.arguments[i]!
    return role === ArgumentRole.parameter && (alias >= 0 || isDonor)
  })
}

/** By node: what its name says. */
function readNames(program: Program): Uint8Array {
  const { isForward, isBackward } = getScopeTable(program)
  return Uint8Array.from(isForward, (forward, node) => {
    if (isBookkeeping(program, node)) return 0
    return isBackward[node] === 1 ? Follows.backward : forward === 1 ? Follows.forward : 0
  })
}

/** By value: whether it is returned, and over an argument. */
function readOutputs({ values, module, regions }: Program): Uint8Array {
  const ofValue = new Uint8Array(values.count)
  regions[0]!.yields.forEach((value, i) => {
    ofValue[value]! |= (module.results[i]?.alias ?? -1) >= 0 ? Follows.donated : Follows.output
  })
  return ofValue
}

/** Marks gradients as backward and losses as forward, and forgets names of the forward pass, which would speak alone. */
function readStructure(program: Program, flow: Flow): void {
  flow.ofNode.fill(0)
  const returned = program.regions[0]!.yields.filter((value) => (flow.ofValue[value]! & Follows.donated) === 0)
  const update = findUpdate(program, flow)
  const isLate = findDependents(program, { ofNode: update, ofValue: flow.ofValue }, Follows.backward)
  const losses = returned.filter((value) => isLate[value] === 0)
  // Where elementwise operations tie parameters to the forward pass (batch normalisation), the first result is the loss.
  for (const value of losses.length > 0 ? losses : returned.subarray(0, 1)) flow.ofValue[value]! |= Follows.forward
}

/**
 * Elementwise operations between the gradients and the donated parameters and state: 1 by node, as `Follows.backward`, for
 * what depends on them. Marks the gradients in `flow`.
 */
function findUpdate(program: Program, flow: Flow): Uint8Array {
  const { nodes, values } = program
  const { familyOf, isPointwise } = pointwiseOf(program)
  const open = trainedResults(program, familyOf)
  const update = new Uint8Array(nodes.count)
  const seen = new Uint8Array(values.count)
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const node = values.node[value]!
    if (seen[value] === 1 || node < 0 || values.isFree[value] === 1) continue
    seen[value] = 1
    if (isPointwise[node] === 0) {
      flow.ofValue[value]! |= Follows.backward
      continue
    }
    update[node] = Follows.backward
    const first = nodes.portStart[node]!
    for (let at = first; at < first + nodes.operandCount[node]!; at++)
      if (familyOf[nodes.ports[at]!] === familyOf[value]) open.push(nodes.ports[at]!)
  }
  return update
}

/** What is returned of the families of trained parameters. */
function trainedResults(program: Program, familyOf: Int32Array): number[] {
  const families = new Set<number>()
  roleOf(program).forEach((role, i) => {
    if (role === ArgumentRole.parameter) families.add(familyOf[program.arguments[i]!]!)
  })
  return [...program.regions[0]!.yields].filter((value) => families.has(familyOf[value]!))
}
