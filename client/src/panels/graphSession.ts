// The graph panel's session: the structure with what is open, what tactics make of it, details and finds on demand.
import type { CollectivePlace, GraphState, GraphStructure } from '../../../server/src/protocol/graph'
import type { GraphIntent, GraphMessage } from '../../../server/src/protocol/graphMessages'
import { graphIntent } from '../../../server/src/protocol/graphMessages'
import {
  graphDetailsRequest,
  graphFindRequest,
  graphRequest,
  graphStateRequest,
} from '../../../server/src/protocol/graphRequests'
import type {
  GraphAnswer,
  GraphDetailsAnswer,
  GraphDetailsParams,
  GraphFindAnswer,
  GraphFindParams,
  GraphParams,
  GraphStateAnswer,
  GraphView,
} from '../../../server/src/protocol/graphRequests'
import type { SetAppliedParams } from '../../../server/src/protocol/panelRequests'
import { setAppliedRequest } from '../../../server/src/protocol/panelRequests'
import { findAlternatives, writeAlternative } from './alternatives'
import type { Handlers } from './liveSession'
import { LiveSession } from './liveSession'
import type { Unversioned } from './pageGroup'
import type { PanelContext } from './panelContext'

export class GraphSession {
  /** What pages are attached to. */
  readonly live: LiveSession<GraphMessage, GraphIntent>
  private view: GraphView = {}
  private structure: GraphStructure | undefined
  private figures: GraphState | undefined

  constructor(private readonly context: PanelContext) {
    this.live = new LiveSession(context, {
      name: 'graph',
      schema: graphIntent,
      handlers: this.handlers,
      positional: ['reveal', 'details', 'setApplied'],
      fetch: (uri, signal) => this.fetch(uri, signal),
      remembered: () => this.remembered(),
      forget: () => this.forget(),
      refuse: (message) => this.live.post({ kind: 'refused', message }),
    })
  }

  /** The cursor went to a line of the model, from 1: what stands there is shown. */
  async select(line: number): Promise<void> {
    if (!this.live.isSeen()) return
    const [found] = (await this.find({ line })).found
    if (found !== undefined) this.live.post({ kind: 'select', found })
  }

  private readonly handlers: Omit<Handlers<GraphIntent>, 'ready'> = {
    open: ({ open, apart }) => {
      this.view = { ...(open === undefined ? {} : { open }), ...(apart === undefined ? {} : { apart }) }
      return this.live.fetch()
    },
    setApplied: ({ applied }) => this.live.tell<SetAppliedParams>(setAppliedRequest, { applied }),
    details: ({ id, tile }) => this.showDetails({ id, ...(tile === undefined ? {} : { tile }) }),
    askAlternatives: ({ collective }) => this.findAlternatives(collective),
    writeAlternative: async ({ collective, basis, title }) => {
      await writeAlternative(this.context, this.live.uri, { collective, basis, title })
    },
    find: async ({ query }) => {
      const { found, more } = await this.find({ query })
      this.live.post({ kind: 'found', query, found: [...found], more })
    },
    reveal: (place, page) => this.context.reveal(place, page),
    save: (file) => this.context.save(file),
    log: ({ text }) => this.context.log(text),
    command: ({ command }) => this.context.run(command),
  }

  private async showDetails(of: Pick<GraphDetailsParams, 'id' | 'tile'>): Promise<void> {
    if (this.live.uri === undefined) return
    const params: GraphDetailsParams = { uri: this.live.uri, ...this.view, ...of }
    const details = await this.context.ask<GraphDetailsAnswer>(graphDetailsRequest, params)
    this.live.post({ kind: 'details', ...(details === null ? {} : { details }) })
  }

  private async findAlternatives(collective: CollectivePlace): Promise<void> {
    const alternatives = await findAlternatives(this.context, this.live.uri, collective)
    if (alternatives !== undefined) this.live.post({ kind: 'alternatives', collective, alternatives })
  }

  private async find(what: Omit<GraphFindParams, 'uri'>): Promise<GraphFindAnswer> {
    if (this.live.uri === undefined) return { found: [], more: 0 }
    const params: GraphFindParams = { uri: this.live.uri, ...what }
    return this.context.ask<GraphFindAnswer>(graphFindRequest, params)
  }

  private forget(): void {
    this.view = {}
    this.structure = undefined
    this.figures = undefined
  }

  private remembered(): readonly Unversioned<GraphMessage>[] {
    return [
      ...(this.structure === undefined ? [] : [{ kind: 'structure' as const, structure: this.structure }]),
      ...(this.figures === undefined ? [] : [{ kind: 'figures' as const, figures: this.figures }]),
    ]
  }

  /** The map stays where it is while only figures change. */
  private async fetch(uri: string, signal: AbortSignal): Promise<boolean> {
    const params: GraphParams = { uri, ...this.view }
    const structure = await this.context.ask<GraphAnswer>(graphRequest, params, signal)
    if (signal.aborted || structure === null) return false
    if (structure.key !== this.structure?.key) {
      this.structure = structure
      this.figures = undefined
      this.live.postContent({ kind: 'structure', structure })
    }
    const figures = await this.context.ask<GraphStateAnswer>(graphStateRequest, params, signal)
    if (signal.aborted || figures === null) return false
    this.figures = figures
    this.live.post({ kind: 'figures', figures })
    return true
  }
}
