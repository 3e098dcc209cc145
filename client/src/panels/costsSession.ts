// The cost panel's session: what its pages want is carried out by one of its parts, by the server, or by the editor.
import type {
  CostsWish,
  SetAppliedParams,
  SweepProgressParams,
  WriteChangesParams,
} from '../../../server/src/protocol/panelRequests'
import { setAppliedRequest, writeChangesRequest } from '../../../server/src/protocol/panelRequests'
import type { CostsIntent } from '../../../server/src/protocol/panels'
import { costsIntent } from '../../../server/src/protocol/panels'
import { carryOut, findAlternatives, writeAlternative } from './alternatives'
import type { Comparison } from './comparison'
import { createComparison } from './comparison'
import type { Handlers } from './liveSession'
import { LiveSession } from './liveSession'
import type { PanelContext } from './panelContext'
import type { Pins } from './pins'
import { createPins } from './pins'
import type { CostsLive, SessionPart } from './sessionPart'
import { ShownReports } from './shownReports'
import type { Sweeps } from './sweeps'
import { createSweeps } from './sweeps'

export class CostsSession {
  /** What pages are attached to. */
  readonly live: CostsLive
  private readonly reports: ShownReports
  private readonly pins: Pins
  private readonly sweeps: Sweeps
  private readonly comparison: Comparison
  /** A page that opens is told of them in this order. */
  private readonly parts: readonly SessionPart[]

  constructor(private readonly context: PanelContext) {
    this.live = new LiveSession(context, {
      name: 'costs',
      schema: costsIntent,
      handlers: this.handlers,
      positional: ['reveal', 'setApplied'],
      fetch: (uri, signal) => this.reports.fetch(uri, signal),
      remembered: () => this.parts.flatMap((part) => part.remembered()),
      forget: () => this.parts.forEach((part) => part.forget()),
      refuse: (message) => this.live.post({ kind: 'refused', message }),
    })
    this.reports = new ShownReports(context, this.live, () => {
      this.pins.show()
      void this.comparison.again()
    })
    this.pins = createPins(context.pins, this.live)
    this.sweeps = createSweeps(context, this.live)
    this.comparison = createComparison(context, this.live)
    this.parts = [this.reports, this.pins, this.sweeps, this.comparison]
  }

  sweepProgress(params: SweepProgressParams): void {
    this.sweeps.progress(params)
  }

  /** What a lens asks for. */
  async fulfil({ applied, devices }: CostsWish): Promise<void> {
    if (applied !== undefined) await this.live.tell<SetAppliedParams>(setAppliedRequest, { applied })
    if (devices !== undefined) await this.sweeps.start(devices)
  }

  private readonly handlers: Omit<Handlers<CostsIntent>, 'ready'> = {
    setSchedule: ({ name }) => this.reports.choose(name),
    setApplied: ({ applied }) => this.live.tell<SetAppliedParams>(setAppliedRequest, { applied }),
    reveal: async (place, page) => {
      // Places are of the schedule that the server looks at.
      await this.live.settled()
      await this.context.reveal(place, page)
    },
    whatIf: ({ changes }) => this.reports.setChanges(changes),
    writeChanges: async ({ changes }) => {
      const isWritten = await carryOut<WriteChangesParams>(this.context, this.live.uri, {
        method: writeChangesRequest,
        params: { changes },
      })
      if (isWritten) await this.reports.setChanges(undefined)
    },
    pin: ({ key }) => this.pins.pin(key === undefined ? undefined : this.reports.find(key)),
    askAlternatives: () => this.findAlternatives(),
    writeAlternative: async ({ basis, title }) => {
      await writeAlternative(this.context, this.live.uri, { basis, title })
    },
    sweep: ({ devices }) => this.sweeps.start(devices),
    cancelSweep: () => this.sweeps.cancel(),
    compare: ({ from, to }) => this.comparison.compare({ from, to }),
    copy: ({ text }) => this.context.copy(text),
    save: (file) => this.context.save(file),
    log: ({ text }) => this.context.log(text),
    command: ({ command }) => this.context.run(command),
  }

  private async findAlternatives(): Promise<void> {
    const alternatives = await findAlternatives(this.context, this.live.uri)
    if (alternatives !== undefined) this.live.post({ kind: 'alternatives', alternatives })
  }
}
