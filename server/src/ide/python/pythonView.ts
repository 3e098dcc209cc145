// A Python file as the editor shows it beside the text that the model was traced from: where its lines stand now, and whether
// figures are of an older text.
import type { SourceLine } from '../../engine/sourceLines'
import { mapLines } from './lineMapping'
import type { PythonScope } from './readScopes'
import { namesAround, readPythonScopes, scopeAt } from './readScopes'

/** Why figures may be of another text. Times are milliseconds since 1970. */
export type Staleness =
  | { readonly kind: 'fresh' }
  /** The editor's text differs from the one that the model was made of. */
  | { readonly kind: 'edited' }
  /** The file was saved after the model was written, and what it was before is not known. */
  | { readonly kind: 'newer'; readonly source: number; readonly model: number }

export interface PythonView {
  readonly staleness: Staleness
  /** Line of the text, from 0, at which a line of the model now stands; -1 when it was changed or is another one. */
  readonly lineOf: (line: SourceLine) => number
  readonly lines: readonly string[]
}

/** `traced`: the text that the model was made of; undefined when nobody knows it any more. */
export function viewPython(text: string, traced: string | undefined, staleness: Staleness): PythonView {
  const lines = splitLines(text)
  const scopes = readPythonScopes(text)
  const before = traced === undefined || traced === text ? undefined : splitLines(traced)
  const mapped = before && mapLines(before, lines)
  return {
    staleness,
    lines,
    lineOf: (line) => {
      const now = mapped === undefined ? line.line - 1 : (mapped[line.line - 1] ?? -1)
      return now >= 0 && now < lines.length && isInside(scopes, line, now) ? now : -1
    },
  }
}

/**
 * Whether a line lies in the function that the model names for it: when it does not, it is no longer the line that was traced,
 * whatever the times of the files say.
 */
function isInside(scopes: readonly PythonScope[], { functions }: SourceLine, line: number): boolean {
  const named = functions.flatMap((name) => lastName(name) ?? [])
  if (named.length < functions.length || named.length === 0) return true
  const around = namesAround(scopes, line)
  return named.some((name) => around.includes(name)) || (scopeAt(scopes, line) < 0 && functions.includes('<module>'))
}

/** `step` of `step.<locals>.<lambda>`; undefined for `<module>` and a lambda outside functions. */
const lastName = (name: string): string | undefined =>
  name
    .split('.')
    .filter((part) => !part.startsWith('<'))
    .at(-1)

const splitLines = (text: string): string[] => text.split(/\r\n|\n|\r/)
