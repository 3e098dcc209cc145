// The state that others are seen against: one of a workspace, the same in all pages, and still there when the window is reloaded.
import type { CostsReport } from '../../../server/src/protocol/costs'
import type { PinnedState, PinStore } from './panelContext'
import type { CostsLive, SessionPart } from './sessionPart'

export interface Pins extends SessionPart {
  /** Undefined takes the pin out. */
  readonly pin: (report: CostsReport | undefined) => Promise<void>
  /** A report is shown: what is pinned of its file is too. */
  readonly show: () => void
}

/** A pin of another file waits until that one is shown again, or something else is pinned. */
export function createPins(store: PinStore, live: CostsLive): Pins {
  let pinned: PinnedState | undefined
  let isShown = false
  let isRead = false
  const own = (): CostsReport | undefined => (pinned?.uri === live.uri ? pinned?.report : undefined)
  const post = (): void => {
    const report = own()
    live.post({ kind: 'pinned', ...(report === undefined ? {} : { report }) })
  }
  const read = async (): Promise<void> => {
    const found = await store.read()
    if (isRead) return
    isRead = true
    pinned = found
    if (isShown && own() !== undefined) post()
  }
  void read()
  return {
    pin: async (report) => {
      if (live.uri === undefined) return
      isRead = true
      pinned = report === undefined ? undefined : { uri: live.uri, report }
      post()
      await store.write(pinned)
    },
    show: () => {
      if (!isShown && own() !== undefined) post()
      isShown = true
    },
    remembered: () => {
      const report = isShown ? own() : undefined
      return report === undefined ? [] : [{ kind: 'pinned', report }]
    },
    forget: () => {
      isShown = false
    },
  }
}
