// What else could be done with a value: for each axis that leaves it whole, and for the other dims of those that tile it, which
// dims divide, what that would leave on a device, and what the operations around it would need. Facts of the program as it is;
// what a change would cost, only an analysis tells.
import { formatBytes, formatCount } from '../../base/format'
import { shortOperationName } from '../../engine/names'
import { axisSize } from '../../sharding/mesh'
import { NodeRole } from '../../sharding/program'
import type { Factor } from '../../sharding/rules/rule'
import type { ShardingState } from '../../sharding/state'
import { localDimSize } from '../../sharding/state'
import { code, plain } from '../markdown'
import type { FiguredContext } from './context'
import { axisText, countOf } from './context'

/** Lines of a hover; and uses of a value that are looked at. */
const [mostLines, mostUses] = [6, 64]

/** A paragraph, or nothing for scalars and where no axis has another choice. */
export function otherwise(context: FiguredContext, value: number): string[] {
  const { state } = context.figures.evaluation
  const lines = state.mesh.axes.flatMap((axis, index) => (axis.size === 1 ? [] : describeAxis(context, value, index)))
  if (lines.length === 0) return []
  const more = lines.length > mostLines ? `\n- … and ${lines.length - mostLines} more` : ''
  return [
    `**Otherwise**\n\n${lines
      .slice(0, mostLines)
      .map((line) => `- ${line}`)
      .join('\n')}${more}`,
  ]
}

function describeAxis(context: FiguredContext, value: number, axis: number): string[] {
  const { state } = context.figures.evaluation
  const tiled = state.valueDim[value * state.axes + axis]!
  const { dims } = state.program.module.types[state.program.values.type[value]!] ?? { dims: [] }
  const others = dims.flatMap((size, dim) => (dim === tiled || size <= 1 ? [] : [dim]))
  if (tiled >= 0) {
    const fitting = others.filter((dim) => divides(state, value, dim, axis))
    const named =
      fitting.length === 0
        ? 'no other dim divides'
        : `${fitting.length === 1 ? 'dim' : 'dims'} ${fitting.join(', ')} would divide too`
    return others.length === 0 ? [] : [`${axisText(context, axis)} on another dim: ${named}`]
  }
  return groupDims(others.map((dim) => ({ dim, ...describeDim(state, value, dim, axis) }))).map(
    ({ dims, sizes, text }) =>
      `${dims.length === 1 ? 'dim' : 'dims'} ${dims.join(', ')} on ${axisText(context, axis)} (${sizes.join(', ')}): ${text}`,
  )
}

interface DimGroup {
  readonly dims: number[]
  readonly sizes: string[]
  readonly text: string
}

/** Dims of which the same is true, once. */
function groupDims(
  all: readonly { readonly dim: number; readonly size: string; readonly text: string }[],
): readonly DimGroup[] {
  const groups = new Map<string, DimGroup>()
  for (const { dim, size, text } of all) {
    const group = groups.get(text) ?? { dims: [], sizes: [], text }
    group.dims.push(dim)
    group.sizes.push(size)
    groups.set(text, group)
  }
  return [...groups.values()]
}

const divides = (state: ShardingState, value: number, dim: number, axis: number): boolean =>
  localDimSize(state, value, dim) % axisSize(state.mesh, axis) === 0

/** `2,048 → 1,024` and `24.0 MiB a device; its dot_general can make it so; of 3 uses, 1 would sum over it`. */
function describeDim(
  state: ShardingState,
  value: number,
  dim: number,
  axis: number,
): { readonly size: string; readonly text: string } {
  const size = localDimSize(state, value, dim)
  const parts = axisSize(state.mesh, axis)
  if (size % parts !== 0) return { size: formatCount(size), text: `not divisible by ${formatCount(parts)}` }
  const bytes = localBytes(state, value) / parts
  const made = describeMaker(state, value, dim)
  return {
    size: `${formatCount(size)} → ${formatCount(size / parts)}`,
    text: `${formatBytes(bytes)} a device${made}${describeUses(state, value, dim)}`,
  }
}

function localBytes(state: ShardingState, value: number): number {
  const { program, mesh, axes, valueDim } = state
  const whole = program.module.types[program.values.type[value]!]?.bytes ?? 0
  const parts = mesh.axes.reduce(
    (product, { size }, axis) => (valueDim[value * axes + axis]! >= 0 ? product * size : product),
    1,
  )
  return whole / parts
}

/** What the factor of a dim is in a node: its first one, as the others stay inside it. */
function factorOf(
  { program: { nodes, rules } }: ShardingState,
  node: number,
  port: number,
  dim: number,
): Factor | undefined {
  const rule = rules[nodes.rule[node]!]!
  const factor = rule.ports[port]?.[dim]?.[0]
  return factor === undefined ? undefined : rule.factors[factor]
}

function describeMaker(state: ShardingState, value: number, dim: number): string {
  const { nodes, values } = state.program
  const node = values.node[value]!
  if (node < 0 || nodes.role[node] !== NodeRole.operation) return ''
  const port = nodes.ports.subarray(nodes.portStart[node], nodes.portStart[node + 1]).lastIndexOf(value)
  const factor = factorOf(state, node, port, dim)
  const name = code(shortOperationName(state.program, node))
  if (factor?.kind === 'parallel') return `; its ${name} can make it so`
  if (factor?.kind !== 'whole') return ''
  return `; its ${name} makes it whole${factor.reason === undefined ? '' : ` (${plain(factor.reason)})`}, then a part would be kept`
}

/** What the uses would do with it: split along, sum over it, or need it whole. */
function describeUses(state: ShardingState, value: number, dim: number): string {
  const { useStart, useNode, usePort } = state.program.values
  const first = useStart[value]!
  const end = Math.min(useStart[value + 1]!, first + mostUses)
  const counts = { parallel: 0, reduction: 0, whole: 0 }
  for (let at = first; at < end; at++) {
    const factor = factorOf(state, useNode[at]!, usePort[at]!, dim)
    if (factor !== undefined) counts[factor.kind]++
  }
  const parts = [
    ...(counts.parallel === 0 ? [] : [`${formatCount(counts.parallel)} can work on parts`]),
    ...(counts.reduction === 0 ? [] : [`${formatCount(counts.reduction)} would sum over it (all_reduce)`]),
    ...(counts.whole === 0 ? [] : [`${formatCount(counts.whole)} would need it whole (all_gather)`]),
  ]
  const total = state.program.values.useStart[value + 1]! - first
  return parts.length === 0
    ? ''
    : `; of ${total > mostUses ? `the first ${mostUses}` : countOf(total, 'use')}, ${parts.join(', ')}`
}
