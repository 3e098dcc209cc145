// All sessions, and which of them speaks for a file: for a model the one last looked at, for a shared file one that includes it.
import type { SessionHost, SessionIdentity } from './session'
import { SessionRunner } from './session'

/** Long-lived: one session for each main file, by its path. */
export class Sessions {
  private readonly runners = new Map<string, SessionRunner>()
  /** Paths of main files, the one last looked at last. */
  private looked: readonly string[] = []

  constructor(private readonly host: SessionHost) {}

  get(path: string): SessionRunner | undefined {
    return this.runners.get(path)
  }

  /** In the order in which they were looked at. */
  all(): readonly SessionRunner[] {
    return this.looked.flatMap((path) => this.runners.get(path) ?? [])
  }

  start(identity: SessionIdentity): SessionRunner {
    const runner = new SessionRunner(identity, this.host)
    this.runners.set(identity.path, runner)
    // What nobody has looked at yet comes before what somebody has.
    this.looked = [identity.path, ...this.looked]
    runner.schedule()
    // A first analysis may take long: that it is under way is news.
    this.host.onChange(runner.session)
    return runner
  }

  drop(path: string): void {
    this.runners.get(path)?.dispose()
    this.runners.delete(path)
    this.looked = this.looked.filter((one) => one !== path)
  }

  /** Makes a session the one last looked at; false when it was that already. */
  look(path: string): boolean {
    if (!this.runners.has(path) || this.looked.at(-1) === path) return false
    this.looked = [...this.looked.filter((one) => one !== path), path]
    return true
  }

  /** Sessions whose last analysis read a tactics file, as main file or as include. */
  reading(path: string): readonly SessionRunner[] {
    return this.all().filter(({ session }) => session.path === path || includes(session, path))
  }

  /**
   * The session whose figures a tactics file shows: its own when it names a model, else that of a file which includes it, the
   * one last looked at.
   */
  serving(path: string): SessionRunner | undefined {
    const own = this.runners.get(path)
    if (own?.session.result?.modelPath !== undefined) return own
    return this.reading(path).findLast((runner) => runner !== own) ?? own
  }

  /** Sessions of a model that have its figures, or could have them. */
  ofModel(modelPath: string): readonly SessionRunner[] {
    return this.all().filter(({ session }) => session.result?.modelPath === modelPath)
  }
}

const includes = ({ result }: SessionRunner['session'], path: string): boolean =>
  result?.sources.some((source) => source.path === path) === true
