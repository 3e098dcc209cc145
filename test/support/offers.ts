// What the editor offers in a tactics file, made and simulated without a server: a text analysed, the offers at a selection with their
// figures, and the texts after them.
import type { Problem } from '../../server/src/base/problems'
import type { LoadedModel } from '../../server/src/engine/analysis'
import { createAnalyzer } from '../../server/src/engine/analyze'
import type { Analyzer, AnalyzeRequest, Outlook } from '../../server/src/engine/analyzer'
import type { Solve } from '../../server/src/engine/search/solver'
import { makeSnapshot } from '../../server/src/engine/snapshot'
import type { Snapshot } from '../../server/src/engine/snapshot'
import { applyEdits } from '../../server/src/ide/fixes/edits'
import type { Candidate, FixContext } from '../../server/src/ide/fixes/fix'
import type { Draft, Offer } from '../../server/src/ide/fixes/offer'
import { candidatesToSimulate, draftFixes, finishOffers } from '../../server/src/ide/fixes/offer'
import { parseTactics } from '../../server/src/tactics/parseTactics'
import { getTacticsParser } from './tacticsParser'

export const parser = await getTacticsParser()

export interface AnalysisOptions {
  /** A new one when left out. */
  readonly analyzer?: Analyzer
  /** Schedule; the first one when left out. */
  readonly active?: string
  readonly nearby?: readonly string[]
  /** Without what the model says itself. */
  readonly withoutModule?: boolean
  /** Searches for what automatic tactics stand for; nobody does when left out. */
  readonly solve?: Solve
}

/** A text analysed as the server does it. */
export interface Analysed {
  readonly text: string
  readonly model: LoadedModel
  readonly options: AnalysisOptions
  readonly analyzer: Analyzer
  readonly snapshot: Snapshot
  readonly problems: readonly Problem[]
  readonly context: FixContext
}

export function analyseText(text: string, model: LoadedModel, options: AnalysisOptions = {}): Analysed {
  const { analyzer = createAnalyzer(), active, nearby = [] } = options
  const analysis = analyzer.analyze(requestFor(text, model, options))
  if (analysis === undefined) throw new Error('nobody cancelled it')
  const snapshot = makeSnapshot(analysis, active)
  const context: FixContext = {
    file: analysis.file,
    sources: [{ path: 'folder/step.tactics', text, start: 0 }],
    problems: snapshot.problems,
    model,
    modelPath: 'folder/mlp.mlir',
    snapshot,
    parse: (other) => parseTactics(parser, other),
    nearby,
  }
  return { text, model, options, analyzer, snapshot, problems: snapshot.problems, context }
}

function requestFor(
  text: string,
  model: LoadedModel,
  { active = '', withoutModule, solve }: AnalysisOptions,
): AnalyzeRequest {
  const { value: file, problems: syntaxProblems } = parseTactics(parser, text)
  const searching = solve === undefined ? {} : { solve }
  return { file, syntaxProblems, model, inFull: active, withoutModule: withoutModule === true, ...searching }
}

/** The same text after a change, analysed afresh. */
export const analyseAfter = ({ model, options, context }: Analysed, candidate: Candidate): Analysed =>
  analyseText(applyEdits(context.sources, candidate.edits)[0] ?? '', model, { ...options, analyzer: createAnalyzer() })

export interface Offered {
  readonly drafts: readonly Draft[]
  readonly offers: readonly Offer[]
  /** Outlook of each candidate that is simulated. */
  readonly after: ReadonlyMap<Candidate, Outlook>
}

export function offersAt(analysed: Analysed, selection: { readonly start: number; readonly end: number }): Offered {
  const { model, options, analyzer, context, snapshot } = analysed
  const drafts = draftFixes(context, selection)
  const after = new Map<Candidate, Outlook>()
  for (const candidate of candidatesToSimulate(drafts)) {
    const text = applyEdits(context.sources, candidate.edits)[0] ?? ''
    const outlook = analyzer.foresee(requestFor(text, model, options))
    if (outlook !== undefined) after.set(candidate, outlook)
  }
  return { drafts, after, offers: finishOffers({ schedule: undefined, drafts, before: snapshot.active?.final }, after) }
}
