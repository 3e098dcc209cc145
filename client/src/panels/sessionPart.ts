// What the cost panel's session is made of: parts that each keep something of the file that is shown.
import type { CostsIntent, CostsMessage } from '../../../server/src/protocol/panels'
import type { LiveSession } from './liveSession'
import type { Unversioned } from './pageGroup'

export type CostsLive = LiveSession<CostsMessage, CostsIntent>

export interface SessionPart {
  /** What has been posted and still holds, for a page that has just been opened. */
  readonly remembered: () => readonly Unversioned<CostsMessage>[]
  /** Another file is shown from now on. */
  readonly forget: () => void
}
