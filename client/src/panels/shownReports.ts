// Reports of the file, or of a what-if question: which one is shown, which are kept beside it, and which are read ahead.
import type { Changes, CostsReport } from '../../../server/src/protocol/costs'
import type { HeldReports } from '../../../server/src/protocol/heldReports'
import { findByKey, findHeld, holdReport, showReport } from '../../../server/src/protocol/heldReports'
import type { CostsAnswer, CostsParams } from '../../../server/src/protocol/panelRequests'
import { costsRequest, keyOfReport } from '../../../server/src/protocol/panelRequests'
import type { CostsMessage } from '../../../server/src/protocol/panels'
import type { SetScheduleParams } from '../../../server/src/protocol/status'
import { setScheduleRequest } from '../../../server/src/protocol/status'
import type { Unversioned } from './pageGroup'
import type { PanelContext } from './panelContext'
import { readAhead } from './readAhead'
import type { CostsLive, SessionPart } from './sessionPart'

const nothing: HeldReports = { report: undefined, held: [] }

/** Keeps what pages keep, by the same rule. */
export class ShownReports implements SessionPart {
  private known = nothing
  private reading: AbortController | undefined
  private changes: Changes | undefined

  /** `onShow`: a report was posted. */
  constructor(
    private readonly context: PanelContext,
    private readonly live: CostsLive,
    private readonly onShow: () => void,
  ) {}

  remembered(): readonly Unversioned<CostsMessage>[] {
    const { report, held } = this.known
    if (report === undefined) return []
    return [{ kind: 'report', report }, ...held.map((one) => ({ kind: 'ahead' as const, report: one }))]
  }

  forget(): void {
    this.reading?.abort()
    this.known = nothing
    this.changes = undefined
  }

  find(key: string): CostsReport | undefined {
    return findByKey(this.known, key)
  }

  /** Undefined: back to the file as it is. */
  setChanges(changes: Changes | undefined): Promise<void> {
    this.changes = changes
    return this.live.fetch()
  }

  /** Asks and posts; false when the server had no answer. */
  async fetch(uri: string, signal: AbortSignal): Promise<boolean> {
    this.reading?.abort()
    const answer = await this.context.ask<CostsAnswer>(costsRequest, this.paramsOf(uri), signal)
    if (signal.aborted || answer.kind === 'none') return false
    if (answer.kind === 'refused') this.live.post(answer)
    else if (answer.kind === 'known') this.showKnown(answer.key)
    else this.show(answer.report)
    void this.readAhead(uri)
    return true
  }

  /** Another schedule: shown at once where its report is there. */
  async choose(name: string): Promise<void> {
    const found = this.changes === undefined ? findHeld(this.known, name) : undefined
    const tell = (): Promise<void> => this.live.tell<SetScheduleParams>(setScheduleRequest, { name })
    if (found === undefined) return tell()
    this.switchTo(found)
    await this.live.settle(tell)
  }

  private paramsOf(uri: string): CostsParams {
    const { changes, known } = this
    if (changes !== undefined) return { uri, changes }
    const { report } = known
    const keys = [...(report === undefined || report.isWhatIf ? [] : [report]), ...known.held].map(keyOfReport)
    return keys.length === 0 ? { uri } : { uri, known: keys }
  }

  private show(report: CostsReport): void {
    const shown = { ...report, isSaved: this.context.target.isSaved() }
    this.known = showReport(this.known, shown)
    this.live.postContent({ kind: 'report', report: shown })
    this.onShow()
  }

  /** Pages have it too; whether the text is saved they are told with a report. */
  private showKnown(key: string): void {
    const { report } = this.known
    const found = findByKey(this.known, key)
    if (found === undefined) return
    if (report !== found) this.switchTo(found)
    if (report?.isSaved !== this.context.target.isSaved()) this.show(found)
  }

  private switchTo(report: CostsReport): void {
    const { isSaved } = this.known.report ?? {}
    this.known = showReport(this.known, { ...report, ...(isSaved === undefined ? {} : { isSaved }) })
    this.live.postContent({ kind: 'switch', key: keyOfReport(report) })
  }

  private async readAhead(uri: string): Promise<void> {
    if (this.changes !== undefined) return
    this.reading?.abort()
    this.reading = new AbortController()
    const context = {
      ask: this.context.ask,
      known: () => this.known,
      isWanted: () => this.live.isSeen() && this.context.target.state().kind === 'fresh',
      receive: (report: CostsReport) => {
        this.known = holdReport(this.known, report)
        this.live.post({ kind: 'ahead', report })
      },
    }
    await readAhead(context, uri, this.reading.signal)
  }
}
