// The pages that show the same: each message goes to all of them under one rising version.

/** One webview, as long as it lives. */
export interface PageEnd {
  readonly post: (message: unknown) => void
  readonly isVisible: () => boolean
}

interface Versioned {
  readonly kind: string
  readonly version: number
}

export type Unversioned<T> = T extends unknown ? Omit<T, 'version'> : never

export class PageGroup<Message extends Versioned> {
  private version = 0
  private readonly pages = new Set<PageEnd>()

  add(page: PageEnd): void {
    this.pages.add(page)
  }

  remove(page: PageEnd): void {
    this.pages.delete(page)
  }

  /** Someone looks at one of them. */
  isSeen(): boolean {
    return [...this.pages].some((page) => page.isVisible())
  }

  /** Returns the version that the message went out under. */
  post(message: Unversioned<Message>): number {
    this.version += 1
    for (const page of this.pages) page.post({ ...message, version: this.version })
    return this.version
  }

  /** What a page that has just been opened has to know; of the version that the others have. */
  greet(page: PageEnd, messages: readonly Unversioned<Message>[]): void {
    for (const message of messages) page.post({ ...message, version: this.version })
  }
}
