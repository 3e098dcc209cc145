// Nodes that compute element by element, and the families of values that they tie together: a parameter, its gradient and
// the optimizer's state of it are one family, whatever they are called.
import { indexed } from '../base/indexed'
import { sharedInt32, sharedUint8 } from '../base/sharedArrays'
import type { Family } from '../model/operations'
import { operationTable } from '../model/operations'
import type { Program } from './program'
import { NodeRole } from './program'

export interface Pointwise {
  /** By node: 1 where each element of the result is made of the same element of the operands, or only moved. */
  readonly isPointwise: Uint8Array
  /** By value: a value that stands for its family. Values of fewer than two elements are each a family of their own. */
  readonly familyOf: Int32Array
}

/** Read once for each program; linear in its nodes and their ports. */
export const pointwiseOf = indexed(readPointwise)

const views: ReadonlySet<Family> = new Set<Family>([
  'reshape',
  'transpose',
  'broadcast',
  'bitcast',
  'constraint',
  'barrier',
  'reverse',
])

/** Family of a node's operation in the table of operations; ties and outputs have that of the operation they belong to. */
export function operationFamily({ module, nodes }: Program, node: number): Family {
  const operation = nodes.operation[node]!
  const kind = operation < 0 ? 'return' : module.kinds[module.columns.operations.name[operation]!]
  return operationTable[kind ?? 'unknown'].family
}

function readPointwise(program: Program): Pointwise {
  const { nodes, values, module } = program
  const isPointwise = sharedUint8(nodes.count)
  const familyOf = sharedInt32(values.count)
  for (let value = 0; value < values.count; value++) familyOf[value] = value
  const elements = (value: number): number => module.types[values.type[value]!]?.elements ?? 0
  for (let node = 0; node < nodes.count; node++) {
    const first = nodes.portStart[node]!
    const end = nodes.portStart[node + 1]!
    if (nodes.role[node] === NodeRole.tie) {
      joinTie(program, node, familyOf)
      continue
    }
    if (end - first < 2 || !isPointwiseNode(program, node)) continue
    const target = nodes.ports[end - 1]!
    isPointwise[node] = 1
    if (elements(target) < 2) continue
    for (let at = first; at < end - 1; at++) {
      const value = nodes.ports[at]!
      if (elements(value) === elements(target) && !isSpread(program, value)) join(familyOf, value, target)
    }
  }
  for (let value = 0; value < values.count; value++) familyOf[value] = find(familyOf, value)
  return { isPointwise, familyOf }
}

/**
 * What a loop starts from is its block arguments, what it yields is its result; the body decides whether the two are of one
 * family. A branch's result is what either branch yields.
 */
function joinTie(program: Program, node: number, familyOf: Int32Array): void {
  const { nodes } = program
  const first = nodes.portStart[node]!
  const end = nodes.portStart[node + 1]!
  const firstResult = first + nodes.operandCount[node]!
  if (end === firstResult) return
  const result = nodes.ports[end - 1]!
  const isLoop = operationFamily(program, node) === 'while'
  if (isLoop) {
    for (let at = firstResult; at < end - 1; at++) join(familyOf, nodes.ports[at]!, nodes.ports[first]!)
    join(familyOf, nodes.ports[first + 1]!, result)
  } else for (let at = first; at < firstResult; at++) join(familyOf, nodes.ports[at]!, result)
}

function isPointwiseNode(program: Program, node: number): boolean {
  const { nodes, values, module } = program
  if (nodes.role[node] !== NodeRole.operation) return false
  const family = operationFamily(program, node)
  if (family === 'elementwise') return true
  const from = module.types[values.type[nodes.ports[nodes.portStart[node]!]!]!]
  const to = module.types[values.type[nodes.ports[nodes.portStart[node + 1]! - 1]!]!]
  return views.has(family) && from?.elements === to?.elements
}

/** A constant, or one number for all elements: what many unrelated values may share. */
function isSpread(program: Program, value: number): boolean {
  const { nodes, values } = program
  const node = values.node[value]!
  if (values.isFree[value] === 1) return true
  return (
    node >= 0 &&
    nodes.role[node] === NodeRole.operation &&
    operationFamily(program, node) === 'broadcast' &&
    !isPointwiseNode(program, node)
  )
}

function find(parents: Int32Array, value: number): number {
  let at = value
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]!]!
    at = parents[at]!
  }
  return at
}

/** The lower number stands for both. */
function join(parents: Int32Array, a: number, b: number): void {
  const first = find(parents, a)
  const second = find(parents, b)
  if (first < second) parents[second] = first
  else parents[first] = second
}
