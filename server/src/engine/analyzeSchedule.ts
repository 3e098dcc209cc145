// One schedule of a file: its tactics applied, each step and the end figured, its expectations checked, what is wrong with it said.
import type { Problem } from '../base/problems'
import { findAssumptions } from '../cost/assumptions'
import type { Device } from '../cost/devices'
import { describeRefusals } from '../sharding/describeRefusals'
import type { Schedule, Tactic } from '../tactics/syntaxTree'
import type { ScheduleAnalysis, StepAnalysis } from './analysis'
import type { AnalyzeRequest } from './analyzer'
import type { Applied, Ground } from './applySchedule'
import { applySchedule } from './applySchedule'
import { evaluatePrefix, figurePrefix } from './evaluate'
import { checkExpectation } from './expectations'
import { conflictProblems, costProblems, noEffectProblem } from './findings'
import { otherReshardProblems, reshardProblems } from './reshards'
import { foundProblems } from './search/foundProblems'

export interface NamedSchedule {
  readonly name: string
  readonly schedule: Schedule | undefined
  readonly tactics: readonly Tactic[]
}

export interface Setting extends Ground {
  readonly request: AnalyzeRequest
  readonly device: Device
  readonly isDeviceAssumed: boolean
  /** Where the names of tactics begin whose reshards the schedule in full tells of. */
  readonly told: ReadonlySet<number>
}

export interface AnalyzedSchedule {
  readonly value: ScheduleAnalysis
  /** Located in the tactics file. */
  readonly problems: readonly Problem[]
  readonly modelProblems: readonly Problem[]
}

/** `isInFull`: with its local program and simulation. Returns undefined when it was cancelled. */
export function analyzeSchedule(
  setting: Setting,
  { name, schedule, tactics }: NamedSchedule,
  isInFull: boolean,
): AnalyzedSchedule | undefined {
  const { evaluator, device, mesh, request, isDeviceAssumed } = setting
  const { start, applied, last, problems: modelProblems } = applySchedule(setting, tactics)
  if (request.isCancelled?.() === true) return undefined
  // In full first: its figures then serve the last step.
  const evaluation = isInFull ? evaluatePrefix(evaluator, last, device) : undefined
  const wanted = request.applied?.schedule === name ? request.applied.count : applied.length
  const count = Math.min(wanted, applied.length)
  const shown = isInFull ? evaluatePrefix(evaluator, applied[count - 1]?.prefix ?? start, device) : undefined
  const initial = figurePrefix(evaluator, start, device)
  const steps: StepAnalysis[] = []
  for (const step of applied) {
    if (request.isCancelled?.() === true) return undefined
    steps.push(stepOf(setting, step))
  }
  const final = figurePrefix(evaluator, last, device)
  const basis = { mesh, device, isDeviceAssumed }
  const assumptions = findAssumptions(evaluator.program, final.figures, basis)
  const expectations = (schedule?.expectations ?? []).map((one) =>
    checkExpectation(one, final.figures, mesh, assumptions),
  )
  const results = expectations.map(({ result }) => result)
  const value = { name, schedule, initial, steps, final, evaluation, applied: count, shown, expectations: results }
  const failed = expectations.flatMap(({ problem }) => problem ?? [])
  return { value, problems: problemsOf(setting, value, failed), modelProblems }
}

/** `failed`: of its expectations. */
function problemsOf(
  { request, device, told }: Setting,
  { schedule, steps, final, evaluation }: ScheduleAnalysis,
  failed: readonly Problem[],
): Problem[] {
  // Without what is being searched for, the figures are not those of the schedule.
  const isWhole = request.solve === undefined || steps.every(({ asked }) => asked === undefined)
  return [
    ...steps.flatMap((step) => step.problems),
    ...(isWhole ? failed : []),
    ...(schedule === undefined || !isWhole ? [] : costProblems(schedule, final, device)),
    ...(evaluation === undefined ? [] : reshardProblems(evaluation, steps)),
    ...(schedule === undefined || !isWhole || evaluation !== undefined
      ? []
      : otherReshardProblems(schedule, final, steps, told)),
  ]
}

function stepOf(setting: Setting, applied: Applied): StepAnalysis {
  const { tactic, prefix, problems: bindProblems, isIdle } = applied
  const figured = figurePrefix(setting.evaluator, prefix, setting.device)
  const outcome = isIdle ? undefined : prefix.partitioned.outcome
  const actions = outcome?.actions ?? []
  const changed = outcome?.changed ?? 0
  const { program } = setting.evaluator
  const problems = tactic.isAutomatic
    ? foundProblems(tactic, applied.found?.strategy, figured.state)
    : [
        ...bindProblems,
        ...describeRefusals(tactic, actions, program, figured.state),
        ...(!isIdle && changed === 0 && bindProblems.length === 0
          ? [
              noEffectProblem(
                tactic,
                actions.flatMap(({ values }) => [...values]),
                figured.state,
              ),
            ]
          : []),
        ...conflictProblems(tactic, outcome?.conflicts ?? [], program),
      ]
  const matched = actions.reduce((sum, action) => sum + action.values.length, 0)
  const refused = actions.reduce((sum, action) => sum + action.refusals.length, 0)
  const { found, asked } = applied
  const ofSearch = { ...(found === undefined ? {} : { found }), ...(asked === undefined ? {} : { asked }) }
  return { ...figured, tactic: nameStep(applied), actions, matched, refused, changed, isIdle, problems, ...ofSearch }
}

/** Parts of what was found for `Find` are `Find.Heads`, `Find.Z2`. */
const nameStep = ({ tactic, found }: Applied): Tactic =>
  found?.written === undefined
    ? tactic
    : { ...tactic, name: { ...tactic.name, text: `${tactic.name.text}.${found.written.name}` } }
