// What the worker answers -> answers for the server: models, which are sent once, are put back where results name them.
import type { LoadedModel } from '../engine/analysis'
import type { Outlook } from '../engine/analyzer'
import type { FoundStrategy } from '../engine/search/autoTactic'
import type { DetachedQuestion } from '../engine/search/detachQuestion'
import type { Snapshot } from '../engine/snapshot'
import { attachSnapshot } from '../engine/snapshot'
import type { Problem } from '../base/problems'
import type { TacticsSource } from '../tactics/sources'
import type { DeviceFileState, WorkerResponse } from './messages'

/** Answer to one request. */
export type Answer =
  | {
      readonly kind: 'analyzed'
      readonly model: LoadedModel | undefined
      readonly modelPath: string | undefined
      readonly snapshot: Snapshot | undefined
      readonly sources: readonly TacticsSource[]
      readonly problems: readonly Problem[]
      readonly deviceFile: DeviceFileState | undefined
      readonly milliseconds: number
      readonly modelKey: string | undefined
      readonly asked: readonly string[]
      readonly questions: readonly DetachedQuestion[]
    }
  | { readonly kind: 'searched'; readonly strategy: FoundStrategy }
  | { readonly kind: 'foreseen'; readonly outlook: Outlook | undefined }
  /** Undefined too when its model is no longer the one that the server has. */
  | { readonly kind: 'view'; readonly snapshot: Snapshot | undefined }
  | Unnumbered<Extract<WorkerResponse, { kind: 'costs' | 'difference' | 'graph' | 'sweep' }>>
  | { readonly kind: 'loaded'; readonly model: LoadedModel }
  | { readonly kind: 'unreadable'; readonly problem: Problem }
  /** A newer request came first. */
  | { readonly kind: 'cancelled' }
  /** The person who waited has ended it. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly message: string }

type Settled = Exclude<
  WorkerResponse,
  { kind: 'model' | 'tables' | 'stage' | 'progress' | 'searching' | 'soFar' | 'noted' }
>

type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never

/** Models of the worker that lives, by key. A path has one current version; older ones are let go. */
export function keepModel(
  models: Map<string, LoadedModel>,
  { key, path, model }: WorkerResponse & { kind: 'model' },
): void {
  for (const [known, other] of models) if (other !== model && pathOf(known) === path) models.delete(known)
  models.set(key, model)
}

/** The result of an analysis, whole or of the active schedule alone. */
export type Analyzed = Extract<Answer, { kind: 'analyzed' }>

export function toAnalyzed(
  response: Extract<WorkerResponse, { kind: 'analyzed' }>,
  models: ReadonlyMap<string, LoadedModel>,
): Analyzed {
  const model = response.modelKey === undefined ? undefined : models.get(response.modelKey)
  const { snapshot: detached, kind, modelPath, sources, problems, deviceFile, milliseconds } = response
  const { modelKey, asked, questions } = response
  const snapshot = detached === undefined || model === undefined ? undefined : attachSnapshot(detached, model.program)
  const text = { sources, problems, deviceFile, milliseconds }
  return { kind, model, modelPath, modelKey, snapshot, ...text, asked, questions }
}

export function toAnswer(response: Settled, models: ReadonlyMap<string, LoadedModel>): Answer {
  switch (response.kind) {
    case 'analyzed':
      return toAnalyzed(response, models)
    case 'searched':
      return { kind: 'searched', strategy: response.strategy }
    case 'foreseen':
      return { kind: 'foreseen', outlook: response.outlook }
    case 'view': {
      const model = models.get(response.modelKey)
      const { snapshot } = response
      const isKnown = snapshot !== undefined && model !== undefined
      return { kind: 'view', snapshot: isKnown ? attachSnapshot(snapshot, model.program) : undefined }
    }
    case 'costs':
      return { kind: 'costs', report: response.report }
    case 'graph':
      return { kind: 'graph', reply: response.reply }
    case 'difference':
      return { kind: 'difference', difference: response.difference }
    case 'sweep':
      return { kind: 'sweep', result: response.result }
    case 'loaded': {
      const model = models.get(response.modelKey)
      return model === undefined ? { kind: 'failed', message: 'the model got lost' } : { kind: 'loaded', model }
    }
    case 'unreadable':
      return { kind: 'unreadable', problem: response.problem }
    case 'cancelled':
      return { kind: 'cancelled' }
    case 'failed':
      return { kind: 'failed', message: response.message }
  }
}

const pathOf = (key: string): string => key.slice(0, Math.max(key.lastIndexOf('#'), key.lastIndexOf('@')))
