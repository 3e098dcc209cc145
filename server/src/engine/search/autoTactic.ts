// An automatic tactic at its place in a schedule -> the strategy that a search finds for it, as plain data.
import { bytes } from '../../base/units'
import type { Bytes, Seconds } from '../../base/units'
import { seconds } from '../../base/units'
import type { Device } from '../../cost/devices'
import type { Reached } from '../../search/applySet'
import type { SetCost } from '../../search/evaluateSet'
import type { Action, ActionTable } from '../../search/actions'
import type { AskingCosts, Ground, SearchOutcome, SearchRequest } from '../../search/runSearch'
import { answerHere, confirmOutcome, createEvaluators, listOwnActions, startSearch } from '../../search/runSearch'
import { isLegal } from '../../search/sets'
import { compilePattern } from '../../tactics/matchPattern'
import type { Tactic } from '../../tactics/syntaxTree'
import type { FoundKind } from './recognise'
import { foundNames, recognise } from './recognise'
import type { WrittenTactic } from './writeSet'
import { writeSet } from './writeSet'

/** Evaluations of a tactic that names no number of them. */
export const usualEvaluations = 60

export interface AutoQuestion {
  /** Equal questions have equal keys. */
  readonly key: string
  readonly tactic: Tactic
  /** What the tactics before it have left. */
  readonly start: Reached
  readonly device: Device
  /** Names that new tactics must not take. */
  readonly taken: readonly string[]
}

export interface FoundCost {
  readonly stepTime: Seconds
  readonly peakMemory: Bytes
}

/** One decision of a found strategy, and what would be without it. */
export interface Decision {
  readonly kind: FoundKind
  /** `Megatron over attention heads on model, 32 layers`. */
  readonly title: string
  /** The rest of the strategy alone; undefined where that makes no sense. */
  readonly without: FoundCost | undefined
}

export interface FoundStrategy {
  readonly tactics: readonly WrittenTactic[]
  readonly decisions: readonly Decision[]
  readonly before: FoundCost
  readonly after: FoundCost
  /** Bytes of one device that it should fit. */
  readonly memory: Bytes
  /** Distinct states looked at, and what there was to choose from. */
  readonly evaluations: number
  readonly actions: number
  /** False where somebody ended the search: the best so far. */
  readonly isWhole: boolean
}

export interface AutoProgress {
  readonly best: FoundCost
  readonly evaluations: number
  readonly budget: number
}

export interface AutoOptions {
  readonly isEnded?: () => boolean
  readonly onProgress?: (progress: AutoProgress) => void
}

/** A question made ready: the actions that there are, and what sets of them are evaluated on. */
export interface PreparedSearch {
  readonly question: AutoQuestion
  readonly request: SearchRequest
  readonly ground: Ground
}

export function prepareSearch(question: AutoQuestion, { isEnded, onProgress }: AutoOptions = {}): PreparedSearch {
  const { tactic, start, device } = question
  const { mesh } = start.state
  const budget = Math.max(1, quantityOf(tactic, 'evaluations') ?? usualEvaluations)
  const request: SearchRequest = {
    start,
    axes: tactic.axes.flatMap(({ text }) => {
      const axis = mesh.axes.findIndex(({ name }) => name === text)
      return axis < 0 ? [] : [axis]
    }),
    over: argumentsOver(question),
    device,
    memory: quantityOf(tactic, 'memory') ?? device.memory,
    evaluations: budget,
    seed: quantityOf(tactic, 'seed') ?? 0,
    ...(isEnded === undefined ? {} : { isEnded }),
    onBatch: ({ cost }, evaluations) => onProgress?.({ best: costOf(cost), evaluations, budget }),
  }
  return { question, request, ground: { table: listOwnActions(request), start, device } }
}

/** Runs the search on this thread. Deterministic. */
export function solveAuto(question: AutoQuestion, onProgress?: AutoOptions['onProgress']): FoundStrategy {
  const prepared = prepareSearch(question, onProgress === undefined ? {} : { onProgress })
  const evaluators = createEvaluators(prepared.ground)
  const searching = startSearch(prepared.request, prepared.ground.table)
  answerHere(searching.asking, evaluators)
  return answerHere(describeOutcome(prepared, searching), evaluators)
}

function quantityOf({ fields }: Tactic, name: string): number | undefined {
  const value = fields.find((field) => field.name.text === name)?.value
  return value?.kind === 'quantity' ? value.value : undefined
}

function argumentsOver({ tactic, start }: AutoQuestion): ReadonlySet<number> | undefined {
  const pattern = tactic.fields.find(({ name }) => name.text === 'over')?.value
  if (pattern?.kind !== 'path') return undefined
  const matches = compilePattern(pattern)
  return new Set(start.state.program.module.arguments.flatMap(({ segments }, i) => (matches(segments) ? [i] : [])))
}

const costOf = ({ stepTime, peakMemory }: SetCost): FoundCost => ({
  stepTime: seconds(stepTime),
  peakMemory: bytes(peakMemory),
})

export interface DescribeOptions {
  /** False where somebody ended the search: then what takes long is left out. */
  readonly isWhole: boolean
}

/** What was found, in full figures and as text. */
export function* describeOutcome(
  { question, request }: PreparedSearch,
  estimated: SearchOutcome,
  { isWhole }: DescribeOptions = { isWhole: true },
): AskingCosts<FoundStrategy> {
  const { table, ledger } = yield* confirmOutcome(estimated, !isWhole)
  const before = ledger.bySet.get('')
  const best = ledger.best ?? before
  if (before === undefined || best === undefined)
    throw new Error('what was found is evaluated whether it is wanted or not')
  const { set } = best
  const without = set.map((_, at) => set.filter((_id, i) => i !== at))
  const asked = isWhole ? without.filter((less) => isLegal(table, less)) : []
  const costs = yield { sets: asked, likely: [], precision: 'whole' }
  return {
    tactics: writeSet(table, set, question.start, question.taken).tactics,
    decisions: set.map((id, at) => explainDecision(table, id, costs[asked.indexOf(without[at]!)])),
    before: costOf(before.cost),
    after: costOf(best.cost),
    memory: bytes(request.memory),
    evaluations: ledger.states.size,
    actions: table.actions.length,
    isWhole,
  }
}

/** Equal layers in which an action does the same. */
function layersOf(action: Action): number {
  if (action.kind === 'zero') return 1
  if (action.kind === 'pin') return action.pin.values.length
  return (action.kind === 'tile' ? action.choice : action.exchange.inside).roots.length
}

/** What each decision saves is seen by leaving it out. */
function explainDecision(table: ActionTable, id: number, without: SetCost | undefined): Decision {
  const action = table.actions[id]!
  const kind = recognise(table.program, action)
  const axes = (action.kind === 'zero' ? action.axes : [action.axis]).map((axis) => table.mesh.axes[axis]!.name)
  const layers = layersOf(action)
  const copies = layers > 1 ? `, ${layers} layers` : ''
  return {
    kind,
    title: `${foundNames[kind].title} on ${axes.join(' and ')}${copies}`,
    without: without && costOf(without),
  }
}
