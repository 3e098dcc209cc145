// Matrix products of the unpartitioned program, those of recomputation apart: what utilisations are counted from.
import { indexed } from '../base/indexed'
import type { Flops, Seconds } from '../base/units'
import { flops } from '../base/units'
import { readLocation } from '../mlir/locations'
import type { Family } from '../model/operations'
import { operationTable } from '../model/operations'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'
import type { Device } from './devices'
import type { MatrixRate } from './matrixRates'
import { rateOfElement } from './matrixRates'
import { costOfNode } from './operationCosts'

/** Of one execution of the whole program, on all devices together. */
export interface ModelFlops {
  /** Of dots, convolutions and kernels on the matrix units that the model asks for: forward and backward. */
  readonly model: Flops
  /** Of those that checkpointing (jax.checkpoint, remat) computes again. */
  readonly recomputed: Flops
  /** Both, by the rate of their element type at default precision. */
  readonly modelByRate: ReadonlyMap<MatrixRate, number>
  readonly recomputedByRate: ReadonlyMap<MatrixRate, number>
}

/** Computed once a program; linear in its nodes. */
export const findModelFlops = indexed(countModelFlops)

/**
 * MFU: time that the model's products would take at the peak rates of their types, over the time taken. HFU counts recomputed
 * products too. 0 to 1; 0 without time. Source: Chowdhery et al., PaLM, section 4.1 and appendix B.
 */
export function findUtilisation(
  counted: ModelFlops,
  device: Device,
  devices: number,
  stepTime: Seconds,
): { readonly mfu: number; readonly hfu: number } {
  if (stepTime === 0) return { mfu: 0, hfu: 0 }
  const model = peakSeconds(counted.modelByRate, device)
  const time = devices * stepTime
  return { mfu: model / time, hfu: (model + peakSeconds(counted.recomputedByRate, device)) / time }
}

/** Seconds that one device takes for products at the peak rates of their types. */
export function peakSeconds(byRate: ReadonlyMap<MatrixRate, number>, device: Device): number {
  let seconds = 0
  for (const [rate, count] of byRate) seconds += count / (rate === 'none' ? device.vector : device[rate])
  return seconds
}

const productFamilies: ReadonlySet<Family> = new Set<Family>([
  'dot',
  'convolution',
  'einsum',
  'raggedDot',
  'customCall',
])

function countModelFlops(program: Program): ModelFlops {
  const { nodes, module } = program
  const executions = regionExecutions(program)
  const families = module.kinds.map((kind) => operationTable[kind].family)
  const [model, recomputed] = [new Map<MatrixRate, number>(), new Map<MatrixRate, number>()]
  // A rule belongs to one operation in one list of types.
  const products = new Map<number, Product | undefined>()
  for (let node = 0; node < nodes.count; node++) {
    if (nodes.role[node] !== NodeRole.operation) continue
    const family = families[module.columns.operations.name[nodes.operation[node]!]!]!
    if (!productFamilies.has(family)) continue
    const rule = nodes.rule[node]!
    if (!products.has(rule)) products.set(rule, findProduct(program, node, family))
    const product = products.get(rule)
    if (product === undefined) continue
    const byRate = isRecomputed(program, node) ? recomputed : model
    byRate.set(product.rate, (byRate.get(product.rate) ?? 0) + product.flops * executions[nodes.region[node]!]!)
  }
  const total = (byRate: ReadonlyMap<MatrixRate, number>): Flops =>
    flops([...byRate.values()].reduce((sum, count) => sum + count, 0))
  return { model: total(model), recomputed: total(recomputed), modelByRate: model, recomputedByRate: recomputed }
}

interface Product {
  readonly flops: number
  readonly rate: MatrixRate
}

/** A product of the whole program; undefined for a call that the matrix units have no part in. */
function findProduct(program: Program, node: number, family: Family): Product | undefined {
  const { nodes, values, module } = program
  const ports = Array.from(nodes.ports.subarray(nodes.portStart[node], nodes.portStart[node + 1]))
  const types = ports.flatMap((value) => module.types[values.type[value]!] ?? [])
  const operands = types.slice(0, nodes.operandCount[node])
  const cost = costOfNode(program, node, operands, types.slice(nodes.operandCount[node]))
  if (family === 'customCall') return cost.rate === 'none' ? undefined : cost
  return { flops: cost.flops, rate: operands[0] === undefined ? 'none' : rateOfElement(operands[0].element) }
}

function regionExecutions({ regions, nodes }: Program): number[] {
  const executions: number[] = []
  for (const region of regions) {
    const outer = region.node < 0 ? 1 : executions[nodes.region[region.node]!]!
    executions.push(outer * region.tripCount)
  }
  return executions
}

/** JAX names what jax.checkpoint computes again: `checkpoint/rematted_computation/…`, at the operation or a call of it. */
function isRecomputed({ module: { columns }, nodes, callSites }: Program, node: number): boolean {
  const isNamed = (operation: number): boolean =>
    readLocation(columns, columns.operations.location[operation]!).name.includes('rematted_computation')
  if (isNamed(nodes.operation[node]!)) return true
  for (let site = nodes.callSite[node]!; site >= 0; site = callSites[site]!.parent)
    if (isNamed(callSites[site]!.operation)) return true
  return false
}
