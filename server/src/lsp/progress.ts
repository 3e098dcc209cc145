// Progress of analyses that take long: shown by editors that can, and ended by them.
import { setMaxListeners } from 'node:events'
import { basename } from 'node:path'
import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver/node'
import type { AnalysisClient, Answer } from '../worker/analysisClient'
import type { Stage, WorkerTask } from '../worker/messages'

/** What is over sooner is not worth a word. */
const quietMilliseconds = 500

/** A session whose analysis was ended by another's comes again within this time. */
const pauseMilliseconds = 150

/** All that happens for one file until it has its figures: requests that end for newer ones are part of it. */
interface Job {
  readonly controller: AbortController
  readonly timer: NodeJS.Timeout
  underWay: number
  message: string
  shown: WorkDoneProgressServerReporter | undefined
  end: NodeJS.Timeout | undefined
}

interface Jobs {
  readonly connection: Connection
  readonly byPath: Map<string, Job>
}

/** The same client; a file that waits for over half a second has progress that can be cancelled. */
export function withProgress(client: AnalysisClient, connection: Connection): AnalysisClient {
  const jobs: Jobs = { connection, byPath: new Map() }
  return {
    ...client,
    request: async (request, options) => {
      // Nobody waits for what is only thought of.
      if (request.kind === 'foresee' || request.kind === 'view') return client.request(request, options)
      const path = pathOf(request)
      const job = jobs.byPath.get(path) ?? begin(jobs, path)
      clearTimeout(job.end)
      job.underWay++
      const answer = await client.request(request, {
        signal: job.controller.signal,
        ...options,
        onStage: (stage) => {
          say(job, describe(stage, request.kind, basename(path)))
          options?.onStage?.(stage)
        },
      })
      job.underWay--
      if (job.underWay === 0) endAfter(jobs, path, answer)
      return answer
    },
  }
}

const pathOf = (request: WorkerTask): string => (request.kind === 'load' ? request.model.path : request.path)

const describe = (stage: Stage, kind: WorkerTask['kind'], name: string): string =>
  stage === 'analyzing' ? `analysing ${name}` : kind === 'load' ? `reading ${name}` : `reading the model of ${name}`

function begin(jobs: Jobs, path: string): Job {
  const { connection } = jobs
  const controller = new AbortController()
  // Of a burst of keys, all analyses but the newest wait to be told that they are not wanted.
  setMaxListeners(0, controller.signal)
  const job: Job = {
    controller,
    timer: setTimeout(() => {
      show(jobs, path, job).catch((error: unknown) => connection.console.warn(`progress: ${String(error)}`))
    }, quietMilliseconds),
    underWay: 0,
    message: `analysing ${basename(path)}`,
    shown: undefined,
    end: undefined,
  }
  job.timer.unref()
  jobs.byPath.set(path, job)
  return job
}

/** Editors that show no progress get none. */
async function show({ connection, byPath }: Jobs, path: string, job: Job): Promise<void> {
  const reporter = await connection.window.createWorkDoneProgress()
  // Over while the editor was making room for it.
  if (byPath.get(path) !== job) return reporter.done()
  reporter.begin('Shardlens', undefined, job.message, true)
  reporter.token.onCancellationRequested(() => job.controller.abort())
  job.shown = reporter
}

function say(job: Job, message: string): void {
  if (job.message === message) return
  job.message = message
  job.shown?.report(message)
}

function endAfter(jobs: Jobs, path: string, { kind }: Answer): void {
  const job = jobs.byPath.get(path)
  if (job === undefined) return
  const end = (): void => {
    clearTimeout(job.timer)
    jobs.byPath.delete(path)
    job.shown?.done()
  }
  if (kind === 'cancelled') job.end = setTimeout(end, pauseMilliseconds)
  else end()
}
