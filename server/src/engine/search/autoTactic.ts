// An automatic tactic at its place in a schedule -> the strategy that a search finds for it, as plain data.
import { bytes } from '../../base/units'
import type { Bytes, Seconds } from '../../base/units'
import { seconds } from '../../base/units'
import type { Device } from '../../cost/devices'
import type { Reached } from '../../search/applySet'
import type { SetCost } from '../../search/evaluateSet'
import type { ActionSet, Known } from '../../search/ledger'
import type { SearchOutcome } from '../../search/runSearch'
import { runSearch } from '../../search/runSearch'
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

/** Runs the search on this thread. Deterministic but for `isEnded`. */
export function solveAuto(
  question: AutoQuestion,
  { isEnded = () => false, onProgress }: AutoOptions = {},
): FoundStrategy {
  const { tactic, start, device } = question
  const { mesh } = start.state
  const memory = quantityOf(tactic, 'memory') ?? device.memory
  const budget = Math.max(1, quantityOf(tactic, 'evaluations') ?? usualEvaluations)
  const axes = tactic.axes.flatMap(({ text }) => {
    const axis = mesh.axes.findIndex(({ name }) => name === text)
    return axis < 0 ? [] : [axis]
  })
  let wasEnded = false
  const outcome = runSearch({
    start,
    axes,
    over: argumentsOver(question),
    device,
    memory,
    evaluations: budget,
    seed: quantityOf(tactic, 'seed') ?? 0,
    isEnded: () => (wasEnded ||= isEnded()),
    onBatch: ({ cost }, evaluations) => onProgress?.({ best: costOf(cost), evaluations, budget }),
  })
  return describe(question, outcome, { memory, isWhole: !wasEnded })
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

function describe(
  question: AutoQuestion,
  outcome: SearchOutcome,
  { memory, isWhole }: { readonly memory: number; readonly isWhole: boolean },
): FoundStrategy {
  const { table, ledger } = outcome
  const before = ledger.bySet.get('')
  const best = ledger.best ?? before
  if (before === undefined || best === undefined) throw new Error('a search evaluates what there is before it')
  return {
    tactics: writeSet(table, best.set, question.start, question.taken).tactics,
    decisions: best.set.map((id, at) => explainDecision(outcome, best, { id, at })),
    before: costOf(before.cost),
    after: costOf(best.cost),
    memory: bytes(memory),
    evaluations: ledger.states.size,
    actions: table.actions.length,
    isWhole,
  }
}

/** What each decision saves is seen by leaving it out; most of these sets the search has seen itself. */
function explainDecision(
  { table, evaluator }: SearchOutcome,
  best: Known,
  { id, at }: { id: number; at: number },
): Decision {
  const action = table.actions[id]!
  const kind = recognise(table.program, action)
  const axes = (action.kind === 'tile' ? [action.axis] : action.axes).map((axis) => table.mesh.axes[axis]!.name)
  const copies = action.kind === 'tile' && action.choice.copies > 1 ? `, ${action.choice.copies} layers` : ''
  const without: ActionSet = best.set.filter((_, i) => i !== at)
  return {
    kind,
    title: `${foundNames[kind].title} on ${axes.join(' and ')}${copies}`,
    without: isLegal(table, without) ? costOf(evaluator.evaluate(without)) : undefined,
  }
}
