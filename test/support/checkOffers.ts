// Every offer in a tactics file is taken, one at a time: what it does is what its title says, and what claims to change no figure changes none.
import { expect } from 'vitest'
import { createAnalyzer } from '../../server/src/engine/analyze'
import type { LoadedModel } from '../../server/src/engine/analysis'
import { describeOutlook } from '../../server/src/ide/effects'
import type { Offer } from '../../server/src/ide/fixes/offer'
import { bytes } from '../../server/src/base/units'
import type { Analysed, AnalysisOptions } from './offers'
import { analyseAfter, analyseText, offersAt } from './offers'

/** What was offered where: codes of problems and summaries of refactorings, each with how many offers were taken. */
export type Taken = ReadonlyMap<string, number>

interface Taking extends AnalysisOptions {
  /** A code of a problem or the summary of a refactoring, whose offers alone are taken. */
  readonly only?: string
}

/** Takes the offers at every problem, statement and action of a text. Throws at the first that does not do what it says. */
export function takeEveryOffer(text: string, model: LoadedModel, { only, ...options }: Taking = {}): Taken {
  const analysed = analyseText(text, model, { analyzer: createAnalyzer(), ...options })
  const taken = new Map<string, number>()
  const seen = new Set<string>()
  for (const span of placesOf(analysed)) {
    const { offers, drafts, after } = offersAt(analysed, span)
    for (const offer of offers) {
      const from = drafts.find(({ candidates }) => candidates.includes(offer.candidate))?.from
      const codes = new Set(offer.problems.map(({ code }) => code))
      const keys = codes.size > 0 ? [...codes] : [from?.summary ?? offer.candidate.kind]
      const wanted = keys.filter((key) => only === undefined || key === only)
      if (wanted.length === 0) continue
      if (offer.candidate.needsSimulation && !after.has(offer.candidate) && !isRated(offer)) continue
      const changed = analyseAfter(analysed, offer.candidate)
      if (seen.has(`${offer.title}\n${changed.text}`)) continue
      seen.add(`${offer.title}\n${changed.text}`)
      checkOffer(analysed, offer, changed)
      for (const key of wanted) taken.set(key, (taken.get(key) ?? 0) + 1)
    }
  }
  return taken
}

/** The one that is preferred is a copy: its title tells whether it was simulated. */
const isRated = ({ candidate, title }: Offer): boolean => title !== candidate.title

/** Problems, and where refactorings may be: statements and actions. */
function placesOf({ problems, context }: Analysed): { start: number; end: number }[] {
  const { statements, tactics } = context.file
  const actions = tactics.flatMap((tactic) => tactic.actions)
  return [...problems, ...statements, ...actions].map(({ span }) => span)
}

function checkOffer(before: Analysed, { candidate, title, problems }: Offer, after: Analysed): void {
  const syntax = ({ problems }: Analysed): number => problems.filter(({ code }) => code === 'tactics.syntax').length
  expect(syntax(after), `${title}\n${after.text}`).toBeLessThanOrEqual(syntax(before))
  const [was, is] = [before.snapshot.active, after.snapshot.active]
  if (was === undefined || is === undefined) return
  if (candidate.needsSimulation) {
    const outlook = { figures: is.final, memory: bytes(after.snapshot.device.memory) }
    expect(title, after.text).toBe(`${candidate.title}: ${describeOutlook(was.final, outlook)}`)
  } else expect(is.final, `${title} (${problems[0]?.code ?? candidate.kind})\n${after.text}`).toEqual(was.final)
}
