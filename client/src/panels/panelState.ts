// What a panel says about its figures, out of what is known of the file, its model, and the server.
import type { PanelState } from '../../../server/src/protocol/panels'
import type { StatusParams } from '../../../server/src/protocol/status'

export interface PanelScene {
  /** A tactics file is in front, or was. */
  readonly hasTarget: boolean
  readonly status: StatusParams | undefined
  /** Name of the file, or of its model, that does not exist any more. */
  readonly gone: string | undefined
  readonly isServerMissed: boolean
  /** When the figures shown began to be older than the text, in milliseconds since 1970. */
  readonly since: number
  /** The first error in the file; undefined when there is none. */
  readonly problem: { readonly message: string; readonly file: string; readonly line: number } | undefined
}

export function describePanel(scene: PanelScene): PanelState {
  const { hasTarget, status, gone, since } = scene
  if (!hasTarget) return { kind: 'empty' }
  if (gone !== undefined) return { kind: 'gone', message: `${gone} does not exist any more` }
  if (scene.isServerMissed) return { kind: 'error', message: 'The language server is not running' }
  if (status === undefined) return { kind: 'computing', since }
  switch (status.state) {
    case 'fresh':
      return { kind: 'fresh', milliseconds: status.milliseconds }
    case 'computing':
      return { kind: 'computing', since }
    case 'stopped':
      return { kind: 'stopped' }
    case 'error':
      return { kind: 'error', ...(scene.problem ?? { message: status.message ?? 'The file names no model' }) }
  }
}
