// Why each collective is there, in one sentence: the same text in hovers, JSON and on the command line.
import type { Collective } from '../lowering/localProgram'
import { operationTable } from '../model/operations'
import type { Program } from '../sharding/program'
import { PINNED } from '../sharding/state'
import type { ShardingState } from '../sharding/state'
import type { Evaluation } from './analysis'
import { shortOperationName, valueName } from './names'
import { declaredAxes } from './valueSharding'

/** Sentence for collective `index`; `names` are the schedule's tactics. */
export function describeCollective(
  evaluation: Pick<Evaluation, 'state' | 'local'>,
  index: number,
  names: readonly string[],
): string {
  const collective = evaluation.local.collectives[index]
  if (collective === undefined) return ''
  const { state } = evaluation
  switch (collective.cause.kind) {
    case 'partialSum':
      return describeSum(state, collective, names)
    case 'use':
      return describeUse(state, collective, names)
    case 'declared':
      return describeDeclared(state, collective, names)
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

/** `BP tiles tokens dim 0 on batch and Seq tiles tokens dim 1 on model; this reduce sums over both, …`. */
function describeSum(state: ShardingState, collective: Collective, names: readonly string[]): string {
  const operation = shortOperationName(state.program, collective.node)
  const tiles = groupTiles(state, collective, names)
  if (tiles.length === 0) return `two partial sums along ${axisNames(state, collective.axes)} meet in this ${operation}`
  const who = tiles.map(({ what, axes }) => `${what} on ${axisNames(state, axes)}`).join(' and ')
  const them = tiles.length === 1 ? 'it' : tiles.length === 2 ? 'both' : 'them'
  const ending =
    collective.kind === 'reduce_scatter' ? '; the result is tiled there, so each device keeps its part' : ''
  const what = isLookUp(state.program, collective.node)
    ? `each device takes what its part holds of this ${operation} and zero for the rest, so that the results add up to it`
    : `this ${operation} sums over ${them}, so each device holds a partial result`
  return `${who}; ${what}${ending}`
}

/** A gather or slice at indices: of its operand one device holds an element, and none is summed over. */
function isLookUp({ module, nodes }: Program, node: number): boolean {
  const kind = module.kinds[module.columns.operations.name[nodes.operation[node]!]!] ?? 'unknown'
  return operationTable[kind].family === 'gather' || operationTable[kind].family === 'dynamicSlice'
}

/** What is summed over, once for each tactic and dim, with the axes that it is tiled on. */
function groupTiles(
  state: ShardingState,
  { node, axes }: Collective,
  names: readonly string[],
): { readonly what: string; readonly axes: number[] }[] {
  const groups = new Map<string, number[]>()
  for (const axis of axes) {
    const first = findContracted(state, node, axis)[0]
    if (first === undefined) continue
    const tactic = names[state.valueTactic[first.value * state.axes + axis]!]
    const who = tactic === undefined ? 'it is tiled:' : `${tactic} tiles`
    const what = `${who} ${valueName(state.program, first.value)} dim ${first.dim}`
    groups.set(what, [...(groups.get(what) ?? []), axis])
  }
  return [...groups].map(([what, on]) => ({ what, axes: on }))
}

/** Operand dims that hold the reduction factor a node took on an axis. */
function findContracted(state: ShardingState, node: number, axis: number): { value: number; dim: number }[] {
  const { nodes, rules } = state.program
  const factor = state.nodeFactor[node * state.axes + axis]!
  const rule = rules[nodes.rule[node]!]!
  if (factor < 0 || rule.factors[factor]!.kind !== 'reduction') return []
  const found: { value: number; dim: number }[] = []
  for (let port = nodes.operandCount[node]! - 1; port >= 0; port--) {
    const value = nodes.ports[nodes.portStart[node]! + port]!
    const dim = rule.ports[port]!.findIndex((factors) => factors.includes(factor))
    if (dim >= 0 && state.valueDim[value * state.axes + axis] === dim) found.push({ value, dim })
  }
  const isArgument = (value: number): boolean => state.program.values.node[value] === -1
  return found.sort((a, b) => Number(isArgument(b.value)) - Number(isArgument(a.value)))
}

/** A value that an action keeps whole says so. */
function describeDeclared(state: ShardingState, collective: Collective, names: readonly string[]): string {
  const { program } = state
  const cells = collective.axes.map((axis) => collective.value * state.axes + axis)
  const tactic = names[state.valueTactic[cells[0]!]!]
  if (tactic === undefined || !cells.every((cell) => state.valueDim[cell] === PINNED))
    return `${whereTiled(state, collective, names)}, and its users need it as it is declared`
  const operation = shortOperationName(program, collective.node)
  return `${tactic} keeps ${valueName(program, collective.value)} whole on ${axisNames(state, collective.axes)}; this ${operation} makes it in parts`
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
  return `${whereUsed(state, collective, names)}; ${need[collective.kind]}${findRival(state, collective.node, collective, names)}`
}

/** A value for which no dim is decided may still be made in parts: an exchange says of which. */
function whereUsed(state: ShardingState, collective: Collective, names: readonly string[]): string {
  const { kind, value, dims, axes } = collective
  const isDecided = axes.some((axis) => state.valueDim[value * state.axes + axis]! >= 0)
  if (kind !== 'all_to_all' || dims[1] === undefined || isDecided) return whereTiled(state, collective, names)
  return `${valueName(state.program, value)} is made in parts of dim ${dims[1]} on ${axisNames(state, axes)}`
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
