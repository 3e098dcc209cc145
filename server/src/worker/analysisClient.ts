// The main thread's side of the analysis worker: starts it, restarts it when it dies, matches answers to requests.
import { Worker } from 'node:worker_threads'
import type { LoadedModel } from '../engine/analysis'
import type { Snapshot } from '../engine/snapshot'
import { attachSnapshot } from '../engine/snapshot'
import type { Problem } from '../base/problems'
import type { TacticsSource } from '../tactics/sources'
import type { DeviceFileState, WorkerRequest, WorkerResponse, WorkerSetup } from './messages'

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
    }
  | { readonly kind: 'loaded'; readonly model: LoadedModel }
  | { readonly kind: 'unreadable'; readonly problem: Problem }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string }

/**
 * Small generations are collected often, which costs a few per cent and keeps a third of the memory: analyses make garbage
 * faster than a collector with room to spare cares for.
 */
const maxYoungGenerationSizeMb = 12

type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never
export type AnalysisRequest = Unnumbered<WorkerRequest>

export interface AnalysisClient {
  /** Never rejects. An urgent analyze request makes older ones end as cancelled. */
  readonly request: (request: AnalysisRequest) => Promise<Answer>
  readonly dispose: () => Promise<void>
  /** Ends the worker as a crash would; for tests of what happens then. */
  readonly kill: () => Promise<void>
}

export interface AnalysisClientOptions extends Omit<WorkerSetup, 'newest'> {
  /** The worker's bundle. */
  readonly workerPath: string
  readonly log: (message: string) => void
}

export function createAnalysisClient({ workerPath, log, ...paths }: AnalysisClientOptions): AnalysisClient {
  const newest = new Int32Array(new SharedArrayBuffer(4))
  const waiting = new Map<number, (answer: Answer) => void>()
  const models = new Map<string, LoadedModel>()
  let worker: Worker | undefined
  let lastId = 0

  const settle = (id: number, answer: Answer): void => {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  }
  const start = (): Worker => {
    const workerData: WorkerSetup = { ...paths, newest }
    const started = new Worker(workerPath, { workerData, resourceLimits: { maxYoungGenerationSizeMb } })
    started.on('message', (response: WorkerResponse) => receive(response, models, settle))
    const end = (reason: string): void => {
      if (worker !== started) return
      worker = undefined
      models.clear()
      for (const id of [...waiting.keys()])
        settle(id, { kind: 'failed', message: `the analysis ended unexpectedly: ${reason}` })
    }
    started.on('error', (error) => {
      log(`analysis worker: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      end(error instanceof Error ? error.message : String(error))
    })
    started.on('exit', (code) => end(`exit code ${code}`))
    return started
  }
  return {
    request: (request) =>
      new Promise((resolve) => {
        const id = ++lastId
        waiting.set(id, resolve)
        if (request.kind === 'analyze' && request.isUrgent) Atomics.store(newest, 0, id)
        worker ??= start()
        worker.postMessage({ ...request, id })
      }),
    kill: async () => {
      await worker?.terminate()
    },
    dispose: async () => {
      const last = worker
      worker = undefined
      await last?.terminate()
    },
  }
}

function receive(
  response: WorkerResponse,
  models: Map<string, LoadedModel>,
  settle: (id: number, answer: Answer) => void,
): void {
  switch (response.kind) {
    case 'model':
      // A path has one current version; older ones are let go.
      for (const [key, model] of models)
        if (model !== response.model && pathOf(key) === response.path) models.delete(key)
      models.set(response.key, response.model)
      return
    case 'analyzed': {
      const model = response.modelKey === undefined ? undefined : models.get(response.modelKey)
      const { modelPath, sources, problems, deviceFile, milliseconds } = response
      const snapshot =
        response.snapshot === undefined || model === undefined
          ? undefined
          : attachSnapshot(response.snapshot, model.program)
      return settle(response.id, {
        kind: 'analyzed',
        model,
        modelPath,
        snapshot,
        sources,
        problems,
        deviceFile,
        milliseconds,
      })
    }
    case 'loaded': {
      const model = models.get(response.modelKey)
      return settle(
        response.id,
        model === undefined ? { kind: 'failed', message: 'the model got lost' } : { kind: 'loaded', model },
      )
    }
    case 'unreadable':
      return settle(response.id, { kind: 'unreadable', problem: response.problem })
    case 'cancelled':
      return settle(response.id, { kind: 'cancelled' })
    case 'failed':
      return settle(response.id, { kind: 'failed', message: response.message })
  }
}

const pathOf = (key: string): string => key.slice(0, Math.max(key.lastIndexOf('#'), key.lastIndexOf('@')))
