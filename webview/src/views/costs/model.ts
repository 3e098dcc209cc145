// All that the cost panel's view is a function of: what the host has sent, and what the person has opened, sorted, filtered.
import type { CostsReport, ScheduleDifference, SweepResult } from '../../../../server/src/protocol/costs'
import type { CostsMessage, PanelState } from '../../../../server/src/protocol/panels'

export interface CostsModel {
  readonly state: PanelState
  /** The last one that came; older than the text while `state` says so. */
  readonly report: CostsReport | undefined
  readonly sweep: SweepResult | undefined
  readonly sweepProgress: { readonly done: number; readonly total: number } | undefined
  readonly difference: ScheduleDifference | undefined
  /** Why a what-if question, or a sweep, has no answer. */
  readonly refusal: string | undefined
  /** Names of sections that are folded. */
  readonly folded: readonly string[]
}

/** Before anything has come. */
export const startModel = (saved: SavedModel): CostsModel => ({
  state: { kind: 'empty' },
  report: undefined,
  sweep: undefined,
  sweepProgress: undefined,
  difference: undefined,
  refusal: undefined,
  ...saved,
})

/** What outlives a reload of the page. */
export type SavedModel = Pick<CostsModel, 'folded'>

export const toSaved = ({ folded }: CostsModel): SavedModel => ({ folded })

/** What an earlier page has saved, as far as it is well formed. */
export function readSaved(saved: unknown): SavedModel {
  const { folded } = (typeof saved === 'object' && saved !== null ? saved : {}) as Partial<Record<string, unknown>> // fields are checked
  return { folded: Array.isArray(folded) ? folded.filter((name) => typeof name === 'string') : [] }
}

/** The model after a message. */
export function receive(model: CostsModel, message: CostsMessage): CostsModel {
  switch (message.kind) {
    case 'state':
      return { ...model, state: message.state }
    case 'report':
      return { ...model, report: message.report, refusal: undefined }
    case 'sweepProgress':
      return { ...model, sweepProgress: { done: message.done, total: message.total } }
    case 'sweep':
      return { ...model, sweepProgress: undefined, sweep: message.result ?? model.sweep, refusal: message.message }
    case 'difference':
      return { ...model, difference: message.difference }
    case 'refused':
      return { ...model, refusal: message.message }
  }
}
