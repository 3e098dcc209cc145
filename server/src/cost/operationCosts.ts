// Floating-point operations of each step in local types; equal operations are computed once.
import { createSequenceTable } from '../base/sequenceTable'
import type { Flops } from '../base/units'
import { flops } from '../base/units'
import type { LocalProgram } from '../lowering/localProgram'
import { StepKind } from '../lowering/localProgram'
import { textOf } from '../mlir/text'
import { readConvolutionDims, readDotDims, readEinsum, readIntegers, readWindow } from '../model/attributes'
import type { Family, OperationKind } from '../model/operations'
import { operationTable } from '../model/operations'
import type { TensorType } from '../model/tensorTypes'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'

export interface OperationCost {
  readonly flops: Flops
  /** Runs on the matrix units (dot, convolution) in this element type; undefined on the vector units. */
  readonly matrixElement: TensorType['element'] | undefined
}

const free: OperationCost = { flops: flops(0), matrixElement: undefined }

/** Families with floating-point operations; the others only move data. */
const costly: ReadonlySet<Family> = new Set<Family>([
  'dot',
  'convolution',
  'elementwise',
  'reduce',
  'reduceWindow',
  'selectAndScatter',
  'scatter',
  'sort',
  'fft',
  'batchNorm',
  'linearAlgebra',
  'einsum',
  'raggedDot',
])

/** Cost of each step, by step; collectives cost nothing here. */
export function operationCosts(local: LocalProgram): OperationCost[] {
  const { program, steps, values, types } = local
  const table = createSequenceTable()
  const known: OperationCost[] = []
  const key = new Int32Array(256)
  const costs = new Array<OperationCost>(steps.count)
  const isFree = program.module.kinds.map((kind) => !costly.has(operationTable[kind].family))
  const { name } = program.module.columns.operations
  for (let step = 0; step < steps.count; step++) {
    costs[step] = free
    const node = steps.node[step]!
    if (steps.kind[step] !== StepKind.operation || node < 0 || program.nodes.role[node] !== NodeRole.operation) continue
    if (isFree[name[program.nodes.operation[node]!]!] === true) continue
    const first = steps.operandStart[step]!
    const operands = Math.min(steps.operandStart[step + 1]! - first, 200)
    let length = 0
    key[length++] = program.nodes.rule[node]!
    for (let i = 0; i < operands; i++) key[length++] = values.type[steps.operands[first + i]!]!
    for (let i = 0; i < Math.min(steps.resultCount[step]!, 50); i++)
      key[length++] = values.type[steps.resultStart[step]! + i]!
    const id = table.intern(key, 0, length)
    if (id === known.length) {
      const shapes = Array.from(key.subarray(1, length), (type) => types[type]!)
      known.push(computeCost(program, node, shapes.slice(0, operands), shapes.slice(operands)))
    }
    costs[step] = known[id]!
  }
  return costs
}

/** Matmul and convolution flops of one execution of the whole, unpartitioned program. */
export function modelFlops(program: Program): Flops {
  const { nodes, values, module, regions } = program
  const executions = regionExecutions(program)
  let total = 0
  for (let node = 0; node < nodes.count; node++) {
    if (nodes.role[node] !== NodeRole.operation) continue
    const family = familyOf(program, node)
    if (family !== 'dot' && family !== 'convolution') continue
    const ports = Array.from(nodes.ports.subarray(nodes.portStart[node], nodes.portStart[node + 1]))
    const shapes = ports.flatMap((value) => module.types[values.type[value]!] ?? [])
    const cost = computeCost(
      program,
      node,
      shapes.slice(0, nodes.operandCount[node]),
      shapes.slice(nodes.operandCount[node]),
    )
    total += cost.flops * executions[nodes.region[node]!]!
  }
  return flops(regions.length === 0 ? 0 : total)
}

function regionExecutions({ regions, nodes }: Program): number[] {
  const executions: number[] = []
  for (const region of regions) {
    const outer = region.node < 0 ? 1 : executions[nodes.region[region.node]!]!
    executions.push(outer * region.tripCount)
  }
  return executions
}

const kindOf = ({ module, nodes }: Program, node: number): OperationKind =>
  module.kinds[module.columns.operations.name[nodes.operation[node]!]!] ?? 'unknown'

const familyOf = (program: Program, node: number): Family => operationTable[kindOf(program, node)].family

function computeCost(
  program: Program,
  node: number,
  operands: readonly TensorType[],
  results: readonly TensorType[],
): OperationCost {
  const entry = operationTable[kindOf(program, node)]
  const [input, result] = [operands[0], results[0]]
  if (input === undefined || result === undefined) return free
  const vector = (count: number): OperationCost => ({ flops: flops(count), matrixElement: undefined })
  switch (entry.family) {
    case 'dot':
      return {
        flops: flops(dotFlops(attributesOf(program, node), kindOf(program, node), input, result)),
        matrixElement: input.element,
      }
    case 'convolution':
      return {
        flops: flops(convolutionFlops(attributesOf(program, node), operands, result)),
        matrixElement: input.element,
      }
    case 'elementwise':
      return vector(result.elements * (entry.flopsPerElement ?? 1))
    case 'reduce':
      return vector(operands.slice(0, operands.length / 2).reduce((sum, operand) => sum + operand.elements, 0))
    case 'reduceWindow':
    case 'selectAndScatter':
      return vector(result.elements * windowElements(attributesOf(program, node)))
    case 'scatter':
      return vector(operands.at(-1)?.elements ?? 0)
    case 'sort':
      return vector(input.elements * Math.max(1, Math.log2(Math.max(1, ...input.dims))))
    case 'fft':
      return vector(5 * result.elements * Math.max(1, Math.log2(Math.max(1, result.dims.at(-1) ?? 1))))
    case 'batchNorm':
      return vector(8 * input.elements)
    case 'linearAlgebra':
      return vector(linearAlgebraFlops(kindOf(program, node), input, result))
    case 'einsum':
      return { flops: flops(einsumFlops(attributesOf(program, node), operands)), matrixElement: input.element }
    case 'raggedDot':
      return {
        flops: flops(dotFlops(attributesOf(program, node), 'dot_general', input, result)),
        matrixElement: input.element,
      }
    default:
      return free
  }
}

/** cholesky: n³/3 a matrix; triangular_solve: n² a right-hand side. */
function linearAlgebraFlops(kind: OperationKind, matrix: TensorType, result: TensorType): number {
  const rows = matrix.dims.at(-1) ?? 1
  return kind === 'cholesky' ? (matrix.elements * rows) / 3 : result.elements * rows
}

/** Two for each combination of indices of both operands. */
function einsumFlops(attributes: string, operands: readonly TensorType[]): number {
  const indices = readEinsum(attributes)?.operands.flatMap((letters, port) =>
    letters.map((letter, dim) => [letter, operands[port]?.dims[dim] ?? 1] as const),
  )
  return operands.length < 2 ? 0 : 2 * [...new Map(indices ?? []).values()].reduce((product, size) => product * size, 1)
}

function attributesOf({ module, nodes }: Program, node: number): string {
  const { columns } = module
  const id = columns.operations.attributes[nodes.operation[node]!]!
  return id < 0 ? '' : textOf(columns, columns.texts, id)
}

/** 2 · batch · m · n · k: two for each element of the result and each contracted index. */
function dotFlops(attributes: string, kind: OperationKind, left: TensorType, result: TensorType): number {
  const contracting = kind === 'dot' ? [left.dims.length - 1] : readDotDims(attributes).lhsContracting
  return 2 * result.elements * contracting.reduce((product, dim) => product * (left.dims[dim] ?? 1), 1)
}

/** 2 · results · input features a group · window positions that meet an input element (padding and dilation left out). */
function convolutionFlops(attributes: string, operands: readonly TensorType[], result: TensorType): number {
  const dims = readConvolutionDims(attributes)
  const [input, kernel] = operands
  if (dims === undefined || input === undefined || kernel === undefined) return 0
  const rank = dims.input.length - 2
  const window = readWindow(attributes, rank)
  let products = 2 * (result.dims[dims.output.indexOf('b')] ?? 1) * (result.dims[dims.output.indexOf('f')] ?? 1)
  products *= kernel.dims[dims.kernel.indexOf('i')] ?? 1
  for (let spatial = 0; spatial < rank; spatial++) {
    const size = (letters: readonly string[], type: TensorType): number =>
      type.dims[letters.indexOf(String(spatial))] ?? 1
    products *= countTaps(
      { input: size(dims.input, input), kernel: size(dims.kernel, kernel), output: size(dims.output, result) },
      {
        stride: window.strides[spatial] ?? 1,
        low: window.padding[2 * spatial] ?? 0,
        base: window.baseDilations[spatial] ?? 1,
        dilation: window.windowDilations[spatial] ?? 1,
      },
    )
  }
  return products
}

interface Sizes {
  readonly input: number
  readonly kernel: number
  readonly output: number
}

interface Steps {
  readonly stride: number
  readonly low: number
  readonly base: number
  readonly dilation: number
}

/** Pairs of output position and window position that read an element of the input along one spatial dim. */
function countTaps(sizes: Sizes, { stride, low, base, dilation }: Steps): number {
  if (sizes.output * sizes.kernel > 1e7) return sizes.output * sizes.kernel
  let taps = 0
  for (let output = 0; output < sizes.output; output++) {
    for (let kernel = 0; kernel < sizes.kernel; kernel++) {
      const position = output * stride + kernel * dilation - low
      if (position >= 0 && position % base === 0 && position / base < sizes.input) taps++
    }
  }
  return taps
}

const windowElements = (attributes: string): number =>
  (readIntegers(attributes, 'window_dimensions') ?? [1]).reduce((product, size) => product * size, 1)
