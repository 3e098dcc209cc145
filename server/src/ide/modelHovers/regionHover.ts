// Hovers of what holds operations: functions, calls, loops and branches, with what they take.
import { formatBytes, formatCount, formatFlops, formatSeconds } from '../../base/format'
import { operationName } from '../../engine/names'
import { regionsOfStep } from '../../lowering/innerRegions'
import { decodeText } from '../../mlir/text'
import { bodyOf, regionsOf } from '../../sharding/innerRegions'
import { NodeRole } from '../../sharding/program'
import { sitesOf } from '../callIndex'
import { code, plain } from '../markdown'
import { nodesOf, indexProgram, stepOf } from '../../engine/modelIndex'
import type { Totals } from '../regionTotals'
import { addTotals, countCollectives, listCollectives, totalsOf, totalsOfCall } from '../regionTotals'
import { describeSummary } from '../effects'
import type { FiguredContext, HoverContext } from './context'
import { countOf, hasFigures, placeText } from './context'

/** Text for function `index` of the columns. */
export function functionHover(context: HoverContext, index: number): string {
  const { program, module } = context.model
  const { columns } = module
  const { operations, functions } = columns
  const operation = functions.operation[index]!
  const name = `@${decodeText(columns.bytes, functions.nameStart[index]!, functions.nameEnd[index]!)}`
  const isMain = index === module.main
  const sites = sitesOf(program, index)
  const counted = countOf(operations.subtreeEnd[operation]! - operation - 1, 'operation')
  const use = isMain
    ? 'the analysed function'
    : sites.length === 0
      ? 'not part of the analysed program'
      : `expanded ${countOf(sites.length, 'time')}`
  const head = `**function** ${code(name)} · ${counted} · ${use}`
  return [head, ...(isMain ? mainParts(context) : hasFigures(context) ? callParts(context, sites) : [])].join('\n\n')
}

function mainParts(context: HoverContext): string[] {
  const { module } = context.model
  const sizeOf = (parameters: readonly { readonly type: { readonly bytes: number } }[]): string =>
    formatBytes(parameters.reduce((sum, { type }) => sum + type.bytes, 0))
  const signature = `${countOf(module.arguments.length, 'argument')}, ${sizeOf(module.arguments)} · ${countOf(module.results.length, 'result')}, ${sizeOf(module.results)}`
  if (!hasFigures(context)) return [signature]
  const { evaluation, schedule } = context.figures
  const totals = totalsOf(evaluation, 0, evaluation.local.steps.count)
  return [
    `${signature}, all global`,
    `in schedule ${code(schedule)}: **${describeSummary(evaluation.figures)}**`,
    totalsText(totals),
  ]
}

function callParts({ figures: { evaluation, schedule } }: FiguredContext, sites: readonly number[]): string[] {
  const totals = sites.flatMap((site) => totalsOfCall(evaluation, site) ?? [])
  const [first] = totals
  if (first === undefined) return []
  const all = addTotals(totals)
  const each = sites.length === 1 ? [] : [`the first expansion: ${totalsText(first)}`]
  return [`in schedule ${code(schedule)}: ${totalsText(all)}`, ...each]
}

/** Text for a call that is expanded at these sites. */
export function callHover(context: HoverContext, operation: number, sites: readonly number[]): string {
  const { columns } = context.model.module
  const written = decodeText(
    columns.bytes,
    columns.operations.nameStart[operation]!,
    columns.operations.nameStart[operation]! + 200,
  )
  const callee = /@(?:"[^"]*"|[\w.$-]+)/.exec(written)?.[0] ?? ''
  const times = sites.length === 1 ? '' : ` · expanded ${countOf(sites.length, 'time')}`
  return [`**call** ${code(callee)}${times}`, ...(hasFigures(context) ? callParts(context, sites) : [])].join('\n\n')
}

/** `1.20 ms compute, 310 µs exposed communication · 25.8 GFLOP · 2 all_gather`, in one execution of the program. */
function totalsText({ compute, exposed, flops, collectives }: Totals): string {
  const listed = listCollectives(collectives)
  const time = `${formatSeconds(compute + exposed)} of a step: ${formatSeconds(compute)} compute, ${formatSeconds(exposed)} exposed communication`
  return [
    compute + exposed === 0 ? 'no time of its own: computed inside its consumers' : time,
    `${formatFlops(flops)} on one device`,
    listed === '' ? 'no collectives' : listed,
  ].join(' · ')
}

/** Text for a while, case or if, whose nodes these are. */
export function regionHover(context: HoverContext, operation: number): string {
  const { program } = context.model
  const nodes = nodesOf(indexProgram(program), operation)
  const [node = 0] = nodes
  const isLoop = program.nodes.role[node] === NodeRole.loop
  const expansions = nodes.length === 1 ? '' : ` · ${countOf(nodes.length, 'expansion')} of its function`
  const place = placeText(context, node)
  return [
    `**${plain(operationName(program, node))}** · ${isLoop ? describeTrips(context, node) : countBranches(context, node)}${expansions}`,
    ...(hasFigures(context) ? regionParts(context, node) : []),
    ...(place === undefined ? [] : [`---\n\n${place}`]),
  ].join('\n\n')
}

function describeTrips({ model: { program } }: HoverContext, node: number): string {
  const body = bodyOf(program, node)
  if (body === undefined) return 'no body'
  const trips = countOf(body.tripCount, 'iteration')
  return body.isTripCountAssumed ? `unknown number of iterations, taken to be ${formatCount(body.tripCount)}` : trips
}

const countBranches = ({ model: { program } }: HoverContext, node: number): string =>
  `${countOf(regionsOf(program, node).length, 'branch', 'branches')}, of which the one with the most work counts`

function regionParts({ figures: { evaluation } }: FiguredContext, node: number): string[] {
  const { local, simulation } = evaluation
  const step = stepOf(local, node)
  if (step < 0) return []
  const totals = totalsOf(evaluation, step, local.steps.end[step]!)
  const rows = regionsOfStep(local, step).map((i) => {
    const region = local.regions[i]!
    return `- one execution of the ${region.kind}: **${formatSeconds(simulation.timeline.regionSeconds[i] ?? 0)}**${insideText(evaluation, region)}`
  })
  return [totalsText(totals), rows.join('\n')]
}

/** `, 2 collectives`. */
function insideText(
  evaluation: FiguredContext['figures']['evaluation'],
  region: { readonly firstStep: number; readonly endStep: number },
): string {
  const inside = countCollectives(totalsOf(evaluation, region.firstStep, region.endStep).collectives)
  return inside === '' ? '' : `, ${inside}`
}
