// Hovers of a model: values with types, shardings and their origins; operations with rules, collectives and costs.
import { formatBytes, formatFlops, formatSeconds } from '../base/format'
import type { Problem, Span } from '../base/problems'
import type { Basis } from '../cost/assumptions'
import { explainCollective } from '../cost/explain/explainCollective'
import type { Explanation } from '../cost/explain/explanation'
import type { Simulated } from '../cost/explain/explainTotals'
import type { Evaluation, LoadedModel } from '../engine/analysis'
import { explainStep, simulatedOf } from '../engine/explain'
import { operationName, valueName } from '../engine/names'
import { describeCollective } from '../engine/reasons'
import { declaredAxes } from '../engine/valueSharding'
import { localType } from '../lowering/shardings'
import { findOperationAt, findValueAt } from '../mlir/find'
import { decodeText, textOf } from '../mlir/text'
import { printTensorType } from '../model/tensorTypes'
import { placeOf } from '../sharding/places'
import { factorName, printRule } from '../sharding/rules/printRule'
import type { Program } from '../sharding/program'
import { assumptionParagraph, explanationBlock } from './explanationText'
import { code } from './markdown'
import { collectivesAt, indexProgram, nodesOf } from './modelIndex'
import { describeOrigin, findOrigin } from './origin'
import { printSharding } from './shardingText'
import type { Hover } from './tacticsHover'
import { tilingPicture } from './tilingPicture'

/** What a schedule makes of the model, and the names of its tactics. */
export interface ModelFigures {
  readonly evaluation: Evaluation
  readonly basis: Basis
  readonly schedule: string
  readonly tactics: readonly string[]
  /** Of the model's own shardings on this mesh. */
  readonly problems: readonly Problem[]
}

/** Hover at a byte offset. Without figures: types and rules alone. */
export function modelHover(model: LoadedModel, offset: number, figures: ModelFigures | undefined): Hover | undefined {
  const { columns } = model.module
  const value = findValueAt(columns, offset)
  const operation = findOperationAt(columns, offset)
  if (value >= 0) {
    const text = hoverValue(model, value, figures)
    return text === undefined ? undefined : { span: nameAround(columns.bytes, offset), text }
  }
  if (operation < 0) return undefined
  const start = columns.operations.nameStart[operation]!
  const end = start + textOf(columns, columns.names, columns.operations.name[operation]!).length
  if (offset < start || offset > end) return undefined
  const node = nodesOf(indexProgram(model.program), operation)[0]
  return node === undefined ? undefined : { span: { start, end }, text: hoverOperation(model.program, node, figures) }
}

/** The `%name` around an offset. */
export function nameAround(bytes: Uint8Array, offset: number): Span {
  const isName = (byte: number | undefined): boolean =>
    byte !== undefined && /[\w$.#%-]/.test(String.fromCharCode(byte))
  let [start, end] = [offset, offset]
  while (start > 0 && bytes[start] !== 0x25 && isName(bytes[start - 1])) start--
  while (end < bytes.length && isName(bytes[end])) end++
  return { start, end }
}

function hoverValue(model: LoadedModel, source: number, figures: ModelFigures | undefined): string | undefined {
  const { program } = model
  const value = indexProgram(program).firstValue[source]! - 1
  const { columns } = program.module
  if (value < 0) {
    const name = decodeText(columns.bytes, columns.values.nameStart[source]!, columns.values.nameEnd[source]!)
    return `${code(name)} is not part of the analysed program`
  }
  const node = program.values.node[value]!
  const parts = [typeLines(program, value, figures)]
  if (figures !== undefined) parts.push(...shardingParts(figures, value))
  if (node >= 0) parts.push(...operationParts(program, node, figures))
  const place = node < 0 ? undefined : placeText(program, node)
  if (place !== undefined) parts.push(place)
  return parts.join('\n\n')
}

/** Global and local type with their bytes. */
function typeLines(program: Program, value: number, figures: ModelFigures | undefined): string {
  const type = program.module.types[program.values.type[value]!]
  if (type === undefined) return `**${valueName(program, value)}** has an unknown type`
  const rows = [
    `${valueName(program, value)} : ${printTensorType(type)}`.padEnd(44) + `global, ${formatBytes(type.bytes)}`,
  ]
  if (figures !== undefined) {
    const { state } = figures.evaluation
    const local = localType(type, declaredAxes(state, value), state.mesh)
    rows.push(
      `${' '.repeat(valueName(program, value).length)} : ${printTensorType(local)}`.padEnd(44) +
        `on one device, ${formatBytes(local.bytes)}`,
    )
  }
  return `\`\`\`\n${rows.join('\n')}\n\`\`\``
}

/** Each axis with its dim and where that comes from, and a picture. */
function shardingParts({ evaluation, schedule, tactics }: ModelFigures, value: number): string[] {
  const { state } = evaluation
  const sharding = declaredAxes(state, value)
  const rows = state.mesh.axes.map(({ name }, axis) => {
    const origin = findOrigin(state, value, axis)
    if (origin === undefined) return `- whole on **${name}**`
    const tactic = tactics[origin.tactic] ?? 'the model'
    return `- dim ${sharding.findIndex((axes) => axes.includes(axis))} on **${name}**: ${tactic}, ${describeOrigin(state, origin)}`
  })
  const type = state.program.module.types[state.program.values.type[value]!]
  const picture = type === undefined ? undefined : tilingPicture(type.dims, sharding, state.mesh)
  const head = `**${printSharding(sharding, state.mesh)}** in schedule ${code(schedule)}`
  return [`${head}\n\n${rows.join('\n')}`, ...(picture === undefined ? [] : [`![tiling](${picture})`])]
}

function hoverOperation(program: Program, node: number, figures: ModelFigures | undefined): string {
  const place = placeText(program, node)
  return [
    `**${operationName(program, node)}**`,
    ...operationParts(program, node, figures),
    ...(place === undefined ? [] : [place]),
  ].join('\n\n')
}

/** Rule with the factor each axis took, collectives with their reasons, flops and time. */
function operationParts(program: Program, node: number, figures: ModelFigures | undefined): string[] {
  const rule = program.rules[program.nodes.rule[node]!]!
  const parts =
    rule.ports.length === 0 ? [] : [code(printRule(rule)) + (figures === undefined ? '' : factorText(figures, node))]
  if (figures === undefined) return parts
  const { evaluation, tactics } = figures
  const simulated = simulatedOf(evaluation, figures.basis)
  const indices = collectivesAt(evaluation, node)
  const explained = indices.slice(0, mostExplained).map((index) => explainCollective(simulated, index))
  const regimes = explained.map(({ regime }) => (regime === undefined ? '' : `, ${regime}`))
  const lines = indices.slice(0, 8).map((index, i) => {
    const { kind, axes, bytes, combiner, executions } = evaluation.local.collectives[index]!
    const names = axes.map((axis) => evaluation.local.mesh.axes[axis]?.name ?? '?').join(', ')
    const time = describeExposure(evaluation, index)
    const times = executions === 1 ? '' : `, executed ${executions.toLocaleString('en-US')} times`
    const how = combiner === undefined ? '' : ` ${combiner}`
    return `- **${kind}** ${names}${how}, ${formatBytes(bytes)}, ${time}${times}${regimes[i] ?? ''}  \n  ${describeCollective(evaluation, index, tactics)}${i < explained.length ? howText(explained[i]!) : ''}`
  })
  if (lines.length > 0) parts.push(`**Collectives here**\n\n${lines.join('\n')}`)
  const { text, kernel } = costText(simulated, node)
  if (text !== '') parts.push(text)
  const assumptions = [...explained, ...(kernel === undefined ? [] : [kernel])].flatMap((one) => one.assumptions)
  return [...parts, ...assumptionParagraph([...new Set(assumptions)])]
}

/** `1.20 ms, all exposed`; of one execution. */
function describeExposure({ simulation }: Evaluation, index: number): string {
  const time = simulation.collectiveSeconds[index] ?? 0
  const exposed = simulation.timeline.exposed[index] ?? 0
  const how = exposed >= time ? 'all exposed' : exposed === 0 ? 'hidden' : `${formatSeconds(exposed)} exposed`
  return `${formatSeconds(time)}, ${how}`
}

/** Collectives at one operation whose formulas are shown. */
const mostExplained = 2

/** The formula of a collective, as part of a list. */
const howText = (explanation: Explanation): string => `\n\n${explanationBlock(explanation).replaceAll(/^/gm, '  ')}\n`

function factorText({ evaluation, tactics }: ModelFigures, node: number): string {
  const { state } = evaluation
  const taken = state.mesh.axes.flatMap(({ name }, axis) => {
    const factor = state.nodeFactor[node * state.axes + axis]!
    const tactic = tactics[state.nodeTactic[node * state.axes + axis]!]
    return factor < 0 ? [] : [`${factorName(factor)} on ${name}${tactic === undefined ? '' : ` (${tactic})`}`]
  })
  const conflict = evaluation.conflicts.find((one) => one.node === node)
  const note = conflict === undefined ? '' : ` · conflict on ${state.mesh.axes[conflict.axis]?.name ?? '?'}`
  return taken.length === 0 ? `${note === '' ? ' computed whole' : note}` : ` ${taken.join(', ')}${note}`
}

/** Flops, time and roofline of the node's kernel; an empty text where it costs nothing. */
function costText(simulated: Simulated, node: number): { readonly text: string; readonly kernel?: Explanation } {
  const { local, simulation } = simulated
  for (let step = 0; step < local.steps.count; step++) {
    if (local.steps.node[step] !== node || local.steps.collective[step]! >= 0) continue
    const flops = simulation.kernels.flops[step] ?? 0
    const kernel = explainStep(simulated, step)
    const amount = `${formatFlops(flops)} on one device`
    if (kernel === undefined) return { text: flops === 0 ? '' : `${amount} · computed inside its consumers` }
    const time = formatSeconds(kernel.value)
    const regime = kernel.regime === undefined ? '' : ` · ${kernel.regime}`
    return { text: `${amount} · **${time}**${regime}\n\n${explanationBlock(kernel)}`, kernel }
  }
  return { text: '' }
}

function placeText(program: Program, node: number): string | undefined {
  const { scope, phase, source } = placeOf(program, node)
  const parts = [
    ...(scope === '' ? [] : [code(scope)]),
    ...(phase === 'none' ? [] : [phase]),
    ...(source === undefined ? [] : [`${source.file}:${source.line}`]),
  ]
  return parts.length === 0 ? undefined : `_${parts.join(' · ')}_`
}
