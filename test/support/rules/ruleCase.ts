// An operation with its rule as printed text.

/** Name, arguments and body of a function, its result type (of the last operation's first result), and the rule of that operation. */
export type RuleCase = readonly [name: string, args: string, body: string, result: string, rule: string]

/** A function that returns the first result of its last operation, `%r`. */
export function functionOf(args: string, body: string, result: string): string {
  const name = body.includes('%r:') ? '%r#0' : '%r'
  return `func.func public @main(${args}) -> ${result} {\n  ${body}\n  return ${name} : ${result}\n}`
}
