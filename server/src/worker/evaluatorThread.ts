// Evaluators of a search as threads of this process, and how many of them there are when nobody says.
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { describeCrash } from './crashes'
import type { EvaluatorAnswer } from './evaluatorMessages'
import type { Member, MemberEvents } from './evaluatorPool'

/** Small generations are collected often: a third of the memory for a few per cent of the time. */
const maxYoungGenerationSizeMb = 12

/** `path`: the bundle of evaluator.ts. */
export function startEvaluatorThread(path: string, { onAnswer, onCrash }: MemberEvents): Member {
  const worker = new Worker(path, { resourceLimits: { maxYoungGenerationSizeMb } })
  // What waits for an answer keeps the process alive.
  worker.unref()
  worker.on('message', onAnswer satisfies (answer: EvaluatorAnswer) => void)
  worker.on('error', (error) => onCrash(describeCrash(error)))
  worker.on('exit', (code) => onCrash({ reason: `exit code ${code}`, isOutOfMemory: false }))
  return {
    send: (request) => worker.postMessage(request),
    end: async () => void (await worker.terminate()),
  }
}

/** The bundle that lies beside the one which is running. */
export const evaluatorPath = (): string => fileURLToPath(new URL('evaluator.js', import.meta.url))

/** More gain little: a search asks for few sets at a time. */
const mostThreads = 4

/** One thread for each processor but those that are `kept` for something else. */
export const usualThreads = (kept: number): number => Math.max(1, Math.min(mostThreads, availableParallelism() - kept))
