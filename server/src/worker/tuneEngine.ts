// How V8 compiles us: a first scan and analysis wait for the optimiser longer than for anything else.
import { setFlagsFromString } from 'node:v8'

/**
 * Inlines less. Measured on the example (2 cores): the first scan of a process takes 15 % less, the first analysis 30 % less,
 * analyses once warm up to 10 % more. To be called before there is work to compile.
 */
export function tuneEngine(): void {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=200')
}
