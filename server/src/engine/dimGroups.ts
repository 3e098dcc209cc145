// Dims that are tiled alike in the forward pass, as groups: joined through the factors of every operation, with what is done to
// each group there. Strategies are read off the groups: what is contracted with a weight, batched over, summed, looked up.
import type { Family } from '../model/operations'
import { findDependents } from '../sharding/flow'
import { Phase, phaseOf } from '../sharding/phases'
import { operationFamily } from '../sharding/pointwise'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'
import { ArgumentRole, roleOf } from '../sharding/roles'
import type { FactorKind } from '../sharding/rules/rule'
import type { Holders, ValueDims } from '../sharding/valueDims'
import { createValueDims, holdersOf } from '../sharding/valueDims'

/** One dim of an argument of the program. */
export interface ArgumentDim {
  /** Index in `program.arguments`. */
  readonly argument: number
  readonly dim: number
}

/** Dims of values that some tiling tiles together. */
export interface DimGroup {
  /** Arguments that have a dim in it, in their order; each once, with its first such dim. */
  readonly arguments: readonly ArgumentDim[]
  /** A product sums over it, one side of which is a weight: an all_reduce gives what follows. */
  readonly isContracted: boolean
  /** Something else sums over it: a norm, a softmax, the loss, scores of attention. */
  readonly isReduced: boolean
  /** Something needs its full extent: a window that slides along it, a slice of it. */
  readonly isWhole: boolean
  /** A product with a weight keeps it on both sides: each part has a weight of its own. */
  readonly isBatched: boolean
  /** More than one product of values that are no weights keeps it: heads, in scores of attention and in what is summed by them. */
  readonly isPaired: boolean
  /** A weight's rows are looked up along it. */
  readonly isLookedUp: boolean
}

const Mark = { contracted: 1, reduced: 2, batched: 4, lookedUp: 8, whole: 16, paired: 32, pairedAgain: 64 } as const

/** All groups that hold a dim of an argument. Linear in nodes and their ports. */
export function findDimGroups(program: Program): DimGroup[] {
  const isWeight = findWeights(program)
  const dims = createValueDims(program)
  const phases = phaseOf(program)
  const marks = new Map<number, number>()
  const found: number[] = []
  const pairedBy = new Map<number, number>()
  for (let node = 0; node < program.nodes.count; node++) {
    const role = program.nodes.role[node]
    if (role === NodeRole.output) continue
    if (role === NodeRole.operation && phases[node] !== Phase.forward) continue
    joinNode({ program, dims, isWeight }, node, (dim, mark) => found.push(dim, mark, node))
  }
  for (let at = 0; at < found.length; at += 3) {
    const [root, mark, node] = [dims.find(found[at]!), found[at + 1]!, found[at + 2]!]
    const isAgain = mark === Mark.paired && (pairedBy.get(root) ?? node) !== node
    if (mark === Mark.paired) pairedBy.set(root, node)
    marks.set(root, (marks.get(root) ?? 0) | mark | (isAgain ? Mark.pairedAgain : 0))
  }
  return collect(program, dims, marks)
}

/** By value: 1 for what is made of parameters and constants alone. */
function findWeights(program: Program): Uint8Array {
  const roles = roleOf(program)
  const reach = (isSeed: (role: number) => boolean): Uint8Array => {
    const flow = { ofNode: new Uint8Array(program.nodes.count), ofValue: new Uint8Array(program.values.count) }
    program.arguments.forEach((value, i) => (flow.ofValue[value] = isSeed(roles[i]!) ? 1 : 0))
    return findDependents(program, flow, 1)
  }
  const ofParameters = reach((role) => role === ArgumentRole.parameter)
  const ofOthers = reach((role) => role !== ArgumentRole.parameter)
  return ofParameters.map((is, value) => (is === 1 && ofOthers[value] === 0 ? 1 : 0))
}

interface Setting {
  readonly program: Program
  readonly dims: ValueDims
  readonly isWeight: Uint8Array
}

/** Joins the dims that each factor of a node ties; `report` hears what the node does to them. */
function joinNode(
  { program, dims, isWeight }: Setting,
  node: number,
  report: (dim: number, mark: number) => void,
): void {
  const { portStart, ports, rule: ruleOf } = program.nodes
  const rule = program.rules[ruleOf[node]!]!
  const first = portStart[node]!
  const dimOf = (held: Holders, at: number): number => dims.of(ports[first + held[at]!]!, held[at + 1]!)
  const hasWeight = ports.subarray(first, first + rule.operandCount).some((value) => isWeight[value] === 1)
  holdersOf(rule).forEach((held, factor) => {
    if (held.length === 0) return
    const { kind } = rule.factors[factor]!
    let [weights, others] = [0, 0]
    for (let at = 0; at < held.length; at += 2) {
      if (kind !== 'whole') dims.join(dimOf(held, 0), dimOf(held, at))
      if (held[at]! >= rule.operandCount) continue
      if (isWeight[ports[first + held[at]!]!] === 1) weights++
      else others++
    }
    const mark = markOf(operationFamily(program, node), kind, { weights, others, hasWeight })
    for (let at = 0; mark !== 0 && at < held.length; at += 2) report(dimOf(held, at), mark)
  })
}

interface Operands {
  /** Those that hold the factor. */
  readonly weights: number
  readonly others: number
  /** Some operand is a weight, whether it holds the factor or not. */
  readonly hasWeight: boolean
}

/** What an operation does to a factor. */
function markOf(family: Family, kind: FactorKind, { weights, others, hasWeight }: Operands): number {
  const isProduct = family === 'dot' && weights > 0
  switch (kind) {
    case 'parallel':
      if (family !== 'dot' || others === 0) return 0
      return weights > 0 ? Mark.batched : hasWeight ? 0 : Mark.paired
    case 'reduction':
      if (family === 'gather' && weights > 0) return Mark.lookedUp
      return isProduct && others > 0 ? Mark.contracted : Mark.reduced
    case 'whole':
      return Mark.whole
  }
}

function collect(program: Program, dims: ValueDims, marks: ReadonlyMap<number, number>): DimGroup[] {
  const groups = new Map<number, ArgumentDim[]>()
  program.arguments.forEach((value, argument) => {
    const rank = program.module.types[program.values.type[value]!]?.dims.length ?? 0
    for (let dim = 0; dim < rank; dim++) {
      const root = dims.find(dims.of(value, dim))
      const group = groups.get(root) ?? []
      if (group.at(-1)?.argument !== argument) group.push({ argument, dim })
      groups.set(root, group)
    }
  })
  return [...groups].map(([root, members]) => {
    const mark = marks.get(root) ?? 0
    return {
      arguments: members,
      isContracted: (mark & Mark.contracted) !== 0,
      isReduced: (mark & Mark.reduced) !== 0,
      isWhole: (mark & Mark.whole) !== 0,
      isBatched: (mark & Mark.batched) !== 0,
      isPaired: (mark & Mark.pairedAgain) !== 0,
      isLookedUp: (mark & Mark.lookedUp) !== 0,
    }
  })
}
