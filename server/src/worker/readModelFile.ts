// A model's path -> its bytes, or the reason why there is nothing to analyse.
import { open, stat } from 'node:fs/promises'
import { formatBytes } from '../base/format'
import type { DiagnosticCode } from '../base/diagnostics'
import { gunzipSync } from 'node:zlib'

export type ModelFile =
  | { readonly kind: 'text'; readonly bytes: Uint8Array; readonly stamp: string }
  /** The file has the stamp that was asked for. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'problem'; readonly code: DiagnosticCode; readonly message: string }

/** Largest model that is read unless a setting says otherwise, in bytes of text. */
export const defaultLargestModel = 512 * 2 ** 20

/**
 * Reads a model into shared memory; `.gz` is unpacked. Never rejects: what is wrong with the file is said in the result.
 * `known` is the stamp (time and size) of what the caller has.
 */
export async function readModelFile(
  path: string,
  largest: number = defaultLargestModel,
  known?: string,
): Promise<ModelFile> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) return problem('model.missing', 'is a directory; expected a file of StableHLO text')
    if (!found.isFile()) return problem('model.missing', 'is no regular file; expected a file of StableHLO text')
    if (found.size > largest) return tooLarge(found.size, largest)
    const stamp = `${found.mtimeMs}:${found.size}`
    if (stamp === known) return { kind: 'unchanged' }
    const bytes = await readShared(path, found.size)
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { kind: 'text', bytes: withoutMark(bytes), stamp }
    return unpack(bytes, largest, stamp)
  } catch (error) {
    return problem('model.missing', explainReadError(error))
  }
}

const problem = (code: DiagnosticCode, message: string): ModelFile => ({ kind: 'problem', code, message })

/** Editors hide a byte order mark, so it counts no column. */
const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes

const tooLarge = (size: number, largest: number): ModelFile =>
  problem('model.too-large', `has ${formatBytes(size)}; models of up to ${formatBytes(largest)} are analysed`)

async function readShared(path: string, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(new SharedArrayBuffer(size))
  const file = await open(path)
  try {
    let at = 0
    while (at < size) {
      const { bytesRead } = await file.read(bytes, at, size - at, at)
      if (bytesRead === 0) break
      at += bytesRead
    }
    return bytes.subarray(0, at)
  } finally {
    await file.close()
  }
}

function unpack(bytes: Uint8Array, largest: number, stamp: string): ModelFile {
  const packed = new Uint8Array(bytes)
  try {
    const text = gunzipSync(packed, { maxOutputLength: largest })
    const shared = new Uint8Array(new SharedArrayBuffer(text.length))
    shared.set(text)
    return { kind: 'text', bytes: withoutMark(shared), stamp }
  } catch (error) {
    const isLarge = error instanceof RangeError
    return isLarge
      ? problem('model.too-large', `unpacks to more than ${formatBytes(largest)}, the most that is analysed`)
      : problem('model.missing', 'looks compressed, but cannot be unpacked')
  }
}

/** Why a file cannot be read, as it goes on after its name. */
export function explainReadError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'does not exist'
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read (permission denied)'
  return `cannot be read (${error instanceof Error ? error.message : String(error)})`
}
