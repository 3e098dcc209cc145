// What the editor offers in a tactics file, made and simulated without a server: problems and selection -> offers -> texts after them.
import type { Problem } from '../../server/src/base/problems'
import type { LoadedModel } from '../../server/src/engine/analysis'
import type { Analyzer, AnalyzeRequest, Outlook } from '../../server/src/engine/analyzer'
import { makeSnapshot } from '../../server/src/engine/snapshot'
import type { Snapshot } from '../../server/src/engine/snapshot'
import { applyEdits } from '../../server/src/ide/fixes/edits'
import type { Candidate, FixContext } from '../../server/src/ide/fixes/fix'
import type { Draft, Offer } from '../../server/src/ide/fixes/offer'
import { candidatesToSimulate, draftFixes, finishOffers } from '../../server/src/ide/fixes/offer'
import { parseTactics } from '../../server/src/tactics/parseTactics'
import type { TacticsParser } from '../../server/src/tactics/parseTactics'

export interface Analysed {
  readonly text: string
  readonly snapshot: Snapshot
  readonly problems: readonly Problem[]
  readonly context: FixContext
}

/** A text analysed as the server does it. */
export function analyseText(text: string, model: LoadedModel, analyzer: Analyzer, parser: TacticsParser): Analysed {
  const analysis = analyzer.analyze(requestFor(text, model, parser))
  if (analysis === undefined) throw new Error('nobody cancelled it')
  const snapshot = makeSnapshot(analysis, undefined)
  const context: FixContext = {
    file: analysis.file,
    sources: [{ path: '/models/a.tactics', text, start: 0 }],
    problems: snapshot.problems,
    model,
    modelPath: '/models/a.mlir',
    snapshot,
    parse: (other) => parseTactics(parser, other),
  }
  return { text, snapshot, problems: snapshot.problems, context }
}

function requestFor(text: string, model: LoadedModel, parser: TacticsParser): AnalyzeRequest {
  const { value: file, problems: syntaxProblems } = parseTactics(parser, text)
  return { file, syntaxProblems, model, inFull: '' }
}

export const textAfter = ({ context }: Analysed, candidate: Candidate): string =>
  applyEdits(context.sources, candidate.edits)[0] ?? ''

/** Drafts with the outlook of each candidate that is simulated, and the offers made of them. */
export function offersAt(
  analysed: Analysed,
  selection: { readonly start: number; readonly end: number },
  tools: { readonly model: LoadedModel; readonly analyzer: Analyzer; readonly parser: TacticsParser },
): {
  readonly drafts: readonly Draft[]
  readonly offers: readonly Offer[]
  readonly after: ReadonlyMap<Candidate, Outlook>
} {
  const drafts = draftFixes(analysed.context, selection)
  const after = new Map<Candidate, Outlook>()
  for (const candidate of candidatesToSimulate(drafts)) {
    const outlook = tools.analyzer.foresee(requestFor(textAfter(analysed, candidate), tools.model, tools.parser))
    if (outlook !== undefined) after.set(candidate, outlook)
  }
  return { drafts, after, offers: finishOffers(drafts, analysed.snapshot.active?.final, after) }
}
