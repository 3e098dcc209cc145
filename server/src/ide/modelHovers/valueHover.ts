// Hover of a value: types with bytes, each axis with where its tile comes from, a picture, and what else could be.
import { formatBytes } from '../../base/format'
import { valueName } from '../../engine/names'
import { declaredAxes } from '../../engine/valueSharding'
import { localType } from '../../lowering/shardings'
import { decodeText } from '../../mlir/text'
import { printTensorType } from '../../model/tensorTypes'
import { axisSize, deviceCount } from '../../sharding/mesh'
import { HELD, OPEN } from '../../sharding/state'
import { code, codeBlock } from '../markdown'
import { collectivesAt, indexProgram } from '../../engine/modelIndex'
import { findOrigin } from '../../engine/origin'
import { palettes } from '../palette'
import { printSharding } from '../shardingText'
import { tilingPicture } from '../tilingPicture'
import type { FiguredContext, HoverContext } from './context'
import { actionLink, axisText, countOf, hasFigures, nodeLink, placeText, tacticLink, valueLink } from './context'
import { operationParts } from './operationHover'
import { otherwise } from './otherwise'

/** Text for a value of the module's columns. */
export function valueHover(context: HoverContext, source: number): string {
  const { program, module } = context.model
  const { columns } = module
  const value = indexProgram(program).firstValue[source]! - 1
  if (value < 0) {
    const name = decodeText(columns.bytes, columns.values.nameStart[source]!, columns.values.nameEnd[source]!)
    return `${code(name)} is not part of the analysed program`
  }
  const node = program.values.node[value]!
  const others = hasFigures(context) ? otherwise(context, value) : []
  const place = node < 0 ? undefined : placeText(context, node)
  return [
    typeLines(context, value),
    ...(hasFigures(context) ? shardingParts(context, value) : []),
    ...(node < 0 ? others : operationParts(context, node, { between: others, hasFormulas: false })),
    ...(place === undefined ? [] : [`---\n\n${place}`]),
  ].join('\n\n')
}

/** Global and local type with their bytes, aligned. */
function typeLines({ model: { program }, figures }: HoverContext, value: number): string {
  const name = valueName(program, value)
  const type = program.module.types[program.values.type[value]!]
  if (type === undefined) return `${code(name)} has an unknown type`
  const rows = [[`${name} : ${printTensorType(type)}`, `global, ${formatBytes(type.bytes)}`]]
  if (figures !== undefined) {
    const { state } = figures.evaluation
    const local = localType(type, declaredAxes(state, value), state.mesh)
    rows.push([`${' '.repeat(name.length)} : ${printTensorType(local)}`, `on one device, ${formatBytes(local.bytes)}`])
  }
  const width = Math.max(...rows.map(([left = '']) => left.length))
  return codeBlock(rows.map(([left = '', right = '']) => `${left.padEnd(width)}   ${right}`))
}

function shardingParts(context: FiguredContext, value: number): string[] {
  const { figures, presentation } = context
  const { state } = figures.evaluation
  const sharding = declaredAxes(state, value)
  const rows = state.mesh.axes.map((_, axis) => `- ${describeAxis(context, value, axis)}`)
  const head = `**${printSharding(sharding, state.mesh)}** in schedule ${code(figures.schedule)}${copies(context, sharding)}`
  const type = state.program.module.types[state.program.values.type[value]!]
  const { pictures } = presentation
  const picture =
    type === undefined || pictures === undefined
      ? undefined
      : tilingPicture(type.dims, sharding, state.mesh, palettes[pictures])
  return [`${head}\n\n${rows.join('\n')}`, ...(picture === undefined ? [] : [`![tiling](${picture})`])]
}

/** `, 16 parts, each on 2 devices`. */
function copies({ figures }: FiguredContext, sharding: readonly (readonly number[])[]): string {
  const { mesh } = figures.evaluation.state
  const parts = sharding.flat().reduce((product, axis) => product * axisSize(mesh, axis), 1)
  const holders = deviceCount(mesh) / parts
  if (parts === 1) return ''
  return `: ${countOf(parts, 'part')}${holders === 1 ? ', one a device' : `, each on ${countOf(holders, 'device')}`}`
}

/** `dim 0 on batch: BP, tokens: 0 t32.tactics:6, through 31 operations`. */
function describeAxis(context: FiguredContext, value: number, axis: number): string {
  const { evaluation } = context.figures
  const { state } = evaluation
  const cell = value * state.axes + axis
  const origin = findOrigin(state, value, axis)
  if (origin === undefined) {
    const now = state.valueDim[cell]!
    if (now !== OPEN) {
      const action = actionLink(context, state.valueTactic[cell]!, value)
      const kept = now > HELD ? 'pinned whole' : `whole, kept for dim ${HELD - now},`
      return `${kept} on ${axisText(context, axis)}: ${tacticLink(context, state.valueTactic[cell]!)}${action === undefined ? '' : `, ${action}`}`
    }
    return `whole on ${axisText(context, axis)}${isSummedHere(context, value, axis) ? ': its sum is completed here' : ''}`
  }
  const action = origin.isComplete ? actionLink(context, origin.tactic, origin.value) : undefined
  const named =
    origin.value === value || !origin.isComplete ? '' : `, ${valueLink(context, origin.value)} dim ${origin.dim}`
  const from = `${named}${action === undefined ? '' : `, ${action}`}${describeWay(context, origin.through, origin.isComplete)}`
  return `dim ${state.valueDim[cell]!} on ${axisText(context, axis)}: ${tacticLink(context, origin.tactic)}${from}`
}

/** `, through 31 operations: add :75 … dot_general :12`. */
function describeWay(context: FiguredContext, through: readonly number[], isComplete: boolean): string {
  const [first] = through
  const last = through.at(-1)
  if (first === undefined || last === undefined) return ''
  const hops =
    through.length === 1 ? nodeLink(context, first) : `${nodeLink(context, first)} … ${nodeLink(context, last)}`
  return `, through ${isComplete ? '' : 'more than '}${countOf(through.length, 'operation')} (${hops})`
}

/** Whether partial results of the value are combined along an axis where it is made. */
function isSummedHere({ figures: { evaluation } }: FiguredContext, value: number, axis: number): boolean {
  const node = evaluation.state.program.values.node[value]!
  return collectivesAt(evaluation, node).some((index) => {
    const { cause, axes } = evaluation.local.collectives[index]!
    return cause.kind === 'partialSum' && axes.includes(axis)
  })
}
