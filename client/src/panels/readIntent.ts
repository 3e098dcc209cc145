// What a webview posts, as far as it is what its schema says.
import type { GenericSchema, InferOutput } from 'valibot'
import { safeParse } from 'valibot'
import { describeMismatch } from '../../../server/src/protocol/panels'

/** Undefined for what is malformed, which is logged and dropped. */
export function readIntent<Schema extends GenericSchema>(
  schema: Schema,
  message: unknown,
  log: (text: string) => void,
): InferOutput<Schema> | undefined {
  const parsed = safeParse(schema, message)
  if (parsed.success) return parsed.output
  log(`dropped a message of a page: ${describeMismatch(schema, message)}`)
  return undefined
}
