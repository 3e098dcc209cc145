// Tables of models that the server is sent: those that an analysis has made with its first result, the others piece by piece while
// nothing else is to be done. The server then has none of that work.
import type { LoadedModel } from '../engine/analysis'
import { makeFurtherTables, tablesOf } from '../engine/programTables'
import type { WorkerResponse } from './messages'

interface KnownModel {
  readonly key: string
  readonly model: LoadedModel
}

export interface TableSharer {
  /** To be called before the result of an analysis is sent. */
  readonly shareAnalysed: (known: KnownModel) => void
  /** Does a piece of what is left for a model that was analysed, some milliseconds at most models; false when there is nothing. */
  readonly advance: (known: KnownModel) => boolean
}

export function createTableSharer(send: (response: WorkerResponse) => void): TableSharer {
  /** What is left for each model; undefined once it is through. */
  const left = new WeakMap<LoadedModel, Generator<undefined, void> | undefined>()
  const share = ({ key, model }: KnownModel): void => send({ kind: 'tables', key, tables: tablesOf(model.program) })
  return {
    shareAnalysed: (known) => {
      if (left.has(known.model)) return
      left.set(known.model, makeFurtherTables(known.model.program))
      share(known)
    },
    advance: (known) => {
      const making = left.get(known.model)
      if (making === undefined) return false
      if (making.next().done === true) {
        left.set(known.model, undefined)
        share(known)
      }
      return true
    },
  }
}
