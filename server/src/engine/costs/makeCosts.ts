// Analysis -> what the cost panel shows: one schedule after some of its tactics, in full; the other ones by their figures.
import { formatFlopRate, formatQuantity } from '../../base/format'
import type { Device } from '../../cost/devices'
import { deviceNames } from '../../cost/devices'
import type { Explanation } from '../../cost/explain/explanation'
import { explainTotal } from '../../cost/explain/explainTotals'
import type { Simulated } from '../../cost/explain/explainTotals'
import { findPieces } from '../../cost/memoryPieces'
import type { ModelFlops } from '../../cost/modelFlops'
import { prepare } from '../../cost/prepare'
import { layOut } from '../../cost/topology'
import type { CostsReport, PanelExplanation, ScheduleSummary } from '../../protocol/costs'
import type { Mesh } from '../../sharding/mesh'
import type { Analysis, Evaluation, ScheduleAnalysis } from '../analysis'
import { simulatedOf } from '../explain'
import { listCollectives } from './collectives'
import { getLabels } from './labels'
import type { PanelProblem } from './problems'
import { notUnderstood } from './problems'
import type { Pulse } from './pulse'
import { createPulse, unlessEnded } from './pulse'
import { finite, stateOf } from './states'
import { listTactics, numberTactics } from './tactics'
import { listTensors } from './tensors'
import { makeTimeline } from './timeline'

export interface CostsOptions {
  /** What reports of the same text, model and settings share. */
  readonly basis: string
  /** Names of the tactics file and of the model, to be shown. */
  readonly file: string
  readonly model: string
  /** All that were found, in the order in which they are told. */
  readonly problems: readonly PanelProblem[]
  /** The analysis is of changes that are only thought of. */
  readonly isWhatIf: boolean
  /** Of the analysis. */
  readonly milliseconds: number
  /** Asked between the parts and in long loops; true ends it. */
  readonly isCancelled?: (() => boolean) | undefined
}

/** Problems that are listed. */
const mostProblems = 500

/** Undefined where no schedule was analysed in full, and when it was cancelled. Linear in steps and values; the report's own size is bounded. */
export function makeCosts(analysis: Analysis, options: CostsOptions): CostsReport | undefined {
  const pulse = createPulse(options.isCancelled ?? (() => false))
  return unlessEnded(() => makeReport(analysis, options, pulse))
}

function makeReport(analysis: Analysis, options: CostsOptions, pulse: Pulse): CostsReport | undefined {
  const schedule = analysis.schedules.find(({ shown }) => shown !== undefined)
  const evaluation = schedule?.shown
  if (schedule === undefined || evaluation === undefined) return undefined
  const { mesh, device, model, deviceFile } = analysis
  const simulated = simulatedOf(evaluation, analysis)
  const full = inFull(evaluation, schedule, { ...options, simulated, device, pulse })
  const own = [...new Set([...(deviceFile?.devices ?? []).map(({ name }) => name), ...deviceNames])]
  return {
    basis: options.basis,
    file: options.file,
    model: { name: options.model, operations: model.module.columns.operations.count },
    mesh: mesh.axes.map(({ name, size }) => ({ name, size })),
    device: { ...describeDevice(device, evaluation.simulation.modelFlops), ...describeTopology(mesh, device) },
    devices: own,
    isWhatIf: options.isWhatIf,
    schedule: schedule.name,
    schedules: analysis.schedules.map((one) => summarize(one, device)),
    tactics: listTactics(schedule, mesh),
    initial: stateOf(schedule.initial),
    applied: schedule.applied,
    ...expectationsOf(schedule),
    headline: explainHeadline(simulated, pulse),
    ...full,
    assumptions: simulated.assumptions.map(({ text }) => text),
    notUnderstood: notUnderstood(model.program),
    problems: options.problems.slice(0, mostProblems).map((problem) => ({ ...problem })),
    milliseconds: options.milliseconds,
  }
}

type InFull = Pick<CostsReport, 'timeline' | 'collectives' | 'explanations' | 'tensors' | 'more'>

interface FullOptions extends Pick<CostsOptions, 'problems'> {
  readonly pulse: Pulse
  readonly simulated: Simulated
  readonly device: Device
}

/** What only a local program shows. */
function inFull(
  evaluation: Evaluation,
  schedule: ScheduleAnalysis,
  { simulated, device, problems, pulse }: FullOptions,
): InFull {
  const { local } = evaluation
  const { applied, steps, initial } = schedule
  const labels = getLabels(local.program)
  const tactics = numberTactics(schedule)
  const { beat, look } = pulse
  look()
  const pieces = findPieces(prepare(local, device.backend), beat)
  look()
  const collectives = listCollectives(evaluation, labels, { tactics, simulated, beat })
  look()
  const tensors = listTensors({ evaluation, labels, tactics, device }, pieces)
  look()
  const before = applied === 0 ? undefined : (steps[applied - 2] ?? initial).shares
  return {
    timeline: makeTimeline(evaluation, labels, { pieces, before, pulse }),
    collectives: [...collectives.rows],
    explanations: collectives.explanations.map(toPanel),
    tensors: [...tensors.rows],
    more: {
      collectives: collectives.more,
      tensors: tensors.more,
      problems: Math.max(0, problems.length - mostProblems),
    },
  }
}

const headlines = [
  'peakMemory',
  'stepTime',
  'computeTime',
  'communicationTime',
  'exposedCommunication',
  'mfu',
  'flops',
] as const

const explainHeadline = (simulated: Simulated, { look }: Pulse): Record<string, PanelExplanation> =>
  Object.fromEntries(
    headlines.map((figure) => {
      look()
      return [figure, toPanel(explainTotal(simulated, figure))]
    }),
  )

/** Numbers as texts with their units. */
function toPanel(explanation: Explanation): PanelExplanation {
  const { title, value, unit, formula, substituted, terms, regime, source, assumptions } = explanation
  return {
    title,
    value: formatQuantity(value, unit),
    formula,
    substituted,
    terms: terms.map((term) => ({
      name: term.name,
      symbol: term.symbol,
      value: formatQuantity(term.value, term.unit),
      source: term.source,
    })),
    ...(regime === undefined ? {} : { regime }),
    source,
    assumptions: [...assumptions],
  }
}

/** The rate that most of the model's products run at. */
function describeDevice(device: Device, { modelByRate }: ModelFlops): CostsReport['device'] {
  const [rate = 'bf16'] = [...modelByRate].sort(([, a], [, b]) => b - a)[0] ?? []
  const peak = formatFlopRate(rate === 'none' ? device.vector : device[rate])
  const ofType = rate === 'none' ? 'vector' : rate
  return { name: device.name, memory: finite(device.memory), peak: `${peak} ${ofType}`, overlap: device.overlap }
}

/** The shape that collectives run on: the one that is given, as far as it fits, or what is taken for it. */
function describeTopology(mesh: Mesh, device: Device): Pick<CostsReport['device'], 'topology'> {
  const { dims, isAssumed } = layOut(mesh, device)
  return dims.length === 0 ? {} : { topology: { shape: dims.map(({ size }) => size).join('x'), isAssumed } }
}

const summarize = ({ name, steps, final }: ScheduleAnalysis, device: Device): ScheduleSummary => ({
  name,
  tactics: steps.map(({ tactic }) => tactic.name.text),
  state: stateOf(final),
  overMemory: finite(Math.max(0, final.figures.peakMemory - device.memory)),
})

function expectationsOf({
  schedule,
  expectations,
}: ScheduleAnalysis): Pick<CostsReport, 'expectations' | 'expectedMemory'> {
  const limits = (schedule?.expectations ?? []).flatMap(({ figure, operator, value }) =>
    figure.text === 'peak_memory' && operator.startsWith('<') ? [value.value] : [],
  )
  return {
    expectations: expectations.map(({ text, holds }) => ({ text, holds })),
    ...(limits.length === 0 ? {} : { expectedMemory: finite(Math.min(...limits)) }),
  }
}
