// The main thread's side of the analysis worker: starts it, replaces it when it dies, matches answers to requests, ends them.
import { Worker } from 'node:worker_threads'
import type { LoadedModel } from '../engine/analysis'
import { keepTables } from '../engine/programTables'
import type { AutoProgress, FoundStrategy } from '../engine/search/autoTactic'
import type { Analyzed, Answer } from './answers'
import { keepModel, toAnalyzed, toAnswer } from './answers'
import type { Crash } from './crashes'
import { createCrashLog, describeCrash } from './crashes'
import type { Stage, WorkerRequest, WorkerResponse, WorkerSetup, WorkerTask } from './messages'
import { askToEnd, askToGiveWay, makeWish } from './wishes'

export type { Analyzed, Answer } from './answers'

/**
 * Small generations are collected often, which costs a few per cent and keeps a third of the memory: analyses make garbage
 * faster than a collector with room to spare cares for.
 */
const maxYoungGenerationSizeMb = 12

/** A request that was under way in this many crashes fails. */
const mostAttempts = 2

/** What is not between two tactics cannot look at its wish; a worker that does not is ended after this long. */
const stopMilliseconds = 400

export interface RequestOptions {
  /** Ends the request as `stopped`, whatever the worker is at. */
  readonly signal?: AbortSignal
  readonly onStage?: (stage: Stage) => void
  /** Of an analysis that takes long: the active schedule, before the answer. */
  readonly onFirst?: (result: Analyzed) => void
  /** How far a sweep is. */
  readonly onProgress?: (done: number, total: number) => void
  /** How far a search is. */
  readonly onSearching?: (progress: AutoProgress) => void
  /** The best that a search has so far, from time to time. */
  readonly onSoFar?: (strategy: FoundStrategy) => void
  /** Ends a search with the best that it has. */
  readonly enough?: AbortSignal
}

export interface AnalysisClient {
  /** Never rejects. An urgent analyze request makes others end as cancelled: of its file at once, of other files once they had their time. */
  readonly request: (task: WorkerTask, options?: RequestOptions) => Promise<Answer>
  /** A new worker that has seen nothing: also after too many crashes, and for models that were too much for the old one. */
  readonly restart: () => Promise<void>
  readonly dispose: () => Promise<void>
  /** Ends the worker as a crash would; for tests of what happens then. */
  readonly kill: () => Promise<void>
}

export interface AnalysisClientOptions extends Omit<WorkerSetup, 'exhausting'> {
  /** What the worker does, as messages call it. */
  readonly work?: 'analysis' | 'search'
  /** The worker's bundle. */
  readonly workerPath: string
  readonly log: (level: 'warn' | 'error', message: string) => void
  /** Called when more is known of the program of a model. */
  readonly onTables?: () => void
  /** Called when requests fail since the worker died, with what a person should know. */
  readonly onFailure?: (message: string) => void
  /** Heap of the worker in MiB; Node's own choice when absent. */
  readonly heapLimit?: number
}

interface Waiting {
  readonly request: WorkerRequest
  readonly options: RequestOptions
  readonly resolve: (answer: Answer) => void
  /** Crashes while it was under way. */
  attempts: number
  isStopped: boolean
}

/** State of one client. */
interface Desk {
  readonly given: AnalysisClientOptions
  readonly waiting: Map<number, Waiting>
  readonly models: Map<string, LoadedModel>
  readonly crashes: ReturnType<typeof createCrashLog>
  /** Keys of models that a worker ran out of memory on. */
  readonly exhausting: Set<string>
  worker: Worker | undefined
  /** What the worker is at. */
  underWay: { readonly id: number; readonly modelKey: string | undefined } | undefined
  lastId: number
}

export function createAnalysisClient(given: AnalysisClientOptions): AnalysisClient {
  const desk: Desk = {
    given,
    waiting: new Map(),
    models: new Map(),
    crashes: createCrashLog(),
    exhausting: new Set(),
    worker: undefined,
    underWay: undefined,
    lastId: 0,
  }
  return {
    request: (task, options = {}) => ask(desk, task, options),
    restart: async () => {
      desk.crashes.clear()
      desk.exhausting.clear()
      await replace(desk)
    },
    kill: async () => {
      await desk.worker?.terminate()
    },
    dispose: async () => {
      const last = desk.worker
      desk.worker = undefined
      await last?.terminate()
    },
  }
}

function ask(desk: Desk, task: WorkerTask, options: RequestOptions): Promise<Answer> {
  if (options.signal?.aborted === true) return Promise.resolve({ kind: 'stopped' })
  if (desk.crashes.isTooMany()) return Promise.resolve({ kind: 'failed', message: describeGivingUp(desk) })
  return new Promise((resolve) => {
    const id = ++desk.lastId
    const request: WorkerRequest = { ...task, id, wish: makeWish() }
    const onAbort = (): void => stop(desk, id)
    const onEnough = (): void => askToEnd(request.wish)
    const settle = (answer: Answer): void => {
      options.signal?.removeEventListener('abort', onAbort)
      options.enough?.removeEventListener('abort', onEnough)
      resolve(answer)
    }
    if (task.kind === 'analyze' && task.isUrgent) makeRoom(desk, task.path)
    endAhead(desk, task)
    if (task.kind === 'costs' && task.purpose !== 'ahead') endOlder(desk, task.path)
    desk.waiting.set(id, { request, options, resolve: settle, attempts: 0, isStopped: false })
    options.signal?.addEventListener('abort', onAbort, { once: true })
    options.enough?.addEventListener('abort', onEnough, { once: true })
    send(desk, request)
  })
}

/** Nobody waits any more for what the file was before, and other files wait for this one. */
function makeRoom({ waiting }: Desk, path: string): void {
  for (const { request } of waiting.values()) {
    if (request.kind === 'load') continue
    if (request.path === path) askToEnd(request.wish)
    else askToGiveWay(request.wish)
  }
}

/** Of several reports that were asked for, a person sees the last. */
function endOlder({ waiting }: Desk, path: string): void {
  for (const { request } of waiting.values())
    if (request.kind === 'costs' && request.path === path) askToEnd(request.wish)
}

/** What nobody waits for ends when somebody does. Outlooks are ahead of need themselves, and short. */
function endAhead({ waiting }: Desk, task: WorkerTask): void {
  if (task.kind === 'foresee' || (task.kind === 'costs' && task.purpose === 'ahead')) return
  for (const { request } of waiting.values())
    if (request.kind === 'costs' && request.purpose === 'ahead') askToEnd(request.wish)
}

function send(desk: Desk, request: WorkerRequest): void {
  desk.worker ??= start(desk)
  desk.worker.postMessage(request)
}

function start(desk: Desk): Worker {
  const { workerPath, runtimeWasm, grammarWasm, heapLimit } = desk.given
  const workerData: WorkerSetup = { runtimeWasm, grammarWasm, exhausting: [...desk.exhausting] }
  const limit = heapLimit === undefined ? {} : { maxOldGenerationSizeMb: heapLimit }
  const worker = new Worker(workerPath, { workerData, resourceLimits: { maxYoungGenerationSizeMb, ...limit } })
  worker.on('message', (response: WorkerResponse) => {
    if (desk.worker === worker) receive(desk, response)
  })
  worker.on('error', (error) => {
    desk.given.log(
      'error',
      `${workOf(desk)} worker: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
    if (desk.worker === worker) recover(desk, describeCrash(error))
  })
  worker.on('exit', (code) => {
    if (desk.worker === worker) recover(desk, { reason: `exit code ${code}`, isOutOfMemory: false })
  })
  return worker
}

function receive(desk: Desk, response: WorkerResponse): void {
  if (response.kind === 'model') return keepModel(desk.models, response)
  if (response.kind === 'tables') {
    const model = desk.models.get(response.key)
    if (model !== undefined) keepTables(model.program, response.tables)
    return desk.given.onTables?.()
  }
  if (response.kind === 'progress')
    return desk.waiting.get(response.id)?.options.onProgress?.(response.done, response.total)
  if (response.kind === 'searching') return desk.waiting.get(response.id)?.options.onSearching?.(response.progress)
  if (response.kind === 'soFar') return desk.waiting.get(response.id)?.options.onSoFar?.(response.strategy)
  if (response.kind === 'noted') return desk.given.log('warn', `${workOf(desk)} worker: ${response.message}`)
  if (response.kind === 'stage') {
    desk.underWay = response
    return desk.waiting.get(response.id)?.options.onStage?.(response.stage)
  }
  if (response.kind === 'analyzed' && response.isFirst) {
    return desk.waiting.get(response.id)?.options.onFirst?.(toAnalyzed(response, desk.models))
  }
  if (desk.underWay?.id === response.id) desk.underWay = undefined
  settle(desk, response.id, toAnswer(response, desk.models))
}

function settle({ waiting }: Desk, id: number, answer: Answer): void {
  const one = waiting.get(id)
  if (one === undefined) return
  waiting.delete(id)
  one.resolve(one.isStopped ? { kind: 'stopped' } : answer)
}

/** Ends one request: by its wish, or with the worker when that is of no avail. */
function stop(desk: Desk, id: number): void {
  const one = desk.waiting.get(id)
  if (one === undefined) return
  one.isStopped = true
  askToEnd(one.request.wish)
  setTimeout(() => {
    if (desk.waiting.get(id) !== one) return
    settle(desk, id, { kind: 'stopped' })
    if (desk.underWay?.id === id) void replace(desk)
  }, stopMilliseconds).unref()
}

/** Ends the worker on purpose; what waits goes to a new one. */
async function replace(desk: Desk): Promise<void> {
  const last = abandon(desk)
  await last?.terminate()
  for (const { request } of desk.waiting.values()) send(desk, request)
}

function abandon(desk: Desk): Worker | undefined {
  const last = desk.worker
  desk.worker = undefined
  desk.underWay = undefined
  desk.models.clear()
  return last
}

/** After a crash: what was under way is tried once more, unless its memory was the reason; the rest goes on. */
function recover(desk: Desk, crash: Crash): void {
  const { underWay, crashes, exhausting, given } = desk
  abandon(desk)
  crashes.note()
  if (crash.isOutOfMemory && underWay?.modelKey !== undefined) exhausting.add(underWay.modelKey)
  const isTooMany = crashes.isTooMany()
  const lost = [...desk.waiting].filter(([id]) => underWay === undefined || underWay.id === id)
  for (const [, one] of lost) one.attempts++
  const failed = isTooMany
    ? [...desk.waiting]
    : lost.filter(([, { attempts }]) => crash.isOutOfMemory || attempts >= mostAttempts)
  const message = isTooMany ? describeGivingUp(desk) : describeFailure(desk, crash)
  for (const [id] of failed) settle(desk, id, { kind: 'failed', message })
  if (failed.length > 0) given.onFailure?.(message)
  else given.log('warn', `${workOf(desk)} worker ended unexpectedly (${crash.reason}) and was replaced`)
  for (const { request } of desk.waiting.values()) send(desk, request)
}

const workOf = ({ given }: Desk): string => given.work ?? 'analysis'

const describeFailure = (desk: Desk, { reason, isOutOfMemory }: Crash): string =>
  isOutOfMemory ? `the ${workOf(desk)} ran out of memory` : `the ${workOf(desk)} ended unexpectedly: ${reason}`

const describeGivingUp = (desk: Desk): string =>
  `the ${workOf(desk)} ended unexpectedly too often and is not started again until it is asked for`
