// Lenses of a model: totals over the analysed function, over functions that are called where these count, and over loops.
import { formatSeconds } from '../base/format'
import type { Span } from '../base/problems'
import type { LoadedModel } from '../engine/analysis'
import { regionsOfStep } from '../lowering/innerRegions'
import { decodeText } from '../mlir/text'
import type { SearchCommand, SearchPlace } from '../protocol/commands'
import type { CostsWish } from '../protocol/panelRequests'
import type { ProgramRegion } from '../sharding/program'
import { sitesOf } from './callIndex'
import { describeSummary } from './effects'
import type { ModelFigures } from './modelFigures'
import { operationNameSpan } from './modelHover'
import { stepOf } from '../engine/modelIndex'
import { addTotals, countCollectives, totalsOf, totalsOfCall } from './regionTotals'

/** Commands without `shardlens.`: of the editor, and of the server about searches. */
export type LensAction = 'selectSchedule' | 'compareSchedules' | 'showCosts' | 'showGraph' | `search.${SearchCommand}`

export interface Lens {
  readonly span: Span
  readonly title: string
  /** What selecting it does; undefined for one that only tells. */
  readonly action: LensAction | undefined
  /** What the action is given. */
  readonly argument?: string
  /** What the cost panel is to show. */
  readonly wish?: CostsWish
  /** What a command about searches is given. */
  readonly place?: Omit<SearchPlace, 'uri'>
}

/** In text order for functions, then loops. Costs what functions, calls and loops there are. */
export function modelLenses(model: LoadedModel, figures: ModelFigures): Lens[] {
  return [...functionLenses(model, figures), ...loopLenses(model, figures)]
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ')

/** Functions without collectives below this share of the step have no lens: half of a model's are masks and indices. */
const leastShare = 0.01

function functionLenses({ module, program }: LoadedModel, figures: ModelFigures): Lens[] {
  const { columns } = module
  const { functions } = columns
  const { evaluation } = figures
  const whole = totalsOf(evaluation, 0, evaluation.local.steps.count)
  const least = leastShare * (whole.compute + whole.exposed)
  return Array.from({ length: functions.count }, (_, index) => index).flatMap((index): Lens[] => {
    const span = { start: functions.nameStart[index]!, end: functions.nameEnd[index]! }
    const name = `@${decodeText(columns.bytes, span.start, span.end)}`
    if (index === module.main) {
      const title = `${name}: ${joined(describeSummary(evaluation.figures), countCollectives(whole.collectives))}`
      return [
        { span, title, action: undefined },
        { span, title: scheduleTitle(figures), action: 'selectSchedule' },
      ]
    }
    const sites = sitesOf(program, index)
    const totals = sites.flatMap((site) => totalsOfCall(evaluation, site) ?? [])
    const { compute, exposed, collectives } = addTotals(totals)
    const isTold = collectives.some((count) => count > 0) || compute + exposed >= Math.max(least, Number.MIN_VALUE)
    if (!isTold) return []
    const calls = sites.length === 1 ? '1 call' : `${sites.length} calls`
    const title = `${name}: ${joined(calls, formatSeconds(compute + exposed), countCollectives(collectives))}`
    return [{ span, title, action: undefined }]
  })
}

/** `schedule default, after Z3`. */
function scheduleTitle({ schedule, tactics }: ModelFigures): string {
  const last = tactics.at(-1)
  return `schedule ${schedule}${last === undefined ? ', without tactics' : `, after ${last}`}`
}

/** One a loop of the text: its first expansion speaks for all. */
function loopLenses({ program, module }: LoadedModel, { evaluation }: ModelFigures): Lens[] {
  const seen = new Set<number>()
  return program.regions.flatMap((body): Lens[] => {
    const operation = body.kind === 'body' ? program.nodes.operation[body.node]! : -1
    if (operation < 0 || seen.has(operation)) return []
    seen.add(operation)
    const title = describeLoop(evaluation, body)
    return title === undefined ? [] : [{ span: operationNameSpan(module.columns, operation), title, action: undefined }]
  })
}

/** `32 iterations · 4.10 ms each · 12 collectives in each`. */
function describeLoop(evaluation: ModelFigures['evaluation'], body: ProgramRegion): string | undefined {
  const { local, simulation } = evaluation
  const step = stepOf(local, body.node)
  if (step < 0) return undefined
  const { end } = local.steps
  const own = regionsOfStep(local, step)
  const seconds = own.reduce((sum, region) => sum + (simulation.timeline.regionSeconds[region] ?? 0), 0)
  const inside = countCollectives(totalsOf(evaluation, step, end[step]!).collectives)
  const trips = body.tripCount === 1 ? '1 iteration' : `${body.tripCount.toLocaleString('en-US')} iterations`
  const counted = body.isTripCountAssumed
    ? `unknown iterations, taken as ${body.tripCount.toLocaleString('en-US')}`
    : trips
  return joined(counted, `${formatSeconds(seconds)} each`, inside === '' ? '' : `${inside} in each`)
}
