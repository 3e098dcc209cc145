// What differs between the active schedule and the one that it is compared with, asked for anew with every report.
import type { ScheduleDifference } from '../../../server/src/protocol/costs'
import type { DifferenceAnswer, DifferenceParams } from '../../../server/src/protocol/panelRequests'
import { differenceRequest } from '../../../server/src/protocol/panelRequests'
import type { PanelContext } from './panelContext'
import type { CostsLive, SessionPart } from './sessionPart'

export interface Comparison extends SessionPart {
  readonly compare: (schedules: Omit<DifferenceParams, 'uri'>) => Promise<void>
  /** The same two, of a newer text. */
  readonly again: () => Promise<void>
}

export function createComparison({ ask }: Pick<PanelContext, 'ask'>, live: CostsLive): Comparison {
  let compared: Omit<DifferenceParams, 'uri'> | undefined
  let difference: ScheduleDifference | undefined
  /** Answers for another file, or to an older question, are left. */
  const again = async (): Promise<void> => {
    const [asked, { uri }] = [compared, live]
    if (uri === undefined || asked === undefined) return
    const params: DifferenceParams = { uri, ...asked }
    const answer = await ask<DifferenceAnswer>(differenceRequest, params)
    if (asked !== compared) return
    difference = answer ?? undefined
    live.post({ kind: 'difference', ...(answer === null ? {} : { difference: answer }) })
  }
  return {
    compare: (schedules) => {
      compared = schedules
      return again()
    },
    again,
    remembered: () => (difference === undefined ? [] : [{ kind: 'difference', difference }]),
    forget: () => {
      compared = undefined
      difference = undefined
    },
  }
}
