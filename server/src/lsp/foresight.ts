// What candidates of fixes come to, for titles: simulated in the worker one after the other and kept with the analysis that they are
// changes of. What a menu asks for comes before what is simulated ahead of time.
import type { Outlook } from '../engine/analyzer'
import { applyEdits } from '../ide/fixes/edits'
import type { Candidate } from '../ide/fixes/fix'
import type { SessionResult, SessionRunner } from './session'

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
    candidates: readonly Candidate[],
    patience: number,
  ) => Promise<ReadonlyMap<Candidate, Outlook>>
  /** Simulates when nothing else is to be. */
  readonly ahead: (runner: Foreseer, candidates: readonly Candidate[]) => void
}

/** Candidates of one analysis, by the texts that they lead to. */
interface Outlooks {
  readonly known: Map<string, Outlook>
  /** Texts by key, those to be simulated next first. */
  open: Map<string, readonly string[]>
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
      open: new Map<string, readonly string[]>(),
      isRunning: false,
      spent: 0,
      listeners: new Set<() => void>(),
    }
    all.set(result, found)
    return found
  }
  return {
    look: async (runner, candidates, patience) => {
      const { result } = runner.session
      if (result?.model === undefined || candidates.length === 0) return new Map()
      const outlooks = outlooksOf(result)
      const wanted = textsAfter(result, candidates)
      outlooks.open = unknownOf(outlooks, [...wanted, ...outlooks.open])
      void run(runner, result, outlooks)
      await settled(outlooks, [...wanted.keys()], patience)
      return new Map(
        candidates.flatMap((candidate) => {
          const outlook = outlooks.known.get(keyOf(applyEdits(result.sources, candidate.edits)))
          return outlook === undefined ? [] : [[candidate, outlook] as const]
        }),
      )
    },
    ahead: (runner, candidates) => {
      const { result } = runner.session
      if (result?.model === undefined) return
      const outlooks = outlooksOf(result)
      outlooks.open = unknownOf(outlooks, [...outlooks.open, ...textsAfter(result, candidates)])
      void run(runner, result, outlooks)
    },
  }
}

const keyOf = (texts: readonly string[]): string => JSON.stringify(texts)

const textsAfter = ({ sources }: SessionResult, candidates: readonly Candidate[]): Map<string, readonly string[]> =>
  new Map(
    candidates.map(({ edits }) => {
      const texts = applyEdits(sources, edits)
      return [keyOf(texts), texts]
    }),
  )

type Texts = readonly [key: string, texts: readonly string[]]

/** In this order; what comes twice at its first place. */
const unknownOf = ({ known }: Outlooks, wanted: readonly Texts[]): Map<string, readonly string[]> =>
  new Map(wanted.filter(([key]) => !known.has(key)))

/** Simulates what is open, one at a time, while the analysis is the newest. */
async function run(runner: Foreseer, result: SessionResult, outlooks: Outlooks): Promise<void> {
  if (outlooks.isRunning) return
  outlooks.isRunning = true
  for (const [key, texts] of takeEach(outlooks)) {
    if (!isCurrent(runner, result)) break
    const started = performance.now()
    const outlook = await runner.foresee(texts)
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
function* takeEach(outlooks: Outlooks): Generator<Texts> {
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
