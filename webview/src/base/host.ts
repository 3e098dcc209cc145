// The editor's side of this page.
import type { Host } from './channel'

declare global {
  interface Window {
    /** Set by fixture pages, which run outside of the editor. */
    shardlensHost?: Host
  }
}

/** May be asked for once: the editor gives its interface out only once. */
export const acquireHost = (): Host => window.shardlensHost ?? acquireVsCodeApi()
