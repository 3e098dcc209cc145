// A model with tactics -> the report that the cost panel shows, as the worker makes it.
import { createAnalyzer, schedulesOf } from '../../server/src/engine/analyze'
import type { AnalyzeRequest } from '../../server/src/engine/analyzer'
import type { Analysis, LoadedModel } from '../../server/src/engine/analysis'
import { makeCosts } from '../../server/src/engine/costs/makeCosts'
import { modelProblems, tacticsProblems } from '../../server/src/engine/costs/problems'
import { loadModel } from '../../server/src/engine/loadModel'
import { reportModelProblems, reportTacticsProblems } from '../../server/src/engine/report'
import { encodeText } from '../../server/src/mlir/text'
import type { CostsReport } from '../../server/src/protocol/costs'
import { parseTactics } from '../../server/src/tactics/parseTactics'
import { getTacticsParser } from './tacticsParser'

export interface CostsCase {
  readonly model: string | Uint8Array
  readonly tactics: string
  readonly modelName?: string
  readonly schedule?: string
  readonly applied?: number
}

export interface MadeCosts {
  readonly model: LoadedModel
  readonly analysis: Analysis
  readonly report: CostsReport
}

/** Milliseconds are 0, so that equal cases give equal reports. */
export async function makeReportOf({ model: text, tactics, ...options }: CostsCase): Promise<MadeCosts> {
  const model = loadModel(typeof text === 'string' ? encodeText(text) : text)
  const { value: file, problems: syntaxProblems } = parseTactics(await getTacticsParser(), tactics)
  const { schedule = '', applied, modelName = 'model.mlir' } = options
  const named = schedulesOf(file).find(({ name }) => name === schedule) ?? schedulesOf(file)[0]
  const looked = applied === undefined ? undefined : { schedule: named?.name ?? '', count: applied }
  const request: AnalyzeRequest = { file, syntaxProblems, model, inFull: schedule, applied: looked }
  const analysis = createAnalyzer().analyze(request)
  if (analysis === undefined) throw new Error('nobody cancelled it')
  const name = (path: string): string => path
  const report = makeCosts(analysis, {
    basis: 'example',
    file: 'example.tactics',
    model: modelName,
    problems: [
      ...tacticsProblems(
        reportTacticsProblems(analysis.problems, { tacticsPath: 'example.tactics', tacticsText: tactics }),
        name,
      ),
      ...modelProblems(reportModelProblems(model, modelName, analysis.modelProblems), name),
    ],
    isWhatIf: false,
    milliseconds: 0,
  })
  if (report === undefined) throw new Error('no schedule was analysed in full')
  return { model, analysis, report }
}
