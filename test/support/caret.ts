// `<|>` in a fixture marks where a feature is asked.

/** The text without its caret, and the offset where it stood. */
export function takeCaret(fixture: string): { readonly text: string; readonly offset: number } {
  const offset = fixture.indexOf('<|>')
  if (offset < 0) throw new Error(`no <|> in ${fixture}`)
  return { text: fixture.replace('<|>', ''), offset }
}
