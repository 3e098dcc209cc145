// A small TextMate tokenizer: match, begin and end, captures, includes of the grammar's own repository.

export interface Rule {
  readonly name?: string
  readonly match?: string
  readonly begin?: string
  readonly end?: string
  readonly include?: string
  readonly captures?: Captures
  readonly beginCaptures?: Captures
  readonly endCaptures?: Captures
  readonly patterns?: readonly Rule[]
}
type Captures = Readonly<Record<string, { readonly name: string }>>

export interface Grammar {
  readonly scopeName: string
  readonly patterns: readonly Rule[]
  readonly repository?: Readonly<Record<string, Rule>>
}

/** Texts that get a name of their own (innermost first come, without the language's suffix), in order. */
export function tokenize(grammar: Grammar, text: string): { text: string; name: string }[] {
  const tokens: { text: string; name: string }[] = []
  const stack: Rule[] = [{ patterns: grammar.patterns }]
  for (const line of text.split('\n')) tokenizeLine(grammar, line, stack, tokens)
  return tokens
}

function tokenizeLine(grammar: Grammar, line: string, stack: Rule[], tokens: { text: string; name: string }[]): void {
  for (let at = 0, steps = 0; at <= line.length && steps < 10_000; steps++) {
    const top = stack.at(-1)!
    const found = findFirst(grammar, top, line, at)
    if (found === undefined) return
    const { rule, match, isEnd } = found
    const captures = isEnd ? top.endCaptures : rule.match === undefined ? rule.beginCaptures : rule.captures
    if (!isEnd && rule.match !== undefined && rule.name !== undefined) addToken(tokens, match[0], rule.name)
    for (const [group, { name }] of Object.entries(captures ?? {})) addToken(tokens, match[Number(group)], name)
    if (isEnd) stack.pop()
    else if (rule.begin !== undefined) stack.push(rule)
    else if (match[0] === '') at++
    at = Math.max(at, match.index + match[0].length)
  }
}

function addToken(tokens: { text: string; name: string }[], text: string | undefined, name: string): void {
  if (text !== undefined && text !== '') tokens.push({ text, name: name.replace(/\.\w+$/, '') })
}

interface Found {
  readonly rule: Rule
  readonly match: RegExpExecArray
  readonly isEnd: boolean
}

/** The leftmost match; the end of the block, then the order of the rules decide between equals. */
function findFirst(grammar: Grammar, top: Rule, line: string, at: number): Found | undefined {
  let best: Found | undefined
  const offer = (rule: Rule, source: string, isEnd: boolean): void => {
    const expression = new RegExp(source, 'g')
    expression.lastIndex = at
    const match = expression.exec(line)
    if (match !== null && (best === undefined || match.index < best.match.index)) best = { rule, match, isEnd }
  }
  if (top.end !== undefined) offer(top, top.end, true)
  for (const rule of resolve(grammar, top.patterns ?? [])) offer(rule, rule.match ?? rule.begin ?? '(?!)', false)
  return best
}

/** Rules with includes replaced by what they name. */
export function resolve(grammar: Grammar, rules: readonly Rule[]): Rule[] {
  return rules.map((rule) => {
    if (rule.include === undefined) return rule
    const named = grammar.repository?.[rule.include.slice(1)]
    if (named === undefined) throw new Error(`no rule ${rule.include}`)
    return named
  })
}
