// What automatic tactics ask -> what searches find: one search at a time in a worker of its own, answers kept by question.
import type { FoundStrategy } from '../engine/search/autoTactic'
import type { DetachedQuestion } from '../engine/search/detachQuestion'
import { tablesOf } from '../engine/programTables'
import type { SearchStatus } from '../ide/searchStatus'
import type { AnalysisClient, Answer } from '../worker/analysisClient'
import type { SearchInput } from '../worker/messages'
import type { Session } from './session'

export interface SearchesHost {
  /** Starts the client of a worker that only searches. */
  readonly startWorker: () => AnalysisClient
  /** The one that a person looks at last. */
  readonly sessions: () => readonly Session[]
  /** How far a search has come. */
  readonly onProgress: (running: RunningSearch) => void
  /** A search has begun or ended. With an answer, what asked for it is to be analysed again. */
  readonly onChange: (sessions: readonly Session[], isAnswered: boolean) => void
}

/** A search under way. */
export interface RunningSearch {
  readonly key: string
  readonly session: Session
  /** Name of the automatic tactic. */
  readonly tactic: string
  readonly status: SearchStatus
}

interface Running {
  readonly key: string
  readonly session: Session
  readonly tactic: string
  /** Ends it with what it has, and without. */
  readonly enough: AbortController
  readonly end: AbortController
  status: SearchStatus
  /** What it would have found, had it been ended when it told so. */
  soFar: FoundStrategy | undefined
}

interface OpenQuestion {
  readonly session: Session
  readonly question: DetachedQuestion
}

/** Answers kept, those that were asked for last; what the texts that are open ask is kept in any case. */
const mostKept = 24

/** Somebody who types goes on within this time: a search begins when the text has come to rest. Milliseconds. */
const restMilliseconds = 200

/** A search that a person stops ends by itself within this time; else what it told last is its result. Milliseconds. */
const stopMilliseconds = 300

/** Long-lived: at most one search is under way, and only for what some session's last analysis asks. */
export class Searches {
  private readonly answers = new Map<string, FoundStrategy>()
  /** Of searches that ended without an answer. */
  private readonly ended = new Map<string, SearchStatus>()
  private worker: AnalysisClient | undefined
  private running: Running | undefined
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly host: SearchesHost) {}

  /** By the keys of questions. */
  found(): ReadonlyMap<string, FoundStrategy> {
    return this.answers
  }

  /** The search under way. */
  current(): RunningSearch | undefined {
    return this.running
  }

  status(key: string): SearchStatus | undefined {
    if (this.running?.key === key) return this.running.status
    return this.ended.get(key) ?? (this.openQuestions().has(key) ? { kind: 'waiting' } : undefined)
  }

  /** To be called when sessions have changed: ends what nobody asks for any more, and begins what is asked now. */
  update(): void {
    const asked = this.askedKeys()
    for (const key of this.ended.keys()) if (!asked.has(key)) this.ended.delete(key)
    for (const key of asked) this.touch(key)
    if (this.running !== undefined && !asked.has(this.running.key)) this.running.end.abort()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.next(), restMilliseconds)
    this.timer.unref()
  }

  /** Ends a session's search with the best that it has found so far. False when there is none. */
  stop(session: Session): boolean {
    const { running } = this
    if (running?.session !== session || running.status.kind !== 'running') return false
    running.status = { kind: 'ending' }
    running.enough.abort()
    setTimeout(() => running.end.abort(), stopMilliseconds).unref()
    this.host.onChange([session], false)
    return true
  }

  /** Searches anew for what a session asks: what was ended early, stopped or has failed. */
  again(session: Session): void {
    for (const key of session.result?.asked ?? []) {
      this.ended.delete(key)
      if (this.answers.get(key)?.isWhole === false) this.answers.delete(key)
    }
    this.host.onChange([session], true)
  }

  /** A new worker; what has failed or was stopped is tried again. */
  async restart(): Promise<void> {
    this.ended.clear()
    await this.worker?.restart()
  }

  async dispose(): Promise<void> {
    clearTimeout(this.timer)
    await this.worker?.dispose()
  }

  private askedKeys(): ReadonlySet<string> {
    return new Set(this.host.sessions().flatMap(({ result }) => result?.asked ?? []))
  }

  /** What is to be searched, of the session looked at last first. */
  private openQuestions(): ReadonlyMap<string, OpenQuestion> {
    const open = new Map<string, OpenQuestion>()
    for (const session of this.host.sessions().toReversed()) {
      for (const question of session.result?.questions ?? []) {
        const { key } = question
        if (!open.has(key) && !this.answers.has(key) && !this.ended.has(key)) open.set(key, { session, question })
      }
    }
    return open
  }

  private async next(): Promise<void> {
    if (this.running !== undefined) return
    // While a text is analysed, its questions are those of an older one.
    const chosen = [...this.openQuestions().values()].find(({ session }) => session.state === 'fresh')
    const input = chosen && inputOf(chosen.session, chosen.question)
    if (chosen === undefined || input === undefined) return
    await this.run(chosen.session, input)
    this.update()
  }

  private async run(session: Session, input: SearchInput): Promise<void> {
    const { question } = input
    const running: Running = {
      key: question.key,
      session,
      tactic: question.tactic.name.text,
      enough: new AbortController(),
      end: new AbortController(),
      status: { kind: 'running', progress: undefined },
      soFar: undefined,
    }
    this.running = running
    this.host.onProgress(running)
    this.host.onChange([session], false)
    this.worker ??= this.host.startWorker()
    const asked = this.worker.request(
      { kind: 'search', ...input },
      {
        signal: running.end.signal,
        enough: running.enough.signal,
        onSearching: (progress) => {
          if (running.status.kind !== 'running') return
          running.status = { kind: 'running', progress }
          this.host.onProgress(running)
        },
        onSoFar: (strategy) => (running.soFar = strategy),
      },
    )
    // The worker may take a while to notice; whoever waits here has waited long enough.
    const ended = new Promise<Answer>((resolve) => {
      running.end.signal.addEventListener('abort', () => resolve({ kind: 'stopped' }), { once: true })
    })
    const answer = await Promise.race([asked, ended])
    this.running = undefined
    this.settle(running, answer)
  }

  private settle({ key, status, soFar }: Running, answer: Answer): void {
    const asking = this.host.sessions().filter(({ result }) => result?.asked.includes(key) === true)
    const wasStopped = status.kind === 'ending'
    // What was found before a search was stopped, or has failed, stays; of a text that is gone nothing does.
    const rest = wasStopped || answer.kind === 'failed' ? soFar : undefined
    const strategy = answer.kind === 'searched' ? answer.strategy : rest
    if (strategy !== undefined) {
      this.answers.set(key, strategy)
      this.forgetOldest()
    } else if (answer.kind === 'failed') this.ended.set(key, { kind: 'failed', message: answer.message })
    else if (wasStopped) this.ended.set(key, { kind: 'stopped' })
    this.host.onChange(asking, strategy !== undefined)
  }

  private touch(key: string): void {
    const answer = this.answers.get(key)
    if (answer === undefined) return
    // The one used last comes last.
    this.answers.delete(key)
    this.answers.set(key, answer)
  }

  private forgetOldest(): void {
    const asked = this.askedKeys()
    for (const oldest of this.answers.keys())
      if (this.answers.size > mostKept && !asked.has(oldest)) this.answers.delete(oldest)
  }
}

function inputOf({ path, result }: Session, question: DetachedQuestion): SearchInput | undefined {
  const { model, modelKey } = result ?? {}
  if (model === undefined || modelKey === undefined) return undefined
  return { path, modelKey, model, tables: tablesOf(model.program), question }
}
