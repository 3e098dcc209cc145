// Drafts of fixes by the schedule that they are about: of another one than the active, its state is asked of the worker, once an analysis.
import { groupBy } from '../../base/groups'
import type { Problem, Span } from '../../base/problems'
import type { Snapshot } from '../../engine/snapshot'
import type { FixContext } from '../../ide/fixes/fix'
import type { DraftGroup } from '../../ide/fixes/offer'
import { draftFixes, draftProblemFixes, problemsAt } from '../../ide/fixes/offer'
import { asIfActive, scheduleOf } from '../../ide/fixes/ofSchedule'
import type { SessionRunner } from '../session'
import type { SessionResult } from '../sessionResult'

export interface ScheduleDrafts {
  /** At a selection: refactorings, and fixes of the problems there. */
  readonly at: (runner: SessionRunner, context: FixContext, selection: Span) => Promise<DraftGroup[]>
  /** Of one problem. */
  readonly of: (runner: SessionRunner, context: FixContext, problem: Problem) => Promise<DraftGroup[]>
}

/** Other schedules that one menu looks at. */
const mostViews = 3

export function createScheduleDrafts(): ScheduleDrafts {
  const all = new WeakMap<SessionResult, Map<string, Promise<Snapshot | undefined>>>()
  const viewOf = async (runner: SessionRunner, schedule: string): Promise<Snapshot | undefined> => {
    const { result } = runner.session
    if (result === undefined) return undefined
    const views = all.get(result) ?? new Map<string, Promise<Snapshot | undefined>>()
    all.set(result, views)
    const known = views.get(schedule) ?? runner.view(schedule)
    views.set(schedule, known)
    const view = await known
    // An analysis came first: the next menu asks again.
    if (view === undefined) views.delete(schedule)
    return view
  }
  const groupsOf = async (
    runner: SessionRunner,
    context: FixContext,
    problems: readonly Problem[],
  ): Promise<DraftGroup[]> => {
    const bySchedule = groupProblems(context, problems)
    const others = [...bySchedule].flatMap(([schedule, own]) => (schedule === undefined ? [] : [{ schedule, own }]))
    const groups = others.slice(0, mostViews).map(async ({ schedule, own }): Promise<DraftGroup[]> => {
      const view = await viewOf(runner, schedule)
      if (view === undefined) return []
      return [{ schedule, drafts: draftProblemFixes(asIfActive(context, view), own), before: view.active?.final }]
    })
    return (await Promise.all(groups)).flat()
  }
  return {
    at: async (runner, context, selection) => {
      const problems = problemsAt(context, selection)
      const own = groupProblems(context, problems).get(undefined) ?? []
      const drafts = draftFixes({ ...context, problems: own }, selection)
      return [ofActive(context, drafts), ...(await groupsOf(runner, context, problems))]
    },
    of: async (runner, context, problem) => {
      const own = groupProblems(context, [problem]).get(undefined) ?? []
      return [ofActive(context, draftProblemFixes(context, own)), ...(await groupsOf(runner, context, [problem]))]
    },
  }
}

const ofActive = ({ snapshot }: FixContext, drafts: DraftGroup['drafts']): DraftGroup => ({
  schedule: undefined,
  drafts,
  before: snapshot?.active?.final,
})

/** By another schedule; those of the active one, and of none, by undefined. */
function groupProblems(context: FixContext, problems: readonly Problem[]): Map<string | undefined, Problem[]> {
  const active = context.snapshot?.active?.name
  return groupBy(problems, (problem) => {
    const schedule = scheduleOf(context, problem)
    return schedule === active ? undefined : schedule
  })
}
