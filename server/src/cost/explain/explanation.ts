// How a figure comes about, as plain data: hovers, the command line, JSON and the documentation print the same.
import type { Unit } from '../../base/units'
import { substitute } from './formula'

/** One number that goes into a figure. */
export interface Term {
  readonly name: string
  /** As the formula writes it. */
  readonly symbol: string
  readonly value: number
  readonly unit: Unit
  /** Where the number comes from. */
  readonly source: string
}

export interface Explanation {
  /** Which figure: a name that `expect` takes, or `collective`, `kernel`. */
  readonly figure: string
  readonly title: string
  readonly value: number
  readonly unit: Unit
  /** In symbols: `V · (n − 1) / (n · link)`. */
  readonly formula: string
  /** The formula with the numbers put in. */
  readonly substituted: string
  readonly terms: readonly Term[]
  /** What decides the figure, in a few words, where something does: `bound by latency`. */
  readonly regime: string | undefined
  /** Book chapter, paper, data sheet or specification section of the formula. */
  readonly source: string
  /** What the figure takes for granted; each would change it if it were not so. */
  readonly assumptions: readonly string[]
}

type Parts = Omit<Explanation, 'substituted' | 'regime'> & { readonly regime?: string }

/** An explanation with the numbers put into its formula. */
export const explain = ({ regime, ...parts }: Parts): Explanation => ({
  ...parts,
  regime,
  substituted: substitute(parts.formula, parts.terms),
})
