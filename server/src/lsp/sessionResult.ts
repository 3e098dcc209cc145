// What an analysis of a session has found, as the worker answers.
import type { Problem } from '../base/problems'
import type { LoadedModel } from '../engine/analysis'
import type { DetachedQuestion } from '../engine/search/detachQuestion'
import type { Snapshot } from '../engine/snapshot'
import type { TacticsSource } from '../tactics/sources'
import type { Analyzed, Answer } from '../worker/analysisClient'
import type { DeviceFileState, ModelText } from '../worker/messages'
import type { Session } from './session'

export interface SessionResult {
  /** Text that was analysed. */
  readonly text: string
  /** The file and what it includes, as analysed; the snapshot's tree and the problems are in offsets over them. */
  readonly sources: readonly TacticsSource[]
  readonly problems: readonly Problem[]
  readonly deviceFile: DeviceFileState | undefined
  readonly snapshot: Snapshot | undefined
  readonly model: LoadedModel | undefined
  readonly modelPath: string | undefined
  /** Version of the model's document that was analysed; undefined when the model was read from disk. */
  readonly modelVersion: number | undefined
  /** What tells this version of the model from others. */
  readonly modelKey: string | undefined
  /** Keys of what automatic tactics ask, and the questions that were not answered yet; the active schedule's first. */
  readonly asked: readonly string[]
  readonly questions: readonly DetachedQuestion[]
}

/** What an analysis was asked about. */
export interface Asked {
  readonly text: string
  readonly openModels: readonly ModelText[]
}

/** Takes an answer of the worker over. */
export function applyAnswer(session: Session, answer: Answer, asked: Asked): void {
  session.answered = asked.text
  session.first = undefined
  if (answer.kind === 'failed') {
    session.state = 'error'
    session.failure = answer.message
    return
  }
  if (answer.kind === 'stopped') {
    session.state = 'stopped'
    session.failure = undefined
    return
  }
  if (answer.kind !== 'analyzed') return
  session.result = resultOf(answer, asked)
  session.state = answer.snapshot === undefined ? 'error' : 'fresh'
  session.milliseconds = answer.milliseconds
  session.failure = undefined
}

export function resultOf(answer: Analyzed, { text, openModels }: Asked): SessionResult {
  const { sources, problems, deviceFile, snapshot, model, modelPath, modelKey, asked, questions } = answer
  const modelVersion = openModels.find((one) => one.path === modelPath)?.open?.version
  const ofModel = { model, modelPath, modelVersion, modelKey }
  return { text, sources, problems, deviceFile, snapshot, ...ofModel, asked, questions }
}
