// The cost panel's session: reports of the file or of a what-if question, sweeps, comparisons.
import type { Changes, CostsReport, ScheduleDifference, SweepResult } from '../../../server/src/protocol/costs'
import type { HeldReports } from '../../../server/src/protocol/heldReports'
import { findByKey, findHeld, holdReport, showReport } from '../../../server/src/protocol/heldReports'
import {
  alternativesRequest,
  costsRequest,
  differenceRequest,
  keyOfReport,
  setAppliedRequest,
  sweepRequest,
  writeAlternativeRequest,
  writeChangesRequest,
} from '../../../server/src/protocol/panelRequests'
import type {
  AlternativesAnswer,
  AlternativesParams,
  CostsAnswer,
  CostsParams,
  CostsWish,
  DifferenceAnswer,
  DifferenceParams,
  SetAppliedParams,
  SweepAnswer,
  SweepParams,
  SweepProgressParams,
  WriteAlternativeParams,
  WriteChangesParams,
} from '../../../server/src/protocol/panelRequests'
import type { CostsIntent, CostsMessage } from '../../../server/src/protocol/panels'
import { costsIntent } from '../../../server/src/protocol/panels'
import { setScheduleRequest } from '../../../server/src/protocol/status'
import type { SetScheduleParams } from '../../../server/src/protocol/status'
import type { Handlers } from './liveSession'
import { LiveSession } from './liveSession'
import type { Unversioned } from './pageGroup'
import type { PanelContext } from './panelContext'
import { readAhead } from './readAhead'

const nothing: HeldReports = { report: undefined, held: [] }

export class CostsSession {
  /** What pages are attached to. */
  readonly live: LiveSession<CostsMessage, CostsIntent>
  private known = nothing
  private reading: AbortController | undefined
  private changes: Changes | undefined
  private sweep: SweepResult | undefined
  private compared: Omit<DifferenceParams, 'uri'> | undefined
  private difference: ScheduleDifference | undefined
  private sweeping: AbortController | undefined

  constructor(private readonly context: PanelContext) {
    this.live = new LiveSession(context, {
      name: 'costs',
      schema: costsIntent,
      handlers: this.handlers,
      positional: ['reveal', 'setApplied'],
      fetch: (uri, signal) => this.fetch(uri, signal),
      remembered: () => this.remembered(),
      forget: () => this.forget(),
      refuse: (message) => this.live.post({ kind: 'refused', message }),
    })
  }

  sweepProgress({ uri, done, total }: SweepProgressParams): void {
    if (this.sweeping !== undefined && uri === this.live.uri) this.live.post({ kind: 'sweepProgress', done, total })
  }

  /** What a lens asks for. */
  async fulfil({ applied, devices }: CostsWish): Promise<void> {
    if (applied !== undefined) await this.live.tell<SetAppliedParams>(setAppliedRequest, { applied })
    if (devices !== undefined) await this.startSweep(devices)
  }

  private readonly handlers: Omit<Handlers<CostsIntent>, 'ready'> = {
    setSchedule: ({ name }) => this.choose(name),
    setApplied: ({ applied }) => this.live.tell<SetAppliedParams>(setAppliedRequest, { applied }),
    reveal: async (place, page) => {
      // Places are of the schedule that the server looks at.
      await this.live.settled()
      await this.context.reveal(place, page)
    },
    whatIf: ({ changes }) => {
      this.changes = changes
      return this.live.fetch()
    },
    writeChanges: ({ changes }) => this.write(changes),
    askAlternatives: () => this.findAlternatives(),
    writeAlternative: async ({ basis, title }) => {
      await this.carryOut<WriteAlternativeParams>(writeAlternativeRequest, { basis, title })
    },
    sweep: ({ devices }) => this.startSweep(devices),
    cancelSweep: () => this.sweeping?.abort(),
    compare: ({ from, to }) => {
      this.compared = { from, to }
      return this.compare()
    },
    copy: ({ text }) => this.context.copy(text),
    save: (file) => this.context.save(file),
    log: ({ text }) => this.context.log(text),
    command: ({ command }) => this.context.run(command),
  }

  private forget(): void {
    this.sweeping?.abort()
    this.reading?.abort()
    this.known = nothing
    this.changes = undefined
    this.sweep = undefined
    this.compared = undefined
    this.difference = undefined
  }

  private remembered(): readonly Unversioned<CostsMessage>[] {
    const { report, held } = this.known
    if (report === undefined) return []
    return [
      { kind: 'report', report },
      ...held.map((one) => ({ kind: 'ahead' as const, report: one })),
      ...(this.sweep === undefined ? [] : [{ kind: 'sweep' as const, result: this.sweep }]),
      ...(this.difference === undefined ? [] : [{ kind: 'difference' as const, difference: this.difference }]),
    ]
  }

  private async fetch(uri: string, signal: AbortSignal): Promise<boolean> {
    this.reading?.abort()
    const answer = await this.context.ask<CostsAnswer>(costsRequest, this.paramsOf(uri), signal)
    if (signal.aborted || answer.kind === 'none') return false
    if (answer.kind === 'refused') this.live.post(answer)
    else if (answer.kind === 'known') this.showKnown(answer.key)
    else this.show(answer.report)
    void this.readAhead(uri)
    return true
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
    void this.compare()
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

  /** Shown at once where the report is there. */
  private async choose(name: string): Promise<void> {
    const found = this.changes === undefined ? findHeld(this.known, name) : undefined
    const tell = (): Promise<void> => this.live.tell<SetScheduleParams>(setScheduleRequest, { name })
    if (found === undefined) return tell()
    this.switchTo(found)
    await this.live.settle(tell)
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

  private async write(changes: Changes): Promise<void> {
    if (!(await this.carryOut<WriteChangesParams>(writeChangesRequest, { changes }))) return
    this.changes = undefined
    await this.live.fetch()
  }

  /** Has the server change the text; throws what it says against it. False without a file. */
  private async carryOut<Params extends { readonly uri: string }>(
    method: string,
    params: Omit<Params, 'uri'>,
  ): Promise<boolean> {
    const { uri } = this.live
    if (uri === undefined) return false
    const problem = await this.context.ask<string | null>(method, { ...params, uri })
    if (problem !== null) throw new Error(problem)
    return true
  }

  private async findAlternatives(): Promise<void> {
    const { uri } = this.live
    if (uri === undefined) return
    const params: AlternativesParams = { uri }
    const alternatives = await this.context.ask<AlternativesAnswer>(alternativesRequest, params)
    if (alternatives !== null && uri === this.live.uri) this.live.post({ kind: 'alternatives', alternatives })
  }

  private async startSweep(devices: number): Promise<void> {
    if (this.live.uri === undefined) return
    this.sweeping?.abort()
    const own = new AbortController()
    this.sweeping = own
    const params: SweepParams = { uri: this.live.uri, devices }
    const answer = await this.askSweep(params, own.signal)
    if (this.sweeping !== own) return
    this.sweeping = undefined
    if (answer !== null && 'message' in answer) this.live.post({ kind: 'sweep', message: answer.message })
    else this.showSweep(answer)
  }

  /** None: it was called off. */
  private async askSweep(params: SweepParams, signal: AbortSignal): Promise<SweepAnswer> {
    try {
      return await this.context.ask<SweepAnswer>(sweepRequest, params, signal)
    } catch (error) {
      return signal.aborted ? null : { message: error instanceof Error ? error.message : String(error) }
    }
  }

  /** What was found before stays when nothing was found now. */
  private showSweep(found: SweepResult | null): void {
    this.sweep = found ?? this.sweep
    this.live.post({ kind: 'sweep', ...(this.sweep === undefined ? {} : { result: this.sweep }) })
  }

  /** Answers for another file, or to an older question, are left. */
  private async compare(): Promise<void> {
    const { compared } = this
    const { uri } = this.live
    if (uri === undefined || compared === undefined) return
    const params: DifferenceParams = { uri, ...compared }
    const answer = await this.context.ask<DifferenceAnswer>(differenceRequest, params)
    if (compared !== this.compared) return
    this.difference = answer ?? undefined
    this.live.post({ kind: 'difference', ...(answer === null ? {} : { difference: answer }) })
  }
}
