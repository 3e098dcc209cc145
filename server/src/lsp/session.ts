// One tactics file: its last complete analysis, and the one under way. Texts go in, snapshots come out.
import { dirname } from 'node:path'
import type { Problem } from '../base/problems'
import type { LoadedModel } from '../engine/analysis'
import type { Snapshot } from '../engine/snapshot'
import type { Settings } from '../protocol/settings'
import type { AnalysisState } from '../protocol/status'
import type { AnalysisClient, Answer } from '../worker/analysisClient'
import type { ModelText } from '../worker/messages'

export interface SessionResult {
  /** Text that was analysed. */
  readonly text: string
  /** Version of the editor's document, or undefined when it was read from disk. */
  readonly version: number | undefined
  readonly problems: readonly Problem[]
  readonly snapshot: Snapshot | undefined
  readonly model: LoadedModel | undefined
  readonly modelPath: string | undefined
  /** Version of the model's document that was analysed; undefined when the model was read from disk. */
  readonly modelVersion: number | undefined
}

export interface Session {
  readonly uri: string
  readonly path: string
  text: string
  version: number | undefined
  /** Schedule chosen by the user; the first one when undefined or gone. */
  active: string | undefined
  result: SessionResult | undefined
  state: AnalysisState
  milliseconds: number
  /** Message of an analysis that failed. */
  failure: string | undefined
}

export interface SessionHost {
  readonly client: AnalysisClient
  readonly settings: () => Settings
  /** Texts of models that are changed in the editor. */
  readonly openModels: () => readonly ModelText[]
  /** Called when result or state have changed. */
  readonly onChange: (session: Session) => void
}

export interface SessionRunner {
  readonly session: Session
  /** Analyses soon; calls within the pause are one. */
  readonly schedule: () => void
  /** Resolves when nothing is under way. */
  readonly settled: () => Promise<void>
  readonly dispose: () => void
}

/** Long enough to join the changes of one key stroke, short enough not to be seen. */
const pauseMilliseconds = 12
const retryMilliseconds = 60

export function createSession(
  uri: string,
  path: string,
  text: string,
  version: number | undefined,
  host: SessionHost,
): SessionRunner {
  const session: Session = {
    uri,
    path,
    text,
    version,
    active: undefined,
    result: undefined,
    state: 'computing',
    milliseconds: 0,
    failure: undefined,
  }
  let timer: NodeJS.Timeout | undefined
  let run = 0
  let waiting: (() => void)[] = []
  let isDisposed = false

  const settle = (): void => {
    const done = waiting
    waiting = []
    for (const resolve of done) resolve()
  }
  const start = async (): Promise<void> => {
    timer = undefined
    const own = ++run
    const { text: ownText, version: ownVersion } = session
    const openModels = host.openModels()
    const answer = await host.client.request({
      kind: 'analyze',
      text: ownText,
      folder: dirname(path),
      active: session.active,
      device: host.settings().device,
      largestModel: host.settings().maxModelSize * 2 ** 20,
      open: openModels,
    })
    if (own !== run || timer !== undefined || isDisposed) return
    if (answer.kind === 'cancelled') {
      // Another file's analysis came first.
      timer = setTimeout(() => void start(), retryMilliseconds)
      return
    }
    applyAnswer(session, answer, { text: ownText, version: ownVersion, openModels })
    host.onChange(session)
    settle()
  }
  return {
    session,
    schedule: () => {
      if (isDisposed) return
      clearTimeout(timer)
      timer = setTimeout(() => void start(), pauseMilliseconds)
      if (session.state !== 'computing') {
        session.state = 'computing'
        host.onChange(session)
      }
    },
    settled: () =>
      session.state === 'computing' && !isDisposed
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(),
    dispose: () => {
      isDisposed = true
      clearTimeout(timer)
      settle()
    },
  }
}

interface Asked {
  readonly text: string
  readonly version: number | undefined
  readonly openModels: readonly ModelText[]
}

function applyAnswer(session: Session, answer: Answer, { text, version, openModels }: Asked): void {
  if (answer.kind === 'failed') {
    session.state = 'error'
    session.failure = answer.message
    return
  }
  if (answer.kind !== 'analyzed') return
  const { problems, snapshot, model, modelPath, milliseconds } = answer
  const modelVersion = openModels.find((one) => one.path === modelPath)?.open?.version
  session.result = { text, version, problems, snapshot, model, modelPath, modelVersion }
  session.state = snapshot === undefined ? 'error' : 'fresh'
  session.milliseconds = milliseconds
  session.failure = undefined
}
