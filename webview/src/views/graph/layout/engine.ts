// ELK in a web worker that can be ended: a layout under way is not waited for when another one is wanted.
import ELK from 'elkjs/lib/elk-api'
import type { ElkNode } from 'elkjs/lib/elk-api'
import type { Engine } from './levels'

export interface LayoutEngine {
  readonly layOut: Engine
  /** Ends what is under way; its promises reject. */
  readonly stop: () => void
}

/** The worker's text is loaded and started from a blob: a webview's own files are of another origin than it. */
export function createEngine(address: string): LayoutEngine {
  const text = fetch(address).then((response) => {
    if (!response.ok) throw new Error(`the layout worker cannot be loaded: ${response.status}`)
    return response.text()
  })
  let running: { readonly elk: Promise<InstanceType<typeof ELK>>; readonly end: () => void } | undefined
  const start = (): NonNullable<typeof running> => {
    let worker: Worker | undefined
    let isEnded = false
    const elk = text.then((code) => {
      const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }))
      return new ELK({
        workerFactory: () => {
          worker = new Worker(url)
          URL.revokeObjectURL(url)
          if (isEnded) worker.terminate()
          return worker
        },
      })
    })
    const end = (): void => {
      isEnded = true
      worker?.terminate()
    }
    return { elk, end }
  }
  let rejectAll: (reason: Error) => void = () => undefined
  let stopped = new Promise<never>((_, reject) => (rejectAll = reject))
  stopped.catch(() => undefined)
  // While the first structure is on its way.
  running = start()
  return {
    layOut: async (graph) => {
      running ??= start()
      const work = running.elk.then((elk) => elk.layout(graph))
      return Promise.race<ElkNode>([work, stopped])
    },
    stop: () => {
      running?.end()
      running = undefined
      rejectAll(new Error('stopped'))
      stopped = new Promise<never>((_, reject) => (rejectAll = reject))
      stopped.catch(() => undefined)
    },
  }
}
