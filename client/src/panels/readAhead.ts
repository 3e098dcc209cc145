// Asks for reports of schedules that nobody has chosen yet, one after the other, once the person has come to rest.
import type { CostsReport } from '../../../server/src/protocol/costs'
import type { HeldReports } from '../../../server/src/protocol/heldReports'
import { findHeld, mostHeld } from '../../../server/src/protocol/heldReports'
import type { CostsAnswer, CostsParams } from '../../../server/src/protocol/panelRequests'
import { costsRequest } from '../../../server/src/protocol/panelRequests'
import type { PanelContext } from './panelContext'

/** Milliseconds after a report, or after the server had something else to do. */
const rest = 400

/** How often the server may have something else to do before it is left alone. */
const mostRefusals = 10

/** Steps of a program above which nothing is asked for ahead: a report takes the worker long then. */
const mostSteps = 60_000

export interface AheadContext {
  readonly ask: PanelContext['ask']
  /** What is shown and kept now. */
  readonly known: () => HeldReports
  /** Somebody looks, and the figures are fresh. */
  readonly isWanted: () => boolean
  readonly receive: (report: CostsReport) => void
}

/** Ends with the signal. */
export async function readAhead(context: AheadContext, uri: string, signal: AbortSignal): Promise<void> {
  for (let refusals = 0; refusals < mostRefusals;) {
    if (!(await isOver(rest, signal))) return
    for (;;) {
      const schedule = findMissing(context.known())
      if (schedule === undefined || signal.aborted || !context.isWanted()) return
      const params: CostsParams = { uri, schedule }
      const answer = await context.ask<CostsAnswer>(costsRequest, params, signal).catch(() => undefined)
      if (signal.aborted || answer === undefined || answer.kind === 'refused') return
      if (answer.kind !== 'report') break
      context.receive(answer.report)
      // Of another text, whose own report is on its way.
      if (findHeld(context.known(), schedule) === undefined) return
    }
    refusals++
  }
}

function findMissing(known: HeldReports): string | undefined {
  const { report, held } = known
  if (report === undefined || report.isWhatIf || held.length >= mostHeld || report.timeline.steps > mostSteps) return
  const names = report.schedules.map(({ name }) => name)
  return names.find((name) => name !== report.schedule && findHeld(known, name) === undefined)
}

/** False when it was called off before. */
const isOver = (milliseconds: number, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      resolve(!signal.aborted)
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end, { once: true })
  })
