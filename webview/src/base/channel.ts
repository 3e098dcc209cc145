// Messages between a view and the extension host: checked by schema, versioned, late ones dropped.
import type { GenericSchema, InferOutput } from 'valibot'
import { safeParse } from 'valibot'
import { describeMismatch } from '../../../server/src/protocol/panels'

/** What the editor gives a webview; a fixture page gives one of its own. */
export interface Host {
  readonly postMessage: (message: unknown) => void
  readonly getState: () => unknown
  readonly setState: (state: unknown) => void
}

export interface Channel<Intent> {
  /** Sends what the person wants, with the version of what is shown. */
  readonly post: (intent: Unversioned<Intent>) => void
}

type Unversioned<T> = T extends unknown ? Omit<T, 'version'> : never

interface Versioned {
  readonly kind: string
  readonly version: number
}

/**
 * Calls `receive` with each message that the schema accepts and that is not older than the last one. What the schema refuses is
 * told to the host and dropped: what is shown stays.
 */
export function openChannel<Schema extends GenericSchema<unknown, Versioned>, Intent extends Versioned>(
  host: Host,
  schema: Schema,
  receive: (message: InferOutput<Schema>) => void,
): Channel<Intent> {
  let newest = 0
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const parsed = safeParse(schema, data)
    if (!parsed.success) {
      host.postMessage({ kind: 'log', version: newest, text: `dropped a message: ${describeMismatch(schema, data)}` })
      return
    }
    if (parsed.output.version < newest) return
    newest = parsed.output.version
    receive(parsed.output)
  })
  return { post: (intent) => host.postMessage({ ...intent, version: newest }) }
}
