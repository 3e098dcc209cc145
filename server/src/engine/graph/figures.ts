// Local program -> figures of each drawn node: time, work, memory at the peak; those of a group hold what is inside.
import { StepKind } from '../../lowering/localProgram'
import { collectiveOfStep, nodeOfStep } from '../../cost/stepPlaces'
import type { Evaluation } from '../analysis'
import { argumentIndex } from './labels'
import type { Drawn } from './structure'

/** By drawn node, pills included. */
export interface NodeFigures {
  readonly seconds: Float64Array
  readonly exposed: Float64Array
  readonly communication: Float64Array
  readonly flops: Float64Array
  readonly bytes: Float64Array
  readonly memory: Float64Array
}

/** Linear in steps. What a node makes counts for it; arguments and results count for the first pill that shows them. */
export function sumFigures(drawn: Drawn, evaluation: Evaluation): NodeFigures {
  const count = drawn.structure.nodes.length
  const zeros = (): Float64Array => new Float64Array(count)
  const figures = {
    seconds: zeros(),
    exposed: zeros(),
    communication: zeros(),
    flops: zeros(),
    bytes: zeros(),
    memory: zeros(),
  }
  addSteps(drawn, evaluation, figures)
  addMemory(drawn, evaluation, figures.memory)
  const { nodes } = drawn.structure
  for (let index = count - 1; index >= 0; index--) {
    const parent = nodes[index]!.parent
    if (parent !== undefined) for (const sums of Object.values(figures)) sums[parent]! += sums[index]!
  }
  return figures
}

function addSteps({ visible }: Drawn, { local, simulation }: Evaluation, figures: NodeFigures): void {
  const { steps } = local
  const { kernels, timeline, collectiveSeconds } = simulation
  for (let step = 0; step < steps.count; step++) {
    const index = visible.of[nodeOfStep(local, step)] ?? -1
    const executions = timeline.executions[steps.region[step]!]!
    if (index < 0 || executions === 0) continue
    figures.seconds[index]! += kernels.seconds[step]! * executions
    figures.flops[index]! += kernels.flops[step]! * executions
    figures.bytes[index]! += kernels.bytes[step]! * executions
    const collective = collectiveOfStep(local, step)
    if (collective < 0) continue
    figures.communication[index]! += collectiveSeconds[collective]! * executions
    figures.exposed[index]! += timeline.exposed[collective]! * executions
  }
}

function addMemory(drawn: Drawn, { local, simulation }: Evaluation, memory: Float64Array): void {
  const { live } = simulation.memory
  const { visible, pills } = drawn
  const pillOf = new Map<string, number>()
  pills.forEach(({ kind, parameters }, i) => {
    for (const parameter of parameters) {
      const key = `${kind} ${parameter}`
      if (!pillOf.has(key)) pillOf.set(key, visible.nodes.length + i)
    }
  })
  const arguments_ = argumentIndex(local.program)
  const outputs = Array.from(local.results.keys()).filter((i) => local.aliases[i]! < 0)
  const isArgument = (i: number): boolean => i < local.arguments.length
  for (let i = 0; i < live.value.length; i++) {
    const value = live.value[i]!
    const key = isArgument(i)
      ? `argument ${arguments_.get(local.values.source[value]!) ?? -1}`
      : `result ${outputs[i - local.arguments.length] ?? -1}`
    const index = i < live.firstTemporary ? pillOf.get(key) : makerOf(drawn, local, value)
    if (index !== undefined && index >= 0) memory[index]! += live.bytes[i]!
  }
}

function makerOf({ visible }: Drawn, local: Evaluation['local'], value: number): number {
  const step = local.values.step[value]!
  if (step >= 0 && local.steps.kind[step] !== StepKind.mask) return visible.of[nodeOfStep(local, step)] ?? -1
  const maker = local.program.values.node[local.values.source[value]!]!
  return maker < 0 ? -1 : visible.of[maker]!
}
