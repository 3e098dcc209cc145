// What candidates of fixes come to, for titles: simulated in the worker one after the other and kept with the analysis that they are
// changes of. What a menu asks for comes before what is simulated ahead of time.
import type { Outlook } from '../engine/analyzer'
import { applyEdits } from '../ide/fixes/edits'
import type { Candidate } from '../ide/fixes/fix'
import type { SessionRunner } from './session'
import type { SessionResult } from './sessionResult'

/**
 * How long candidates of one text are simulated at most, so that a model of a million operations, where one takes some ten seconds,
 * does not keep the worker for minutes: after this no further one is begun. Milliseconds.
 */
const budget = 10_000

export type Foreseer = Pick<SessionRunner, 'session' | 'foresee'>

export interface Foresight {
  /** Outlooks by candidate: what is known when all are, or when `patience` (milliseconds) is over. The rest is found behind, for the next menu. */
  readonly look: (
    runner: Foreseer,
    asked: readonly ForSchedule[],
    patience: number,
  ) => Promise<ReadonlyMap<Candidate, Outlook>>
  /** Simulates when nothing else is to be. */
  readonly ahead: (runner: Foreseer, asked: readonly ForSchedule[]) => void
}

/** Candidates, and the schedule that they are to change: the active one when undefined. */
export interface ForSchedule {
  readonly schedule: string | undefined
  readonly candidates: readonly Candidate[]
}

/** What is simulated: the texts that a candidate leads to, and which schedule of theirs. */
interface Question {
  readonly texts: readonly string[]
  readonly schedule: string | undefined
}

/** Candidates of one analysis, by what is simulated for them. */
interface Outlooks {
  readonly known: Map<string, Outlook>
  /** By key, those to be simulated next first. */
  open: Map<string, Question>
  isRunning: boolean
  spent: number
  /** Called when one more is known, or none will be. */
  readonly listeners: Set<() => void>
}

export function createForesight(): Foresight {
  const all = new WeakMap<SessionResult, Outlooks>()
  const outlooksOf = (result: SessionResult): Outlooks => {
    const found = all.get(result) ?? {
      known: new Map<string, Outlook>(),
      open: new Map<string, Question>(),
      isRunning: false,
      spent: 0,
      listeners: new Set<() => void>(),
    }
    all.set(result, found)
    return found
  }
  return {
    look: async (runner, asked, patience) => {
      const { result } = runner.session
      if (result?.model === undefined || asked.every(({ candidates }) => candidates.length === 0)) return new Map()
      const outlooks = outlooksOf(result)
      const wanted = new Map(questionsOf(result, asked).map(({ key, question }) => [key, question]))
      outlooks.open = unknownOf(outlooks, [...wanted, ...outlooks.open])
      void run(runner, result, outlooks)
      await settled(outlooks, [...wanted.keys()], patience)
      return new Map(
        questionsOf(result, asked).flatMap(({ key, candidate }) => {
          const outlook = outlooks.known.get(key)
          return outlook === undefined ? [] : [[candidate, outlook] as const]
        }),
      )
    },
    ahead: (runner, asked) => {
      const { result } = runner.session
      if (result?.model === undefined) return
      const outlooks = outlooksOf(result)
      const wanted = questionsOf(result, asked).map(({ key, question }): Keyed => [key, question])
      outlooks.open = unknownOf(outlooks, [...outlooks.open, ...wanted])
      void run(runner, result, outlooks)
    },
  }
}

const questionsOf = ({ sources }: SessionResult, asked: readonly ForSchedule[]) =>
  asked.flatMap(({ schedule, candidates }) =>
    candidates.map((candidate) => {
      const question: Question = { texts: applyEdits(sources, candidate.edits), schedule }
      return { key: JSON.stringify(question), question, candidate }
    }),
  )

type Keyed = readonly [key: string, question: Question]

/** In this order; what comes twice at its first place. */
const unknownOf = ({ known }: Outlooks, wanted: readonly Keyed[]): Map<string, Question> =>
  new Map(wanted.filter(([key]) => !known.has(key)))

/** Simulates what is open, one at a time, while the analysis is the newest. */
async function run(runner: Foreseer, result: SessionResult, outlooks: Outlooks): Promise<void> {
  if (outlooks.isRunning) return
  outlooks.isRunning = true
  for (const [key, { texts, schedule }] of takeEach(outlooks)) {
    if (!isCurrent(runner, result)) break
    const started = performance.now()
    const outlook = await runner.foresee(texts, schedule)
    outlooks.spent += performance.now() - started
    if (outlook !== undefined) outlooks.known.set(key, outlook)
    outlooks.open.delete(key)
    tell(outlooks)
  }
  outlooks.isRunning = false
  outlooks.open.clear()
  tell(outlooks)
}

/** What is to be simulated next; it stays open until it is known. */
function* takeEach(outlooks: Outlooks): Generator<Keyed> {
  while (outlooks.spent <= budget) {
    const [first] = outlooks.open
    if (first === undefined) return
    yield first
  }
}

const tell = ({ listeners }: Outlooks): void => {
  for (const listener of listeners) listener()
}

function settled(outlooks: Outlooks, keys: readonly string[], patience: number): Promise<void> {
  const isDone = (): boolean => !outlooks.isRunning || !keys.some((key) => outlooks.open.has(key))
  if (isDone()) return Promise.resolve()
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      outlooks.listeners.delete(check)
      resolve()
    }
    const check = (): void => {
      if (isDone()) end()
    }
    const timer = setTimeout(end, patience).unref()
    outlooks.listeners.add(check)
  })
}

const isCurrent = ({ session }: Foreseer, result: SessionResult): boolean =>
  session.result === result && session.state === 'fresh'
