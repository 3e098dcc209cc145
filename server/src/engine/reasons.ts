// Why each collective is there, in one sentence: the same text in hovers, JSON and on the command line.
import type { Collective } from '../lowering/localProgram'
import type { Program } from '../sharding/program'
import type { ShardingState } from '../sharding/state'
import type { Evaluation } from './analysis'
import { shortOperationName, valueName } from './names'
import { declaredAxes } from './valueSharding'

/** Sentence for collective `index`; `names` are the schedule's tactics. */
export function describeCollective(evaluation: Evaluation, index: number, names: readonly string[]): string {
  const collective = evaluation.local.collectives[index]
  if (collective === undefined) return ''
  const { state } = evaluation
  switch (collective.cause.kind) {
    case 'partialSum':
      return describeSum(state, collective, names)
    case 'use':
      return describeUse(state, collective, names)
    case 'declared':
      return `${whereTiled(state, collective, names)}, and its users need it as it is declared`
    case 'output':
      return `the result is ${axesText(state, collective)} as its argument's buffer or its tactic says, but it is computed otherwise`
    case 'loopCarried':
      return `the loop carries ${valueName(state.program, collective.value)} in another sharding than it arrives in`
    case 'model':
      return `the model holds this ${collective.kind} itself, in a region partitioned by hand`
  }
}

const axisNames = (state: ShardingState, axes: readonly number[]): string =>
  axes.map((axis) => state.mesh.axes[axis]!.name).join(' and ')

function axesText(state: ShardingState, collective: Collective): string {
  const verb: Partial<Record<Collective['kind'], string>> = { all_gather: 'whole', all_slice: 'tiled' }
  return `${verb[collective.kind] ?? 'placed otherwise'} on ${axisNames(state, collective.axes)}`
}

/** `Megatron tiles params.layer_0.attn.o dim 0 on model`. */
function describeSum(state: ShardingState, collective: Collective, names: readonly string[]): string {
  const { program } = state
  const on = axisNames(state, collective.axes)
  const contracted = collective.axes.flatMap((axis) => findContracted(state, collective.node, axis))
  const first = contracted[0]
  const operation = shortOperationName(program, collective.node)
  if (first === undefined) return `two partial sums along ${on} meet in this ${operation}`
  const tactic = names[state.valueTactic[first.value * state.axes + first.axis]!]
  const who = tactic === undefined ? 'it is tiled:' : `${tactic} tiles`
  const ending =
    collective.kind === 'reduce_scatter' ? '; the result is tiled there, so each device keeps its part' : ''
  return `${who} ${valueName(program, first.value)} dim ${first.dim} on ${on}; this ${operation} sums over it, so each device holds a partial result${ending}`
}

/** Operand dims that hold the reduction factor a node took on an axis. */
function findContracted(
  state: ShardingState,
  node: number,
  axis: number,
): { value: number; dim: number; axis: number }[] {
  const { nodes, rules } = state.program
  const factor = state.nodeFactor[node * state.axes + axis]!
  const rule = rules[nodes.rule[node]!]!
  if (factor < 0 || rule.factors[factor]!.kind !== 'reduction') return []
  const found: { value: number; dim: number; axis: number }[] = []
  for (let port = nodes.operandCount[node]! - 1; port >= 0; port--) {
    const value = nodes.ports[nodes.portStart[node]! + port]!
    const dim = rule.ports[port]!.findIndex((factors) => factors.includes(factor))
    if (dim >= 0 && state.valueDim[value * state.axes + axis] === dim) found.push({ value, dim, axis })
  }
  const isArgument = (value: number): boolean => state.program.values.node[value] === -1
  return found.sort((a, b) => Number(isArgument(b.value)) - Number(isArgument(a.value)))
}

function whereTiled(state: ShardingState, collective: Collective, names: readonly string[]): string {
  const { program } = state
  const dims = declaredAxes(state, collective.value)
  const parts = collective.axes.flatMap((axis) => {
    const dim = dims.findIndex((axes) => axes.includes(axis))
    const tactic = names[state.valueTactic[collective.value * state.axes + axis]!]
    const by = tactic === undefined ? '' : ` (${tactic})`
    return dim < 0 ? [] : [`dim ${dim} on ${state.mesh.axes[axis]!.name}${by}`]
  })
  const where = parts.length === 0 ? 'whole' : `tiled at ${parts.join(', ')}`
  return `${valueName(program, collective.value)} is ${where}`
}

function describeUse(state: ShardingState, collective: Collective, names: readonly string[]): string {
  const operation = shortOperationName(state.program, collective.node)
  const need: Record<Collective['kind'], string> = {
    all_gather: `this ${operation} needs the whole of it`,
    all_slice: `this ${operation} needs one part of it`,
    all_to_all: `this ${operation} needs it tiled at dim ${collective.dims[0] ?? 0} instead`,
    collective_permute: `this ${operation} needs its parts in another device order`,
    all_reduce: `this ${operation} needs the sum`,
    reduce_scatter: `this ${operation} needs a part of the sum`,
  }
  return `${whereTiled(state, collective, names)}; ${need[collective.kind]}${findRival(state, collective.node, collective, names)}`
}

/** What the node is split by instead along the gathered axis: `, because it splits by tokens (BP)`. */
function findRival(state: ShardingState, node: number, collective: Collective, names: readonly string[]): string {
  for (const axis of collective.axes) {
    const factor = state.nodeFactor[node * state.axes + axis]!
    if (factor < 0) continue
    const tactic = names[state.nodeTactic[node * state.axes + axis]!]
    const rival = rivalOperand(state.program, node, factor, collective.value)
    if (tactic !== undefined && rival !== undefined) {
      return `, because ${tactic} splits it by ${rival} on ${state.mesh.axes[axis]!.name}`
    }
  }
  return ''
}

function rivalOperand(program: Program, node: number, factor: number, except: number): string | undefined {
  const { nodes, rules } = program
  const rule = rules[nodes.rule[node]!]!
  for (let port = 0; port < rule.ports.length; port++) {
    const value = nodes.ports[nodes.portStart[node]! + port]!
    const dim = rule.ports[port]!.findIndex((factors) => factors.includes(factor))
    if (dim >= 0 && value !== except) return `${valueName(program, value)} dim ${dim}`
  }
  return undefined
}
