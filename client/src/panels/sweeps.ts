// Sweeps over meshes: one at a time, called off by the next one; what was found last is kept.
import type { SweepResult } from '../../../server/src/protocol/costs'
import type { SweepAnswer, SweepParams, SweepProgressParams } from '../../../server/src/protocol/panelRequests'
import { sweepRequest } from '../../../server/src/protocol/panelRequests'
import type { PanelContext } from './panelContext'
import type { CostsLive, SessionPart } from './sessionPart'

export interface Sweeps extends SessionPart {
  readonly start: (devices: number) => Promise<void>
  readonly cancel: () => void
  /** What the server says meanwhile. */
  readonly progress: (params: SweepProgressParams) => void
}

export function createSweeps({ ask }: Pick<PanelContext, 'ask'>, live: CostsLive): Sweeps {
  let last: SweepResult | undefined
  let running: AbortController | undefined
  /** What was found before stays when nothing was found now. */
  const show = (found: SweepResult | null): void => {
    last = found ?? last
    live.post({ kind: 'sweep', ...(last === undefined ? {} : { result: last }) })
  }
  return {
    start: async (devices) => {
      if (live.uri === undefined) return
      running?.abort()
      const own = new AbortController()
      running = own
      const answer = await askSweep(ask, { uri: live.uri, devices }, own.signal)
      if (running !== own) return
      running = undefined
      if (answer !== null && 'message' in answer) live.post({ kind: 'sweep', message: answer.message })
      else show(answer)
    },
    cancel: () => running?.abort(),
    progress: ({ uri, done, total }) => {
      if (running !== undefined && uri === live.uri) live.post({ kind: 'sweepProgress', done, total })
    },
    remembered: () => (last === undefined ? [] : [{ kind: 'sweep', result: last }]),
    forget: () => {
      running?.abort()
      last = undefined
    },
  }
}

/** None: it was called off. */
async function askSweep(ask: PanelContext['ask'], params: SweepParams, signal: AbortSignal): Promise<SweepAnswer> {
  try {
    return await ask<SweepAnswer>(sweepRequest, params, signal)
  } catch (error) {
    return signal.aborted ? null : { message: error instanceof Error ? error.message : String(error) }
  }
}
