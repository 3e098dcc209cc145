// One tactics file: its last complete analysis, and the one under way. Texts go in, snapshots come out.
import { setImmediate } from 'node:timers/promises'
import type { AppliedCount, Outlook } from '../engine/analyzer'
import type { FoundStrategy } from '../engine/search/autoTactic'
import type { Snapshot } from '../engine/snapshot'
import type { Settings } from '../protocol/settings'
import type { AnalysisState } from '../protocol/status'
import type { AnalysisClient, Analyzed } from '../worker/analysisClient'
import type { AnalysisInput, ModelText } from '../worker/messages'
import { grantAfter } from '../worker/wishes'
import type { SessionResult } from './sessionResult'
import { applyAnswer, resultOf } from './sessionResult'

export interface Session {
  readonly uri: string
  readonly path: string
  text: string
  /** Schedule chosen by the user; the first one when undefined or gone. */
  active: string | undefined
  /** How many tactics of a schedule a person looks at; all when undefined, or when another one is active. */
  applied: AppliedCount | undefined
  result: SessionResult | undefined
  /** Of the analysis under way, once it has the active schedule and while it has not the others. */
  first: SessionResult | undefined
  /** Text of the analysis that ended last, however it ended. */
  answered: string | undefined
  state: AnalysisState
  /** The analysis under way, or the last one, is there for nothing but what was typed into the main file. */
  isTyped: boolean
  /** While it was under way, hints or lenses were answered from what was known before. */
  isAnsweredEarly: boolean
  milliseconds: number
  /** Message of an analysis that failed. */
  failure: string | undefined
}

export type SessionIdentity = Pick<Session, 'uri' | 'path' | 'text'>

export interface SessionHost {
  readonly client: AnalysisClient
  readonly settings: () => Settings
  /** Folders of the workspace. */
  readonly roots: () => readonly string[]
  /** Texts of models that are changed in the editor. */
  readonly openModels: () => readonly ModelText[]
  /** Texts of tactics files that are open in the editor, by path. */
  readonly openTactics: () => ReadonlyMap<string, string>
  /** What searches have found, by the keys of questions. */
  readonly found: () => ReadonlyMap<string, FoundStrategy>
  /** Called when an analysis has ended, before hints that wait for it are answered. */
  readonly onResult: (session: Session) => void
  /** Called when result or state have changed, and after an analysis once hints were answered. */
  readonly onChange: (session: Session) => void
}

/** Joins the changes of one key stroke, which come in one go. One that comes later ends the analysis between two tactics. */
const pauseMilliseconds = 2

/** Analyses that end within this time are not announced: their figures are news enough. */
const quietMilliseconds = 50

/** Runs the analyses of one session: at most one is under way, and only the newest counts. */
export class SessionRunner {
  readonly session: Session
  private timer: NodeJS.Timeout | undefined
  /** Set while an analysis is under way that nobody was told of. */
  private quiet: NodeJS.Timeout | undefined
  private run = 0
  private waiting: (() => void)[] = []
  private waitingFirst: (() => void)[] = []
  private isDisposed = false

  constructor(
    identity: SessionIdentity,
    private readonly host: SessionHost,
  ) {
    const nothing = {
      active: undefined,
      applied: undefined,
      result: undefined,
      first: undefined,
      answered: undefined,
      isTyped: false,
      isAnsweredEarly: false,
      milliseconds: 0,
      failure: undefined,
    }
    this.session = { ...identity, ...nothing, state: 'computing' }
  }

  /** Analyses soon; calls within the pause are one. `isTyped`: because the main file's text was typed into. */
  schedule(isTyped = false): void {
    if (this.isDisposed) return
    clearTimeout(this.timer)
    const { session } = this
    session.first = undefined
    this.timer = setTimeout(() => void this.start(), pauseMilliseconds)
    const isUnderWay = session.state === 'computing'
    session.isTyped = isTyped && (session.isTyped || !isUnderWay)
    if (isUnderWay) return
    session.isAnsweredEarly = false
    session.state = 'computing'
    this.quiet = setTimeout(() => this.announce(), quietMilliseconds)
  }

  /** Hints or lenses are answered from what is known before an analysis under way has ended: there will be others. */
  noteEarly(): void {
    if (this.session.state !== 'computing') return
    this.session.isAnsweredEarly = true
    if (this.quiet !== undefined) this.announce()
  }

  private announce(): void {
    this.keepQuiet()
    this.host.onChange(this.session)
  }

  private keepQuiet(): void {
    clearTimeout(this.quiet)
    this.quiet = undefined
  }

  /** Resolves when nothing is under way. */
  settled(): Promise<void> {
    if (this.session.state !== 'computing' || this.isDisposed) return Promise.resolve()
    return new Promise((resolve) => this.waiting.push(resolve))
  }

  /** Resolves when the active schedule is known, though others may be under way. */
  firstShown(): Promise<void> {
    if (this.session.first !== undefined || this.session.state !== 'computing' || this.isDisposed)
      return Promise.resolve()
    return new Promise((resolve) => this.waitingFirst.push(resolve))
  }

  dispose(): void {
    this.isDisposed = true
    clearTimeout(this.timer)
    this.keepQuiet()
    this.settle()
  }

  private settle(): void {
    const done = this.waiting
    this.waiting = []
    for (const resolve of done) resolve()
    this.settleFirst()
  }

  private settleFirst(): void {
    const done = this.waitingFirst
    this.waitingFirst = []
    for (const resolve of done) resolve()
  }

  /**
   * What a schedule (the active one when left out) would come to if the files of the last analysis had these texts. Undefined when there
   * is nothing to analyse, or an analysis came first.
   */
  async foresee(texts: readonly string[], schedule?: string): Promise<Outlook | undefined> {
    const input = this.inputWith(texts)
    const answer = await this.host.client.request({ kind: 'foresee', ...input, active: schedule ?? input.active })
    return answer.kind === 'foreseen' ? answer.outlook : undefined
  }

  /** The last analysis as it would be with another schedule active, which is the only one in it. Undefined as above. */
  async view(schedule: string): Promise<Snapshot | undefined> {
    const input = { ...this.inputWith(undefined), active: schedule, applied: undefined }
    const answer = await this.host.client.request({ kind: 'view', ...input })
    return answer.kind === 'view' ? answer.snapshot : undefined
  }

  /** All that the figures depend on, if the files of the last analysis had these texts; as they are when left out. */
  inputWith(texts: readonly string[] | undefined): AnalysisInput {
    const { text, result } = this.session
    if (texts === undefined) return this.inputOf(text, this.host.openTactics())
    const changed = (result?.sources ?? []).map(({ path }, i) => [path, texts[i] ?? ''] as const)
    return this.inputOf(texts[0] ?? text, new Map([...this.host.openTactics(), ...changed]))
  }

  /** Looks at the state after so many tactics of the active schedule; after all when left out. */
  setApplied(count: number | undefined): void {
    const { active } = this.session.result?.snapshot ?? {}
    const isAll = count === undefined || active === undefined || count >= active.steps.length
    this.session.applied = isAll ? undefined : { schedule: active.name, count: Math.max(0, Math.floor(count)) }
    this.schedule()
  }

  private inputOf(text: string, openTactics: ReadonlyMap<string, string>): AnalysisInput {
    const { path, active, applied } = this.session
    const { device, deviceFile, overlap, moduleShardings, tripCount, maxModelSize } = this.host.settings()
    return {
      text,
      path,
      active,
      applied,
      device,
      deviceFile,
      roots: this.host.roots(),
      overlap,
      moduleShardings,
      tripCount,
      largestModel: maxModelSize * 2 ** 20,
      open: this.host.openModels(),
      openTactics,
      found: this.host.found(),
    }
  }

  private async start(): Promise<void> {
    this.timer = undefined
    const own = ++this.run
    const { text } = this.session
    const openModels = this.host.openModels()
    const input = { ...this.inputOf(text, this.host.openTactics()), open: openModels }
    const isNewest = (): boolean => own === this.run && this.timer === undefined && !this.isDisposed
    const onFirst = (answer: Analyzed): void => {
      if (!isNewest()) return
      this.session.first = resultOf(answer, { text, openModels })
      this.settleFirst()
    }
    for (let ended = 0; ; ended++) {
      const request = { kind: 'analyze', isUrgent: ended === 0, granted: grantAfter(ended), ...input } as const
      const answer = await this.host.client.request(request, { onFirst })
      if (!isNewest()) return
      // Another file's analysis came first; this one comes next.
      if (answer.kind === 'cancelled') continue
      this.keepQuiet()
      applyAnswer(this.session, answer, { text, openModels })
      // A person waits for problems and hints: these go out before everything else is told.
      this.host.onResult(this.session)
      this.settleFirst()
      await setImmediate()
      if (!isNewest()) return
      this.host.onChange(this.session)
      return this.settle()
    }
  }
}
