// Whether a file holds the text that an editor shows. Compared in pieces: meanwhile hovers are answered.
import { isUtf8 } from 'node:buffer'
import type { FileHandle } from 'node:fs/promises'
import { open, readFile } from 'node:fs/promises'

/** A piece is encoded and compared in less than a millisecond. UTF-16 units. */
const pieceLength = 1 << 20

/** A byte order mark, which editors hide, counts nothing. What is not UTF-8 no editor can show: there the disk counts. */
export async function isOnDisk(path: string, text: string): Promise<boolean> {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    return (await holds(file, text)) || !isUtf8(await readFile(path))
  } catch {
    return false
  } finally {
    await file?.close()
  }
}

const mark = Buffer.from('\uFEFF')

async function holds(file: FileHandle, text: string): Promise<boolean> {
  const { size } = await file.stat()
  const hasMark = (await readPiece(file, 0, mark.length)).equals(mark)
  let at = hasMark ? mark.length : 0
  for (let start = 0; start < text.length;) {
    const end = endOfPiece(text, start)
    const piece = Buffer.from(text.slice(start, end))
    if (at + piece.length > size || !(await readPiece(file, at, piece.length)).equals(piece)) return false
    at += piece.length
    start = end
  }
  return at === size
}

/** Between two characters. */
function endOfPiece(text: string, start: number): number {
  const end = start + pieceLength
  const isPair = end < text.length && (text.charCodeAt(end) & 0xfc00) === 0xdc00
  return isPair ? end + 1 : end
}

async function readPiece(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}
