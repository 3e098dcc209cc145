// Choices -> a StableHLO module of random operations over the whole operation set, with what its outputs may differ by.
import { controlMakers } from './control'
import type { Argument, Value } from './draft'
import { startDraft, typeOf } from './draft'
import { elementwiseMakers } from './elementwise'
import type { Maker } from './elementwise'
import { indexedMakers } from './indexed'
import { movementMakers } from './movement'
import { sumMakers } from './sums'
import { createTape } from './tape'

export interface RandomProgram {
  readonly text: string
  readonly arguments: readonly Argument[]
  /** Largest difference by the order of sums for each output; 0: bit for bit. */
  readonly tolerances: readonly number[]
}

export const makers: Readonly<Record<string, Maker>> = {
  ...elementwiseMakers,
  ...movementMakers,
  ...sumMakers,
  ...indexedMakers,
  ...controlMakers,
}

/** `choices` decide everything; `operations` is how many makers are run. Outputs are the last values and a few others. */
export function generateProgram(choices: readonly number[], operations: number): RandomProgram {
  const draft = startDraft(createTape(choices))
  const all = Object.values(makers)
  for (let i = 0; i < operations; i++) draft.tape.pick(all)(draft)
  const outputs = draft.values.filter((_, i) => i >= draft.values.length - 4 || draft.tape.oneIn(4))
  return writeProgram(draft, outputs)
}

/** One maker alone: all it defines are outputs. */
export function generateOne(name: string, choices: readonly number[]): RandomProgram {
  const draft = startDraft(createTape(choices))
  makers[name]?.(draft)
  return writeProgram(
    draft,
    draft.values.filter((value) => !value.name.startsWith('%a')),
  )
}

function writeProgram(draft: ReturnType<typeof startDraft>, outputs: readonly Value[]): RandomProgram {
  const args = draft.arguments.map(({ type }, i) => `%a${i}: ${typeOf(type)}`).join(', ')
  const types = outputs.map(typeOf).join(', ')
  const names = outputs.map(({ name }) => name).join(', ')
  const text = [
    'module {',
    `  func.func public @main(${args}) -> (${types}) {`,
    ...draft.lines.map((line) => `    ${line}`),
    outputs.length === 0 ? '    return' : `    return ${names} : ${types}`,
    '  }',
    ...draft.functions,
    '}',
    '',
  ].join('\n')
  return { text, arguments: draft.arguments, tolerances: outputs.map(({ error }) => error * 16) }
}
