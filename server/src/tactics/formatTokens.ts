// The tokens that the formatter sees, and how it sets them on lines.

export interface FormatPlan {
  /** Start -> end of text that stays as it is. */
  readonly verbatim: ReadonlyMap<number, number>
  /** Start -> end and new text of a path, which is one token. */
  readonly paths: ReadonlyMap<number, { readonly end: number; readonly text: string }>
  readonly statementStarts: ReadonlySet<number>
  readonly itemStarts: ReadonlySet<number>
  /** Offset of `{` -> offset of `}`, and whether the items have lines of their own. */
  readonly bodies: ReadonlyMap<number, { readonly close: number; readonly isTall: boolean }>
}

interface FormatToken {
  readonly text: string
  readonly kind: 'word' | 'comment' | 'verbatim' | 'open' | 'close'
  /** Line breaks in the source before it. */
  readonly breaks: number
  /** Begins a line: a statement, or an item of a tall body. */
  readonly startsLine: boolean
  readonly isTall: boolean
}

const lexeme =
  /\/\/[^\n]*|"(?:[^"\\\n]|\\[^\n])*"?|%[\w$.-]+(?:#\d+)?|\d+(?:x\d*)+(?!\w)|(?:[KMGT]i?B|[GTP]FLOP)\/s|-?\d+(?:_\d+)*(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z_][\w.]*|[=!<>]=|\S/y

/** Tokens of the text; those inside what the plan keeps or prints anew are one each. */
export function lexFormat(text: string, plan: FormatPlan): readonly FormatToken[] {
  const tokens: FormatToken[] = []
  let offset = 0
  let body: { readonly close: number; readonly isTall: boolean } | undefined
  while (offset < text.length) {
    // What is kept begins with its line's indentation.
    const { end, breaks } = skipSpace(text, offset, plan)
    if (end >= text.length) break
    const { kind, word, next } = readToken(text, end, plan, body?.close)
    if (kind === 'open') body = plan.bodies.get(end)
    const startsLine = plan.statementStarts.has(end) || (body?.isTall === true && plan.itemStarts.has(end))
    tokens.push({ text: word, kind, breaks, startsLine, isTall: body?.isTall ?? false })
    if (kind === 'close') body = undefined
    offset = next
  }
  return tokens
}

function skipSpace(text: string, offset: number, plan: FormatPlan): { end: number; breaks: number } {
  let end = offset
  let breaks = 0
  while (end < text.length && !plan.verbatim.has(end) && /[\s\uFEFF]/.test(text[end]!)) {
    if (text[end] === '\n') breaks++
    end++
  }
  return { end, breaks }
}

interface ReadToken {
  readonly kind: FormatToken['kind']
  readonly word: string
  readonly next: number
}

function readToken(text: string, at: number, plan: FormatPlan, close: number | undefined): ReadToken {
  const kept = plan.verbatim.get(at)
  if (kept !== undefined) return { kind: 'verbatim', word: text.slice(at, kept), next: kept }
  const path = plan.paths.get(at)
  if (path !== undefined) return { kind: 'word', word: path.text, next: path.end }
  lexeme.lastIndex = at
  const word = lexeme.exec(text)?.[0] ?? text[at]!
  const next = at + word.length
  if (word.startsWith('//')) return { kind: 'comment', word: word.trimEnd(), next }
  if (plan.bodies.has(at)) return { kind: 'open', word, next }
  return { kind: at === close ? 'close' : 'word', word, next }
}

/** Sets the tokens on lines, with two spaces before what is in a body and two more before what goes on from a line above. */
export function layOut(tokens: readonly FormatToken[]): string {
  let text = ''
  let isInBody = false
  let before: FormatToken | undefined
  for (const token of tokens) {
    if (token.kind === 'close') isInBody = false
    if (before !== undefined) {
      const breaks = countBreaks(before, token)
      const isOwnLine = token.startsLine || token.kind === 'comment'
      const indentation =
        token.kind === 'verbatim' || token.kind === 'close' ? 0 : (isInBody ? 2 : 0) + (isOwnLine ? 0 : 2)
      text += breaks > 0 ? `${'\n'.repeat(breaks)}${' '.repeat(indentation)}` : spaceBetween(before, token)
    }
    text += token.text
    if (token.kind === 'open') isInBody = true
    before = token
  }
  return text === '' ? '' : `${text}\n`
}

/** Line breaks before a token: 2 leave a blank line. */
function countBreaks(before: FormatToken, token: FormatToken): number {
  const wanted = Math.min(token.breaks, 2)
  if (token.kind === 'close') return before.kind === 'comment' || (token.isTall && before.kind !== 'open') ? 1 : 0
  if (token.kind === 'comment' && token.breaks === 0) return 0
  const isFirst = before.kind === 'open'
  if (token.kind === 'comment' || token.kind === 'verbatim' || token.startsLine || before.kind === 'verbatim') {
    return isFirst ? 1 : Math.max(wanted, 1)
  }
  return before.kind === 'comment' ? 1 : 0
}

function spaceBetween(before: FormatToken, token: FormatToken): string {
  if (before.kind === 'open' && token.kind === 'close') return ''
  if (/^[,:)%]$/.test(token.text) || before.text === '(') return ''
  return token.text === '(' && before.text === 'dim' ? '' : ' '
}
