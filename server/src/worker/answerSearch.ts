// A question to a search -> what it finds, with its progress on the way. In a worker that does nothing else.
import type { LoadedModel } from '../engine/analysis'
import { keepTables } from '../engine/programTables'
import type { AutoProgress } from '../engine/search/autoTactic'
import { attachQuestion } from '../engine/search/detachQuestion'
import { usualThreads } from './evaluatorThread'
import type { WorkerRequest, WorkerResponse } from './messages'
import { createSearcher } from './searcher'
import { isEnded } from './wishes'

type SearchRequest = WorkerRequest & { readonly kind: 'search' }

/** Progress is told this often at most. Milliseconds. */
const pauseMilliseconds = 100

export interface SearchAnswerer {
  readonly answer: (request: SearchRequest) => Promise<void>
}

/** Keeps the last model with all that searches have made of it; others that come under its key are let go. */
export function createSearchAnswerer(send: (response: WorkerResponse) => void): SearchAnswerer {
  let kept: { readonly key: string; readonly model: LoadedModel } | undefined
  // The editor's analysis has a processor of its own.
  const searcher = createSearcher({ threads: usualThreads(1), log: (message) => send({ kind: 'noted', message }) })
  return {
    answer: async ({ id, wish, modelKey, model, tables, question }) => {
      if (kept?.key !== modelKey) {
        kept = { key: modelKey, model }
        keepTables(model.program, tables)
      }
      send({ kind: 'stage', id, stage: 'searching', modelKey })
      const strategy = await searcher.search(attachQuestion(question, kept.model.program), {
        isEnded: () => isEnded(wish),
        onProgress: throttle((progress) => send({ kind: 'searching', id, progress })),
        onSoFar: (soFar) => send({ kind: 'soFar', id, strategy: soFar }),
      })
      send({ kind: 'searched', id, strategy })
    },
  }
}

/** What comes within the pause is left out: more follows soon, or the end. */
function throttle(tell: (progress: AutoProgress) => void): (progress: AutoProgress) => void {
  let last = -Infinity
  return (value) => {
    const now = performance.now()
    if (now - last < pauseMilliseconds) return
    last = now
    tell(value)
  }
}
