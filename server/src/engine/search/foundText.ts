// Actions of a found tactic as text: one pattern for all that the same becomes of, on one line as long as that is taken in at a glance.
import type { Program } from '../../sharding/program'
import { foldPaths } from '../../tactics/foldPaths'
import { foldToOne } from '../../tactics/joinPatterns'

/** Name and axis of a tactic. */
export interface Head {
  readonly name: string
  readonly axis: string
}

/** Arguments that the same becomes of. */
export interface FoundLine {
  /** By their numbers. */
  readonly arguments: readonly number[]
  /** ` where bytes >= 1 MiB`, or nothing. */
  readonly condition: string
  readonly value: string
}

/** A pattern in braces that is longer than this is clearer as several. Characters. */
const longestJoined = 72
/** Of a line. Characters. */
const longestLine = 120

/** `params.layer_*.attn.o: 0`: one action, or a few where one would be hard to read. */
export function linesOf({ module }: Program, { arguments: members, condition, value }: FoundLine): string[] {
  const all = module.arguments.map(({ segments }) => segments)
  const paths = members.map((i) => all[i]!)
  const one = foldToOne(paths, all)
  const patterns = one !== undefined && one.length <= longestJoined ? [one] : foldPaths(paths, all)
  return patterns.map((pattern) => `${pattern}${condition}: ${value}`)
}

/** The tactic on one line where it fits, else a line an action. */
export function printFound({ name, axis }: Head, lines: readonly string[]): string {
  const head = `tactic ${name} on ${axis}`
  const short = `${head} { ${lines.join(', ')} }`
  return short.length <= longestLine ? short : `${head} {\n${lines.map((line) => `  ${line}\n`).join('')}}`
}
