// The sharding that each result of the program ends in: its own, or that of the argument whose buffer it takes.
import { BY_ACTION } from '../sharding/state'
import type { Lowering } from './lowering'

/** Sharding id of result `index`: an output that no tactic names follows its donated argument. */
export function outputSharding(lowering: Pick<Lowering, 'program' | 'state' | 'declaredOf'>, index: number): number {
  const { program, state } = lowering
  const node = program.outputs[index]!
  const output = program.nodes.ports[program.nodes.portStart[node]! + 1]!
  const argument = program.arguments[program.module.results[index]?.alias ?? -1]
  if (argument === undefined || program.values.type[argument] !== program.values.type[output])
    return lowering.declaredOf(output)
  for (let cell = output * state.axes; cell < (output + 1) * state.axes; cell++) {
    if (state.valueTactic[cell]! >= 0 && state.valueVia[cell] === BY_ACTION) return lowering.declaredOf(output)
  }
  return lowering.declaredOf(argument)
}
