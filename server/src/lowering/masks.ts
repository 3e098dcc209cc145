// Where a whole value must count once among partial ones: on the first device along the axes, zero elsewhere.
import { constantNumber } from '../sharding/reducers'
import type { Lowering, NodeNeeds } from './lowering'
import type { Mask } from './localProgram'
import { axesOfMask } from './shardings'

/** The mask that operand `port` of a node needs, or undefined: it is whole where the other side is partial. */
export function maskOf(lowering: Lowering, node: number, port: number, needs: NodeNeeds): Mask | undefined {
  const { sums, program } = lowering
  const value = program.nodes.ports[program.nodes.portStart[node]! + port]!
  const summed = sums.through[node]! & ~sums.kept[value]!
  if (summed !== 0) return { axes: axesOfMask(summed), combiner: 'add' }
  const scattered = scatterMask(lowering, node, port, needs)
  return scattered === 0 ? undefined : { axes: axesOfMask(scattered), combiner: needs.combiner ?? 'add' }
}

/** Axes along which operand `port` of a scatter is masked: its updates are partial, and the operand is not the identity. */
function scatterMask(lowering: Lowering, node: number, port: number, needs: NodeNeeds): number {
  if (needs.partial === 0 || port !== 0) return 0
  const { program } = lowering
  const { module, nodes, values } = program
  if (module.kinds[module.columns.operations.name[nodes.operation[node]!]!] !== 'scatter') return 0
  if (needs.combiner !== 'add' && needs.combiner !== 'mul') return 0
  const identity = needs.combiner === 'add' ? 0 : 1
  return isFilledWith(lowering, values.node[nodes.ports[nodes.portStart[node]!]!]!, identity) ? 0 : needs.partial
}

/** True when a node makes a constant, or spreads one, that is `number` everywhere. */
function isFilledWith(lowering: Lowering, node: number, number: number): boolean {
  const { nodes, module, values } = lowering.program
  if (node < 0) return false
  const first = nodes.portStart[node]!
  if (nodes.operandCount[node] === 0) return constantNumber(module, values.source[nodes.ports[first]!]!) === number
  const kind = module.kinds[module.columns.operations.name[nodes.operation[node]!]!]
  const spreads = kind === 'broadcast_in_dim' || kind === 'broadcast' || kind === 'reshape' || kind === 'convert'
  return spreads && isFilledWith(lowering, values.node[nodes.ports[first]!]!, number)
}
