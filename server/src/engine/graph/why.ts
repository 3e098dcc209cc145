// Why a collective is there, and how a tensor came to be split: from the tactic over the operations that passed it on.
import { formatBytes } from '../../base/format'
import { localType } from '../../lowering/shardings'
import { printTensorType } from '../../model/tensorTypes'
import type { GraphReason } from '../../protocol/graph'
import type { Evaluation } from '../analysis'
import { lineOf, operationName, valueName, valueType } from '../names'
import { findOrigin } from '../origin'
import { describeCollective } from '../reasons'
import { declaredAxes } from '../valueSharding'

export interface TacticNames {
  /** By their number in the sharding state. */
  readonly names: readonly string[]
  /** Where each stands in its schedule. */
  readonly indices: readonly number[]
}

/** Operations of a way that are told, from the nearest on; what is between them is counted. */
const mostTold = 4

export function whyCollective(evaluation: Evaluation, index: number, tactics: TacticNames): GraphReason[] {
  const { state, local } = evaluation
  const { program } = state
  const { kind, axes, value, node, tactic } = local.collectives[index]!
  const reasons: GraphReason[] = []
  const axis = axes.find((one) => state.valueDim[value * state.axes + one]! >= 0)
  const origin = axis === undefined ? contracted(evaluation, node, axes) : { value, axis }
  if (origin !== undefined) reasons.push(...whyTiled(evaluation, origin.value, origin.axis, tactics))
  else if (tactics.names[tactic] !== undefined) reasons.push(tacticReason(tactics, tactic, axes[0], ''))
  reasons.push(operationReason(evaluation, node, describeCollective(evaluation, index, tactics.names)))
  const name = valueName(program, value)
  const isBefore = program.values.node[value] !== node
  const text = isBefore ? `${name} is moved before this operation` : `${name} is combined right behind this operation`
  reasons.push({ kind: 'collective', title: kind, detail: 'inserted', text, ...firstAxis(axes) })
  return reasons
}

const firstAxis = ([axis]: readonly number[]): { readonly axis?: number } => (axis === undefined ? {} : { axis })

/** An operand of a partial sum that is tiled along one of the axes. */
function contracted(
  { state }: Evaluation,
  node: number,
  axes: readonly number[],
): { readonly value: number; readonly axis: number } | undefined {
  const { portStart, operandCount, ports } = state.program.nodes
  for (const axis of axes) {
    for (let at = portStart[node]! + operandCount[node]! - 1; at >= portStart[node]!; at--) {
      if (state.valueDim[ports[at]! * state.axes + axis]! >= 0) return { value: ports[at]!, axis }
    }
  }
  return undefined
}

/** From the tactic's action to the value. Empty when the value is whole on the axis. */
export function whyTiled(evaluation: Evaluation, value: number, axis: number, tactics: TacticNames): GraphReason[] {
  const { state } = evaluation
  const origin = findOrigin(state, value, axis)
  if (origin === undefined) return []
  const { name, size } = state.mesh.axes[axis]!
  const type = state.program.module.types[state.program.values.type[origin.value]!]
  const whole = type?.dims[origin.dim] ?? 0
  const what = `${valueName(state.program, origin.value)} dim ${origin.dim} on ${name}, ${whole} → ${whole / size}`
  const first = tacticReason(tactics, origin.tactic, axis, what)
  const way = [...origin.through].reverse()
  const told = way.slice(-mostTold)
  const skipped = way.length - told.length
  return [
    first,
    ...told.map((node, i) =>
      operationReason(
        evaluation,
        node,
        i === 0 && skipped > 0 ? `after ${skipped} more operations` : 'passes the tile on',
      ),
    ),
  ]
}

function tacticReason(
  { names, indices }: TacticNames,
  tactic: number,
  axis: number | undefined,
  text: string,
): GraphReason {
  const index = indices[tactic]
  return {
    kind: 'tactic',
    title: names[tactic] ?? 'the model',
    detail: 'tiles',
    text,
    ...(axis === undefined ? {} : { axis }),
    ...(index === undefined ? {} : { place: { tactic: index } }),
  }
}

function operationReason({ state: { program } }: Evaluation, node: number, text: string): GraphReason {
  const { portStart, operandCount, ports } = program.nodes
  const result = portStart[node]! + operandCount[node]!
  const line = lineOf(program, node)
  const name = operationName(program, node)
  const title = result < portStart[node + 1]! ? valueName(program, ports[result]!) : name
  const detail = name.slice(name.lastIndexOf('.') + 1)
  return { kind: 'operation', title, detail, text, ...(line === 0 ? {} : { place: { line } }) }
}

/** `48x2048x2048xf32` as people write it. */
export const typeText = (evaluation: Evaluation, value: number): string =>
  valueType(evaluation.state.program, value)
    .replaceAll('x', '×')
    .replace(/×([a-z]\w*)$/, ' $1')

/** `3×2048×2048 f32 · 48.0 MiB`: the value on one device. */
export function localTypeText({ state }: Evaluation, value: number): string {
  const type = state.program.module.types[state.program.values.type[value]!]
  if (type === undefined) return 'unknown'
  const local = localType(type, declaredAxes(state, value), state.mesh)
  return `${printTensorType(local)
    .replaceAll('x', '×')
    .replace(/×([a-z]\w*)$/, ' $1')} · ${formatBytes(local.bytes)}`
}
