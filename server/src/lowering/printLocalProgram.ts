// LocalProgram -> text, one line a step: what tests compare and developers read.
import { printTensorType } from '../model/tensorTypes'
import { textOf } from '../mlir/text'
import { regionsOfStep } from './innerRegions'
import type { LocalProgram } from './localProgram'
import { StepKind } from './localProgram'

/** `%7: 8x16xf32 = all_gather batch @0 (%3)`; regions are indented. */
export function printLocalProgram(local: LocalProgram): string {
  const { steps, values, types, regions } = local
  const value = (id: number): string => `%${id}`
  const typed = (id: number): string => `${value(id)}: ${printTensorType(types[values.type[id]!]!)}`
  const lines = [`arguments ${Array.from(local.arguments, typed).join(', ')}`]
  const depths = regions.map(() => 0)
  regions.forEach((region, id) => {
    if (region.step >= 0) depths[id] = depths[steps.region[region.step]!]! + 1
  })
  for (let step = 0; step < steps.count; step++) {
    const first = steps.resultStart[step]!
    const results = Array.from({ length: steps.resultCount[step]! }, (_, i) => typed(first + i)).join(', ')
    const operands = Array.from(
      steps.operands.subarray(steps.operandStart[step], steps.operandStart[step + 1]),
      value,
    ).join(', ')
    lines.push(`${'  '.repeat(depths[steps.region[step]!]!)}${results} = ${printAction(local, step)} (${operands})`)
    for (const id of regionsOfStep(local, step)) {
      const region = regions[id]!
      const indent = '  '.repeat(depths[id]!)
      lines.push(
        `${indent}${region.kind} (${Array.from(region.arguments, typed).join(', ')}) yields ${Array.from(region.yields, value).join(', ')}`,
      )
    }
  }
  return [...lines, `results ${Array.from(local.results, value).join(', ')}`].join('\n')
}

function printAction(local: LocalProgram, step: number): string {
  const { steps, program, mesh } = local
  if (steps.kind[step] === StepKind.mask) return 'mask'
  if (steps.kind[step] === StepKind.collective) {
    const { kind, axes, dims, combiner } = local.collectives[steps.collective[step]!]!
    const names = axes.map((axis) => mesh.axes[axis]!.name).join('+')
    return [
      kind,
      names,
      ...(dims.length === 0 ? [] : [`@${dims.join('>')}`]),
      ...(combiner === undefined ? [] : [combiner]),
    ].join(' ')
  }
  const { columns } = program.module
  return textOf(columns, columns.names, columns.operations.name[program.nodes.operation[steps.node[step]!]!]!)
}
