// Tables of models that the server is sent: those that an analysis has made with its first result, those for writing once nothing
// else is to be done. The server then has none of that work.
import type { LoadedModel } from '../engine/analysis'
import { makeWritingTables, tablesOf } from '../engine/programTables'
import type { WorkerResponse } from './messages'

interface KnownModel {
  readonly key: string
  readonly model: LoadedModel
}

export interface TableSharer {
  /** To be called before the result of an analysis is sent. */
  readonly shareAnalysed: (known: KnownModel) => void
  /** To be called when there is nothing else to do; makes what is missing. */
  readonly shareForWriting: (known: KnownModel) => void
}

export function createTableSharer(send: (response: WorkerResponse) => void): TableSharer {
  const analysed = new WeakSet<LoadedModel>()
  const written = new WeakSet<LoadedModel>()
  const share = ({ key, model }: KnownModel): void => send({ kind: 'tables', key, tables: tablesOf(model.program) })
  return {
    shareAnalysed: (known) => {
      if (analysed.has(known.model)) return
      analysed.add(known.model)
      share(known)
    },
    shareForWriting: (known) => {
      if (written.has(known.model)) return
      written.add(known.model)
      makeWritingTables(known.model.program)
      share(known)
    },
  }
}
