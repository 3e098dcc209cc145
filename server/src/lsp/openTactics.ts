// Tactics files that are open in the editor: their texts go to their sessions, and to those of files that include them.
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { readTacticsFile } from '../worker/readTacticsFile'
import type { Session, SessionRunner } from './session'
import type { Sessions } from './sessions'

export interface OpenTacticsHost {
  readonly sessions: Sessions
  readonly pathOf: (uri: string) => string
  /** Starts a session for a tactics file beside another file, if there is one that names it and it is wanted still. */
  readonly startBeside: (path: string, isWanted: () => boolean) => Promise<boolean>
  /** Ends a session whose file is gone. */
  readonly drop: (runner: SessionRunner) => void
}

/** Long-lived: by path, each open tactics file. */
export class OpenTactics {
  private readonly documents = new Map<string, TextDocument>()
  /** Files whose folder was searched for one that includes them. */
  private readonly searched = new Set<string>()

  constructor(private readonly host: OpenTacticsHost) {}

  find(path: string): TextDocument | undefined {
    return this.documents.get(path)
  }

  has(path: string): boolean {
    return this.documents.has(path)
  }

  texts(): ReadonlyMap<string, string> {
    return new Map([...this.documents].map(([path, document]) => [path, document.getText()]))
  }

  open(document: TextDocument): void {
    const path = this.host.pathOf(document.uri)
    this.documents.set(path, document)
    const text = document.getText()
    const runner = this.host.sessions.get(path)
    if (runner === undefined) this.host.sessions.start({ uri: document.uri, path, text })
    else setText(runner, text)
    this.noteText(path, text)
  }

  change(document: TextDocument): void {
    const path = this.host.pathOf(document.uri)
    const text = document.getText()
    const runner = this.host.sessions.get(path)
    // The analyses of the files that include it are waited for, not its own, which has no figures.
    if (runner !== undefined && this.isServedByOthers(runner, text)) runner.session.text = text
    else if (runner !== undefined) setText(runner, text, true)
    this.noteText(path, text)
  }

  close(path: string): void {
    this.documents.delete(path)
    this.searched.delete(path)
  }

  /** A tactics file of the disk has changed, or its editor was closed; what is open counts more than what lies there. */
  async readAgain(path: string, isDeleted = false): Promise<void> {
    if (this.documents.has(path)) return
    const read = isDeleted ? undefined : await readTacticsFile(path)
    if (this.documents.has(path)) return
    const text = read?.kind === 'text' ? read.text : undefined
    const runner = this.host.sessions.get(path)
    if (runner !== undefined && text === undefined) this.host.drop(runner)
    else if (runner !== undefined && text !== undefined) setText(runner, text)
    this.noteText(path, text)
  }

  /** Analyses open files that are no longer included by others, and were not analysed meanwhile. */
  catchUp(): void {
    const { sessions } = this.host
    for (const path of this.documents.keys()) {
      const runner = sessions.get(path)
      if (runner === undefined || sessions.serving(path) !== runner) continue
      const { answered, text, state } = runner.session
      if (state !== 'computing' && answered !== text) runner.schedule()
    }
  }

  /** A file without a model of its own may be meant for another one beside it. */
  async findIncluder({ path, result }: Session): Promise<void> {
    if (!this.documents.has(path) || result === undefined || result.modelPath !== undefined) return
    if (this.searched.has(path) || this.host.sessions.reading(path).length > 1) return
    this.searched.add(path)
    await this.host.startBeside(path, () => this.documents.has(path))
  }

  /** Whether a file shows the figures of another one that includes it, and will when it has this text. */
  private isServedByOthers(runner: SessionRunner, text: string): boolean {
    const names = /^[ \t]*model[ \t]*"/m
    return this.host.sessions.serving(runner.session.path) !== runner && !names.test(text)
  }

  /** Analyses the sessions that read another text of this file, or that lacked it. */
  private noteText(path: string, text: string | undefined): void {
    for (const runner of this.host.sessions.all()) {
      const { session } = runner
      const known = session.result?.sources.find((source) => source.path === path)
      const isOther = known === undefined ? lacksInclude(session) : known.text !== text
      if (session.path !== path && isOther) runner.schedule()
    }
  }
}

function setText(runner: SessionRunner, text: string, isTyped = false): void {
  if (runner.session.text === text) return
  runner.session.text = text
  runner.schedule(isTyped)
}

const lacksInclude = ({ result }: Session): boolean =>
  result?.problems.some(({ code }) => code === 'include.missing') === true
