// Python text -> its functions and classes with their lines, read by indentation: no interpreter and no full grammar. What is
// in strings, comments and brackets is passed over, so that only real headers count.

export interface PythonScope {
  readonly kind: 'function' | 'class'
  readonly name: string
  /** Index of the enclosing scope, or -1. */
  readonly parent: number
  /** Lines from 0: of the first decorator, of `def` or `class`, and the one after the last of the body. */
  readonly first: number
  readonly header: number
  readonly end: number
  /** What stands between the brackets of a function's header. */
  readonly parameters: string
}

/** A logical line: from its first line up to where no bracket or string is open. */
export interface LogicalLine {
  /** Lines from 0, `end` not included. */
  readonly start: number
  readonly end: number
  readonly indent: number
  /** Without comments; strings are left as they are written. */
  readonly text: string
}

/** Scopes in the order of their headers. Never throws; half-typed text gives what can be told. */
export function readPythonScopes(text: string): PythonScope[] {
  return scopesOf(readLogicalLines(text))
}

interface OpenScope extends PythonScope {
  end: number
}

export function scopesOf(lines: readonly LogicalLine[]): PythonScope[] {
  const scopes: OpenScope[] = []
  const open: { readonly indent: number; readonly index: number }[] = []
  let decorator = -1
  let last = 0
  const close = (indent: number): void => {
    while (open.length > 0 && open.at(-1)!.indent >= indent) scopes[open.pop()!.index]!.end = last
  }
  for (const { start, end, indent, text } of lines) {
    close(indent)
    const found = /^(?:async\s+)?(def|class)\s+([\p{L}_][\p{L}\p{N}_]*)\s*/u.exec(text)
    if (text.startsWith('@')) decorator = decorator < 0 ? start : decorator
    else {
      if (found !== null) {
        const [whole, keyword = '', name = ''] = found
        const first = decorator < 0 ? start : decorator
        const parent = open.at(-1)?.index ?? -1
        const kind = keyword === 'def' ? 'function' : 'class'
        const parameters = bracketed(text.slice(whole.length))
        open.push({ indent, index: scopes.push({ kind, name, parent, first, header: start, end, parameters }) - 1 })
      }
      decorator = -1
    }
    last = end
  }
  close(-1)
  return scopes
}

/** Innermost scope whose body or header holds a line; -1 outside all. */
export function scopeAt(scopes: readonly PythonScope[], line: number): number {
  return scopes.findLastIndex(({ first, end }) => first <= line && line < end)
}

/** Names of the scopes around a line, the innermost first. */
export function namesAround(scopes: readonly PythonScope[], line: number): string[] {
  const names: string[] = []
  for (let scope = scopeAt(scopes, line); scope >= 0; scope = scopes[scope]!.parent) names.push(scopes[scope]!.name)
  return names
}

/** Logical lines that hold anything. */
export function readLogicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = []
  // A byte order mark is no indentation.
  const reader = { text, at: text.startsWith('\uFEFF') ? 1 : 0, line: 0 }
  while (reader.at < text.length) {
    const start = reader.line
    const indent = readIndent(reader)
    const parts = readStatement(reader)
    const statement = parts.trim()
    if (statement !== '') lines.push({ start, end: reader.line, indent, text: statement })
  }
  return lines
}

const header = /^(?:(?:async\s+)?def|class)\s|^@\w/

interface TextReader {
  readonly text: string
  at: number
  line: number
}

/** Columns before the first character; a tab goes to the next multiple of eight. */
function readIndent(reader: TextReader): number {
  let column = 0
  for (; reader.at < reader.text.length; reader.at++) {
    const character = reader.text[reader.at]
    if (character === ' ') column++
    else if (character === '\t') column += 8 - (column % 8)
    else if (character === '\f') column = 0
    else break
  }
  return column
}

/** To behind the line break that ends the statement. */
function readStatement(reader: TextReader): string {
  const { text } = reader
  let [depth, kept, from] = [0, '', reader.at]
  const keep = (): void => void (kept += text.slice(from, reader.at))
  while (reader.at < text.length) {
    const character = text[reader.at]!
    if (character === '#') {
      keep()
      const end = text.indexOf('\n', reader.at)
      from = reader.at = end < 0 ? text.length : end
    } else if (character === '"' || character === "'") skipString(reader)
    else if (character === '\n') {
      keep()
      from = ++reader.at
      reader.line++
      // A bracket that is still open ends where something begins that cannot stand in it.
      if (depth <= 0 || header.test(text.slice(reader.at, reader.at + 12))) return kept
      kept += ' '
    } else if (character === '\\' && /^\\\r?\n/.test(text.slice(reader.at, reader.at + 3))) {
      keep()
      from = reader.at = text.indexOf('\n', reader.at) + 1
      reader.line++
    } else {
      if ('([{'.includes(character)) depth++
      else if (')]}'.includes(character)) depth--
      reader.at++
    }
  }
  keep()
  reader.line++
  return kept
}

/** Behind the string, which ends with its line where it is open and has one quote. */
function skipString(reader: TextReader): void {
  const { text } = reader
  const quote = text[reader.at]!
  const isLong = text.startsWith(quote.repeat(3), reader.at)
  const close = isLong ? quote.repeat(3) : quote
  let isContinued = false
  reader.at += close.length
  while (reader.at < text.length && !text.startsWith(close, reader.at)) {
    if (text[reader.at] === '\n') {
      if (!isLong && !isContinued) return
      reader.line++
      isContinued = false
    }
    // An escaped line break is looked at for its line.
    if (text[reader.at] === '\\' && text[reader.at + 1] !== '\n') reader.at++
    else if (text[reader.at] === '\\') isContinued = true
    reader.at++
  }
  reader.at = Math.min(text.length, reader.at + close.length)
}

/** What stands in the first pair of brackets, type parameters passed over; '' when it is not closed. */
function bracketed(text: string): string {
  const open = text.indexOf('(')
  if (open < 0) return ''
  const reader = { text, at: open, line: 0 }
  for (let depth = 0; reader.at < text.length;) {
    const character = text[reader.at]!
    if (character === '"' || character === "'") {
      skipString(reader)
      continue
    }
    if ('([{'.includes(character)) depth++
    if (')]}'.includes(character) && --depth === 0) return text.slice(open + 1, reader.at)
    reader.at++
  }
  return ''
}

/** Parts between commas, or another character, that stand outside brackets and strings; without space, empty ones left out. */
export function splitList(text: string, separator = ','): string[] {
  const reader = { text, at: 0, line: 0 }
  const parts: string[] = []
  let [from, depth] = [0, 0]
  while (reader.at < text.length) {
    const character = text[reader.at]!
    if (character === '"' || character === "'") {
      skipString(reader)
      continue
    }
    if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
    else if (character === separator && depth === 0) {
      parts.push(text.slice(from, reader.at))
      from = reader.at + 1
    }
    reader.at++
  }
  return [...parts, text.slice(from)].map((part) => part.trim()).filter((part) => part !== '')
}
