// What panels run in, as tests have it: an editor with one file, a page, and a server that answers when the test says so.
import type { PageEnd } from '../../../client/src/panels/pageGroup'
import type { PanelContext, PinnedState } from '../../../client/src/panels/panelContext'
import type { PanelState } from '../../../server/src/protocol/panels'
import type { StatusParams } from '../../../server/src/protocol/status'

type Message = Readonly<Record<string, unknown>> & { readonly kind: string; readonly version: number }

/** An editor with one file, and a server that answers when the test says so. */
export function openScene() {
  const asked: { method: string; params: object; signal: AbortSignal | undefined; answer: (value: unknown) => void }[] =
    []
  const [did, received]: [string[], Message[]] = [[], []]
  const disk: { pinned: PinnedState | undefined } = { pinned: undefined }
  const scene = {
    uri: 'file:///a.tactics' as string | undefined,
    state: fresh,
    isVisible: true,
    isLoaded: true,
    isSaved: true,
  }
  const status: StatusParams = {
    uri: '',
    schedules: [],
    active: 'default',
    applied: 0,
    tactics: 0,
    state: 'fresh',
    milliseconds: 1,
  }
  const context: PanelContext = {
    target: {
      uri: () => scene.uri,
      status: () => (scene.state.kind === 'fresh' ? status : undefined),
      state: () => scene.state,
      isSaved: () => scene.isSaved,
      isLoaded: () => scene.isLoaded,
      load: () => Promise.resolve(void did.push('load')),
    },
    ask: <Answer>(method: string, params: object, signal?: AbortSignal) =>
      new Promise<Answer>((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('called off')))
        asked.push({ method, params, signal, answer: resolve as (value: unknown) => void })
      }),
    reveal: (place) => Promise.resolve(void did.push(`reveal ${place.line}`)),
    pins: {
      read: () => Promise.resolve(disk.pinned),
      write: (pinned) => Promise.resolve(void (disk.pinned = pinned)),
    },
    save: ({ name }) => Promise.resolve(void did.push(`save ${name}`)),
    copy: (text) => Promise.resolve(void did.push(`copy ${text}`)),
    run: (command) => did.push(`run ${command}`),
    log: (text) => did.push(`log ${text}`),
  }
  const page: PageEnd = { post: (message) => received.push(message as Message), isVisible: () => scene.isVisible }
  /** Answers the newest question of a method. */
  const answer = async (method: string, value: unknown): Promise<void> => {
    asked.findLast((one) => one.method === method)?.answer(value)
    await settle()
  }
  return { scene, disk, context, page, asked, did, received, answer, kinds: () => received.map(({ kind }) => kind) }
}

export const fresh: PanelState = { kind: 'fresh', milliseconds: 1 }
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
