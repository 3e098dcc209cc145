// A question to a search -> what it finds, with its progress on the way. In a worker that does nothing else.
import type { LoadedModel } from '../engine/analysis'
import { keepTables } from '../engine/programTables'
import type { AutoProgress } from '../engine/search/autoTactic'
import { solveAuto } from '../engine/search/autoTactic'
import { attachQuestion } from '../engine/search/detachQuestion'
import type { WorkerRequest, WorkerResponse } from './messages'
import { isEnded } from './wishes'

type SearchRequest = WorkerRequest & { readonly kind: 'search' }

/** Progress is told this often at most. Milliseconds. */
const pauseMilliseconds = 100

export interface SearchAnswerer {
  readonly answer: (request: SearchRequest) => void
}

/** Keeps the last model with all that searches have made of it; others that come under its key are let go. */
export function createSearchAnswerer(send: (response: WorkerResponse) => void): SearchAnswerer {
  let kept: { readonly key: string; readonly model: LoadedModel } | undefined
  return {
    answer: ({ id, wish, modelKey, model, tables, question }) => {
      if (kept?.key !== modelKey) {
        kept = { key: modelKey, model }
        keepTables(model.program, tables)
      }
      send({ kind: 'stage', id, stage: 'searching', modelKey })
      const onProgress = throttle((progress: AutoProgress) => send({ kind: 'searching', id, progress }))
      const isWished = (): boolean => isEnded(wish)
      const strategy = solveAuto(attachQuestion(question, kept.model.program), { isEnded: isWished, onProgress })
      send({ kind: 'searched', id, strategy })
    },
  }
}

/** What comes within the pause is left out: more follows soon, or the end. */
function throttle<T>(tell: (value: T) => void): (value: T) => void {
  let last = -Infinity
  return (value) => {
    const now = performance.now()
    if (now - last < pauseMilliseconds) return
    last = now
    tell(value)
  }
}
