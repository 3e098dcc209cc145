// Questions about a tactics file beside its analysis: what a change would come to, what panels show, sweeps, comparisons.
import { basename } from 'node:path'
import type { Analysis } from '../engine/analysis'
import type { AnalyzeRequest, Analyzer } from '../engine/analyzer'
import type { CostsOptions } from '../engine/costs/makeCosts'
import { makeCosts } from '../engine/costs/makeCosts'
import type { PanelProblem } from '../engine/costs/problems'
import { modelProblems, tacticsProblems } from '../engine/costs/problems'
import { sweepPoints } from '../engine/costs/sweepPoints'
import type { GraphAsk, GraphReply } from '../engine/graph/answerGraph'
import { answerGraph, answerOfModel } from '../engine/graph/answerGraph'
import { reportModelProblems, reportTacticsProblems } from '../engine/report'
import { detachSnapshot, makeSnapshot } from '../engine/snapshot'
import { compareReports } from '../protocol/compareReports'
import type { ScheduleDifference } from '../protocol/costs'
import type { TacticsSource } from '../tactics/sources'
import type { WorkerRequest, WorkerResponse } from './messages'

export type Question = Extract<WorkerRequest, { kind: 'foresee' | 'view' | 'costs' | 'difference' | 'graph' | 'sweep' }>
type QuestionAnswer = Extract<
  WorkerResponse,
  { kind: 'foreseen' | 'view' | 'costs' | 'difference' | 'graph' | 'sweep' | 'cancelled' }
>

export interface QuestionContext {
  readonly analyzer: Analyzer
  readonly engine: AnalyzeRequest
  readonly sources: readonly TacticsSource[]
  readonly modelPath: string
  /** Names the model's version. */
  readonly modelKey: string
  /** Since the question was begun. */
  readonly milliseconds: () => number
}

/** Of a file without a model that can be read. */
export function noAnswer({ kind, id }: Question): QuestionAnswer {
  switch (kind) {
    case 'foresee':
      return { kind: 'foreseen', id, outlook: undefined }
    case 'view':
      return { kind: 'view', id, modelKey: '', snapshot: undefined }
    case 'costs':
      return { kind: 'costs', id, report: undefined }
    case 'difference':
      return { kind: 'difference', id, difference: undefined }
    case 'graph':
      return { kind: 'graph', id, reply: { kind: 'none' } }
    case 'sweep':
      return { kind: 'sweep', id, result: 'there is no model to sweep' }
  }
}

/** Takes long for a sweep, and for models of many operations. */
export function answerWith(
  context: QuestionContext,
  question: Question,
  onProgress: (done: number, total: number) => void,
): QuestionAnswer {
  const { analyzer, engine, milliseconds } = context
  const { id } = question
  switch (question.kind) {
    case 'foresee':
      return { kind: 'foreseen', id, outlook: analyzer.foresee(engine) }
    case 'view': {
      const { inFull } = engine
      const analysis = analyzer.consider(inFull === undefined ? engine : { ...engine, schedules: [inFull] })
      const snapshot = analysis && detachSnapshot(makeSnapshot(analysis, inFull))
      return { kind: 'view', id, modelKey: context.modelKey, snapshot }
    }
    case 'costs':
      return { kind: 'costs', id, report: reportCosts(context, question) }
    case 'difference':
      return { kind: 'difference', id, difference: findDifference(context, question) }
    case 'graph':
      return { kind: 'graph', id, reply: replyGraph(context, question.ask) }
    case 'sweep': {
      const result = sweepPoints({ request: engine, devices: question.devices, onProgress: sparing(onProgress) })
      if (result === undefined) return { kind: 'cancelled', id }
      return {
        kind: 'sweep',
        id,
        result: typeof result === 'string' ? result : { ...result, milliseconds: milliseconds() },
      }
    }
  }
}

/**
 * A text that is only thought of is analysed beside the file's own, whose results stay as they are. Of another schedule nothing is kept
 * but its report.
 */
function reportCosts(
  context: QuestionContext,
  { purpose, basis }: Question & { kind: 'costs' },
): ReturnType<typeof makeCosts> {
  const { analyzer, engine } = context
  if (purpose === 'shown') analyzer.forgetConsidered()
  const analysis = purpose === 'ahead' ? analyzer.glimpse(engine) : analyzer.consider(engine)
  return analysis && reportOf(context, analysis, { basis, isWhatIf: purpose === 'whatIf' })
}

function reportOf(
  context: QuestionContext,
  analysis: Analysis,
  of: Pick<CostsOptions, 'basis' | 'isWhatIf'>,
): ReturnType<typeof makeCosts> {
  const { engine, sources, modelPath, milliseconds } = context
  return makeCosts(analysis, {
    ...of,
    file: basename(sources[0]?.path ?? ''),
    model: basename(modelPath),
    problems: listProblems(analysis, context),
    milliseconds: milliseconds(),
    isCancelled: engine.isCancelled,
  })
}

/** Undefined when one of the schedules is not there, or it was cancelled. Of neither anything is kept. */
function findDifference(
  context: QuestionContext,
  { from, to }: Question & { kind: 'difference' },
): ScheduleDifference | undefined {
  const { analyzer, engine } = context
  const reports = [from, to].flatMap((inFull) => {
    const analysis = analyzer.glimpse({ ...engine, inFull, applied: undefined })
    const report = analysis && reportOf(context, analysis, { basis: '', isWhatIf: false })
    return report?.schedule === inFull ? [report] : []
  })
  const [before, after] = reports
  return before === undefined || after === undefined ? undefined : compareReports(before, after)
}

/** What only the model says is answered without an analysis. */
function replyGraph({ analyzer, engine, modelPath, modelKey }: QuestionContext, ask: GraphAsk): GraphReply {
  const name = { key: modelKey, name: basename(modelPath) }
  const ofModel = answerOfModel(engine.model, name, ask)
  if (ofModel !== undefined) return ofModel
  const analysis = analyzer.consider(engine)
  return analysis === undefined ? { kind: 'none' } : answerGraph(analysis, name, ask)
}

function listProblems(analysis: Analysis, { sources, modelPath }: QuestionContext): PanelProblem[] {
  const [main] = sources
  const texts = { tacticsPath: main?.path ?? '', tacticsText: main?.text ?? '', sources }
  return [
    ...tacticsProblems(reportTacticsProblems(analysis.problems, texts), (path) => basename(path)),
    ...modelProblems(reportModelProblems(analysis.model, modelPath, analysis.modelProblems), (path) => basename(path)),
  ]
}

const progressMilliseconds = 50

/** At most so often, and at the end. */
function sparing(tell: (done: number, total: number) => void): (done: number, total: number) => void {
  let last = 0
  return (done, total) => {
    const now = performance.now()
    if (done < total && now - last < progressMilliseconds) return
    last = now
    tell(done, total)
  }
}
