// The sharding of a value for people and reports: for each dim its mesh axes, major to minor.
import type { Parameter } from '../model/module'
import type { ShardingState } from '../sharding/state'
import type { Evaluation } from './analysis'

/** Declared axes of a value by dim, in the order they were added. */
export function declaredAxes(state: ShardingState, value: number): number[][] {
  const rank = state.program.module.types[state.program.values.type[value]!]?.dims.length ?? 0
  const dims: number[][] = Array.from({ length: rank }, () => [])
  const order = Array.from({ length: state.axes }, (_, axis) => axis).sort(
    (a, b) => state.valueOrder[value * state.axes + a]! - state.valueOrder[value * state.axes + b]!,
  )
  for (const axis of order) {
    const dim = state.valueDim[value * state.axes + axis]!
    if (dim >= 0) dims[dim]?.push(axis)
  }
  return dims
}

/** Axes of an argument, or of a result: its own, or those of the argument whose buffer it takes. */
export function valueSharding(evaluation: Evaluation, parameter: Parameter, local: number): number[][] {
  const { state, local: program } = evaluation
  if (parameter.value >= 0) return declaredAxes(state, program.values.source[local]!)
  const index = program.program.module.results.indexOf(parameter)
  return (program.resultShardings[index] ?? []).map((axes) => [...axes])
}

/** Axes of more than one device along which no value is tiled: their devices all do the same. */
export function idleAxes({ mesh, axes, valueDim }: ShardingState): number[] {
  const used = new Set<number>()
  for (let cell = 0; cell < valueDim.length && used.size < axes; cell++) if (valueDim[cell]! >= 0) used.add(cell % axes)
  return [...mesh.axes.keys()].filter((axis) => mesh.axes[axis]!.size > 1 && !used.has(axis))
}
