// `gradient.params.w`: the gradients of what a step trains, as its update reads them.
import { addToGroup } from '../base/groups'
import { indexed } from '../base/indexed'
import { Phase, phaseOf } from './phases'
import { pointwiseOf } from './pointwise'
import type { Program } from './program'
import { ArgumentRole, roleOf } from './roles'

export interface Gradient {
  /** Number of the parameter in `program.arguments`. */
  readonly argument: number
  readonly value: number
}

/**
 * Gradients of the parameters, in the order of these: values of the backward pass that the update of a parameter reads, of its family and
 * shape. A sum of gradients that is made before the update is one; of what the update adds up itself, each part is one.
 * Linear in values; made once for each program.
 */
export const gradientsOf = indexed(findGradients)

/** `gradient.params.w`, as segments. */
export const gradientPath = ({ module }: Program, argument: number): readonly string[] => [
  'gradient',
  ...module.arguments[argument]!.segments,
]

function findGradients(program: Program): readonly Gradient[] {
  const { values, module } = program
  const [phases, { familyOf }, roles] = [phaseOf(program), pointwiseOf(program), roleOf(program)]
  const keyOf = (value: number): string =>
    `${familyOf[value]!} ${module.types[values.type[value]!]?.dims.join('x') ?? ''}`
  const trained = new Map<string, number[]>()
  program.arguments.forEach((value, argument) => {
    if (roles[argument] !== ArgumentRole.parameter) return
    addToGroup(trained, keyOf(value), argument)
  })
  const found: Gradient[] = []
  for (let value = 0; value < values.count; value++) {
    const node = values.node[value]!
    if (node < 0 || phases[node] !== Phase.backward || !isReadByUpdate(program, phases, value)) continue
    for (const argument of trained.get(keyOf(value)) ?? []) found.push({ argument, value })
  }
  return found.sort((a, b) => a.argument - b.argument || a.value - b.value)
}

function isReadByUpdate({ values }: Program, phases: Uint8Array, value: number): boolean {
  for (let at = values.useStart[value]!; at < values.useStart[value + 1]!; at++)
    if (phases[values.useNode[at]!] === Phase.update) return true
  return false
}
