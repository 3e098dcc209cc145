// Problems and a selection -> what is offered there: drafts first, then, with the figures at hand, titles that say the effect.
import { groupBy } from '../../base/groups'
import type { Problem, Span } from '../../base/problems'
import type { Figures } from '../../cost/figures'
import type { Outlook } from '../../engine/analyzer'
import { describeOutlook } from '../effects'
import type { Candidate, Described, FixContext, ModelFixContext, Rated } from './fix'
import { modelFixes, modelRefactorings, tacticsFixes, tacticsRefactorings } from './table'

/** Candidates of one maker. */
export interface Draft {
  readonly from: Described
  readonly candidates: readonly Candidate[]
  /** What they mend; undefined for a refactoring. */
  readonly problem: Problem | undefined
}

/** Drafts that change the figures of one schedule. */
export interface DraftGroup {
  /** Undefined: the active one. */
  readonly schedule: string | undefined
  readonly drafts: readonly Draft[]
  /** Its figures as it is. */
  readonly before: Figures | undefined
}

/** One line of the editor's menu. */
export interface Offer {
  readonly candidate: Candidate
  /** With its effect, where that is known. */
  readonly title: string
  /** What it mends; none for a refactoring. */
  readonly problems: readonly Problem[]
}

const touches = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end

/** What can be done about the problems that touch a selection, and at the selection itself. Nothing is simulated. */
export function draftFixes(context: FixContext, selection: Span): Draft[] {
  const refactorings = tacticsRefactorings.map((from): Draft => ({
    from,
    problem: undefined,
    candidates: from.make(context, selection),
  }))
  return [...draftProblemFixes(context, problemsAt(context, selection)), ...refactorings].filter(isAny)
}

/** What can be done about some problems, which are of the schedule that is active in the context. */
export const draftProblemFixes = (context: FixContext, problems: readonly Problem[]): Draft[] =>
  problems
    .flatMap((problem) =>
      tacticsFixes[problem.code].map((from): Draft => ({ from, problem, candidates: from.make(context, problem) })),
    )
    .filter(isAny)

export const problemsAt = ({ problems }: FixContext, selection: Span): Problem[] =>
  problems.filter(({ span }) => touches(span, selection))

const isAny = ({ candidates }: Draft): boolean => candidates.length > 0

/** The same in a model, whose `problems` are in byte offsets like the selection. */
export function draftModelFixes(context: ModelFixContext, problems: readonly Problem[], selection: Span): Draft[] {
  return [
    ...problems
      .filter(({ span }) => touches(span, selection))
      .flatMap((problem) =>
        (modelFixes[problem.code] ?? []).map((from) => ({ from, problem, candidates: from.make(context, problem) })),
      ),
    ...modelRefactorings.map((from) => ({ from, problem: undefined, candidates: from.make(context, selection) })),
  ].filter(({ candidates }) => candidates.length > 0)
}

/** Simulations for one menu. */
const mostSimulated = 16

/** The candidates worth a simulation: the first of each draft, then the second of each, and so on. */
export function candidatesToSimulate(drafts: readonly Draft[]): Candidate[] {
  const open = drafts.map(({ candidates }) => candidates.filter(({ needsSimulation }) => needsSimulation))
  const longest = Math.max(0, ...open.map(({ length }) => length))
  const ordered = Array.from({ length: longest }, (_, i) => open.flatMap((candidates) => candidates[i] ?? []))
  return ordered.flat().slice(0, mostSimulated)
}

/** The offers of all drafts of a group. `after`: figures of its schedule after each candidate. */
export function finishOffers(
  { drafts, before, schedule }: DraftGroup,
  after: ReadonlyMap<Candidate, Outlook>,
): Offer[] {
  const offers = drafts.flatMap(({ from, candidates, problem }) => {
    const rated = candidates.map((candidate): Rated => ({ candidate, after: after.get(candidate) }))
    return (from.choose?.(rated, before) ?? rated).map((one): Offer => ({
      candidate: one.candidate,
      title: titleOf(one, before, schedule),
      problems: problem === undefined ? [] : [problem],
    }))
  })
  return joinAlike(offers)
}

/** A change that mends two problems is one line of the menu, at the place of the first. */
function joinAlike(offers: readonly Offer[]): Offer[] {
  const byChange = groupBy(offers, ({ title, candidate: { kind, edits } }) => JSON.stringify([kind, title, edits]))
  return [...byChange.values()].flatMap(([first, ...others]): Offer[] => {
    if (first === undefined) return []
    const candidate = [first, ...others].find((one) => one.candidate.isPreferred)?.candidate ?? first.candidate
    return [{ ...first, candidate, problems: [first, ...others].flatMap(({ problems }) => problems) }]
  })
}

/** `Add ZeRO-3 on batch: in lean −3.1 GiB, +195 all_gather` for another schedule than the active one. */
function titleOf(
  { candidate: { title, needsSimulation }, after }: Rated,
  before: Figures | undefined,
  schedule: string | undefined,
): string {
  if (!needsSimulation || after === undefined || before === undefined) return title
  return `${title}: ${schedule === undefined ? '' : `in ${schedule} `}${describeOutlook(before, after)}`
}
