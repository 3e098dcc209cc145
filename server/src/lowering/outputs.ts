// The sharding that each result of the program ends in: its own, or that of the argument whose buffer it takes.
import { BY_ACTION } from '../sharding/state'
import type { Lowering } from './lowering'

/** Sharding id of the output made by an output node. */
export function outputSharding(lowering: Pick<Lowering, 'program' | 'state' | 'declaredOf'>, node: number): number {
  const { program, state } = lowering
  const output = program.nodes.ports[program.nodes.portStart[node]! + 1]!
  const { alias } = program.module.results[program.outputs.indexOf(node)] ?? { alias: -1 }
  const argument = program.arguments[alias]
  const cells = Array.from({ length: state.axes }, (_, axis) => output * state.axes + axis)
  const isNamed = cells.some((cell) => state.valueTactic[cell]! >= 0 && state.valueVia[cell] === BY_ACTION)
  return argument === undefined || isNamed ? lowering.declaredOf(output) : lowering.declaredOf(argument)
}
