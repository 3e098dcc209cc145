// What is common to panels: they follow a file, ask anew when it has fresh figures, and never show what was called off or came late.
import type { GenericSchema } from 'valibot'
import type { PanelState } from '../../../server/src/protocol/panels'
import type { PageEnd, Unversioned } from './pageGroup'
import { PageGroup } from './pageGroup'
import type { PanelContext } from './panelContext'
import { readIntent } from './readIntent'

interface Versioned {
  readonly kind: string
  readonly version: number
}

export type Handlers<Intent extends Versioned> = {
  readonly [Kind in Intent['kind']]: (intent: Extract<Intent, { kind: Kind }>, page: PageEnd) => void | Promise<void>
}

/** What one kind of panel adds. */
export interface PanelParts<Message extends Versioned, Intent extends Versioned> {
  /** Of the panel, for the log. */
  readonly name: string
  readonly schema: GenericSchema<unknown, Intent>
  readonly handlers: Omit<Handlers<Intent>, 'ready'>
  /** Intents that name things by their place in what is shown: those made on something older are dropped. */
  readonly positional: readonly Intent['kind'][]
  /** Asks and posts; false when the server had no answer, and a newer status will follow. */
  readonly fetch: (uri: string, signal: AbortSignal) => Promise<boolean>
  /** What has been posted and still holds, for a page that has just been opened. */
  readonly remembered: () => readonly Unversioned<Message>[]
  /** Another file is shown from now on. */
  readonly forget: () => void
  /** An intent could not be carried out. */
  readonly refuse: (message: string) => void
}

export interface StateMessage extends Versioned {
  readonly kind: 'state'
  readonly state: PanelState
}

/** Milliseconds for which the server may be on its way to what is shown already, before that is said to be old. */
const settlingTime = 250

export class LiveSession<Message extends Versioned, Intent extends Versioned> {
  uri: string | undefined
  private readonly pages = new PageGroup<Message | StateMessage>()
  private contentVersion = 0
  /** What is shown is older than the figures that the server has. */
  private isStale = true
  private asking: AbortController | undefined
  /** The server is on its way to what is shown. */
  private settling: Promise<void> | undefined

  constructor(
    private readonly context: PanelContext,
    private readonly parts: PanelParts<Message, Intent>,
  ) {}

  attach(page: PageEnd): void {
    this.pages.add(page)
  }

  detach(page: PageEnd): void {
    this.pages.remove(page)
  }

  post(message: Unversioned<Message>): void {
    this.pages.post(message)
  }

  /** Posts what positions in intents refer to. */
  postContent(message: Unversioned<Message>): void {
    this.contentVersion = this.pages.post(message)
  }

  isSeen(): boolean {
    return this.pages.isSeen()
  }

  /** To be called when the target has changed in any way, and when a page comes into sight. */
  update(): void {
    const { target } = this.context
    const uri = target.uri()
    if (uri !== this.uri) this.moveTo(uri)
    // The server forgets a file when its last editor is closed.
    if (uri !== undefined && !target.isLoaded() && this.isSeen()) void target.load()
    const state = target.state()
    if (state.kind === 'fresh') {
      this.isStale = true
      if (this.isSeen()) void this.fetch()
      return
    }
    this.asking?.abort()
    if (state.kind === 'computing' && this.settling !== undefined) return
    this.postState(state)
  }

  /** Has the server go to what is shown already: that it computes is no news. */
  async settle(tell: () => Promise<void>): Promise<void> {
    const own = Promise.race([tell(), new Promise<void>((resolve) => setTimeout(resolve, settlingTime))])
    this.settling = own
    try {
      await own
    } finally {
      if (this.settling === own) {
        this.settling = undefined
        const state = this.context.target.state()
        if (state.kind !== 'fresh') this.postState(state)
      }
    }
  }

  /** Resolves when the server is not on its way to what is shown. */
  async settled(): Promise<void> {
    await this.settling?.catch(() => undefined)
  }

  /** What one page posts. */
  async receive(message: unknown, page: PageEnd): Promise<void> {
    const { schema, positional, handlers, refuse } = this.parts
    const intent = readIntent(schema, message, this.context.log)
    if (intent === undefined) return
    if (intent.kind === 'ready') return this.greet(page)
    if (positional.includes(intent.kind) && intent.version < this.contentVersion) return
    // The table has a handler for each kind, for intents of that kind.
    const handle = (handlers as unknown as Record<string, (intent: Intent, page: PageEnd) => void | Promise<void>>)[
      intent.kind
    ]
    try {
      await handle?.(intent, page)
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      this.context.log(`${this.parts.name}: ${intent.kind}: ${text}`)
      refuse(text)
    }
  }

  /** Asks again, and calls off what was asked before. */
  async fetch(): Promise<void> {
    const { uri } = this
    this.asking?.abort()
    if (uri === undefined) return
    const own = new AbortController()
    this.asking = own
    const { target } = this.context
    try {
      const isAnswered = await this.parts.fetch(uri, own.signal)
      if (own.signal.aborted || !isAnswered) return
      this.isStale = false
      this.postState(target.state())
    } catch (error) {
      if (own.signal.aborted) return
      this.context.log(`${this.parts.name}: ${String(error)}`)
      this.postState({ kind: 'error', message: 'The language server could not answer; its output says why' })
    }
  }

  /** Sends to the server what is to hold for the file. */
  async tell<Params extends { readonly uri: string }>(method: string, params: Omit<Params, 'uri'>): Promise<void> {
    if (this.uri !== undefined) await this.context.ask(method, { ...params, uri: this.uri })
  }

  private moveTo(uri: string | undefined): void {
    this.asking?.abort()
    this.uri = uri
    this.isStale = true
    this.parts.forget()
  }

  private greet(page: PageEnd): void {
    const messages = this.parts.remembered()
    const known = this.context.target.state()
    const state: PanelState =
      known.kind === 'fresh' && messages.length === 0 ? { kind: 'computing', since: Date.now() } : known
    this.pages.greet(page, [...messages, { kind: 'state', state }] as Unversioned<Message | StateMessage>[]) // as above
    if (this.isStale) this.update()
  }

  private postState(state: PanelState): void {
    const message: Unversioned<StateMessage> = { kind: 'state', state }
    this.pages.post(message)
  }
}
