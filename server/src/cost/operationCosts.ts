// Work of each step in local types: arithmetic, transcendentals, and which units they run on.
// Equal operations (rule, reducer, local types) are computed once; each step holds an index.
import { createSequenceTable } from '../base/sequenceTable'
import { sharedInt32 } from '../base/sharedArrays'
import type { LocalProgram } from '../lowering/localProgram'
import { StepKind } from '../lowering/localProgram'
import type { Family } from '../model/operations'
import { operationTable } from '../model/operations'
import type { TensorType } from '../model/tensorTypes'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'
import { attributesOf } from '../sharding/reducers'
import { bodyWork } from './bodyWork'
import { convolutionFlops } from './convolutionCosts'
import { customCallCost } from './customCallCosts'
import { dotFlops, einsumFlops, raggedDotFlops } from './dotCosts'
import { matrixWork } from './matrixRates'
import type { CostQuestion, OperationCost } from './operationCost'
import { freeCost, vectorOperations } from './operationCost'
import * as vector from './vectorCosts'

export interface OperationCosts {
  /** By step: index in `distinct`; 0, which is free, for collectives, loops and branches. */
  readonly index: Int32Array
  readonly distinct: readonly OperationCost[]
}

type Formula = (question: CostQuestion) => OperationCost

/** Families that compute something; the others only move data. */
const formulas: Partial<Record<Family, Formula>> = {
  dot: (question) => onMatrixUnits(question, dotFlops(question)),
  raggedDot: (question) => onMatrixUnits(question, raggedDotFlops(question)),
  einsum: (question) => onMatrixUnits(question, einsumFlops(question)),
  convolution: (question) => onMatrixUnits(question, convolutionFlops(question)),
  elementwise: vector.elementwiseCost,
  reduce: vector.reduceCost,
  reduceWindow: vector.reduceWindowCost,
  selectAndScatter: vector.selectAndScatterCost,
  scatter: vector.scatterCost,
  sort: vector.sortCost,
  fft: vector.fftCost,
  batchNorm: vector.batchNormCost,
  linearAlgebra: vector.linearAlgebraCost,
  random: vector.randomCost,
  customCall: customCallCost,
}

/** Of more operands the rest does not tell operations apart. */
const mostPorts = 200

/** Cost of each step. Linear in steps and operands; formulas are evaluated once for each distinct operation. */
export function operationCosts(local: LocalProgram): OperationCosts {
  const { program, steps, values } = local
  const { name } = program.module.columns.operations
  const { kinds } = program.module
  const families = kinds.map((kind) => operationTable[kind].family)
  const distinct: OperationCost[] = [freeCost]
  const index = sharedInt32(steps.count)
  const table = createSequenceTable()
  const key = new Int32Array(2 * mostPorts + 8)
  for (let step = 0; step < steps.count; step++) {
    const node = steps.node[step]!
    if (steps.kind[step] !== StepKind.operation || node < 0 || program.nodes.role[node] !== NodeRole.operation) continue
    const kind = name[program.nodes.operation[node]!]!
    const family = families[kind]!
    if (formulas[family] === undefined || steps.resultCount[step] === 0) continue
    let length = 0
    if (family === 'elementwise' && kinds[kind] !== 'map') {
      key[length++] = -1 - kind
      key[length++] = values.type[steps.resultStart[step]!]!
    } else length = writeKey(local, step, key)
    const id = table.intern(key, 0, length) + 1
    if (id === distinct.length) distinct.push(costOfStep(local, step))
    index[step] = id
  }
  return { index, distinct }
}

/** Rule, reducer, and types of operands and results. */
function writeKey({ program, steps, values }: LocalProgram, step: number, key: Int32Array): number {
  const node = steps.node[step]!
  const body = bodyWork(program.module, program.nodes.operation[node]!)
  const [first, end] = [steps.operandStart[step]!, steps.operandStart[step + 1]!]
  let length = 0
  key[length++] = program.nodes.rule[node]!
  key[length++] = body.flops
  key[length++] = body.vectorWork
  key[length++] = end - first
  for (let at = first; at < end && length < mostPorts; at++) key[length++] = values.type[steps.operands[at]!]!
  const results = Math.min(steps.resultCount[step]!, mostPorts)
  for (let i = 0; i < results; i++) key[length++] = values.type[steps.resultStart[step]! + i]!
  return length
}

function costOfStep({ program, steps, values, types }: LocalProgram, step: number): OperationCost {
  const operands = steps.operands.subarray(steps.operandStart[step], steps.operandStart[step + 1])
  const results = values.type.subarray(steps.resultStart[step], steps.resultStart[step]! + steps.resultCount[step]!)
  return costOfNode(
    program,
    steps.node[step]!,
    Array.from(operands, (value) => types[values.type[value]!]!),
    Array.from(results, (type) => types[type]!),
  )
}

/** Cost of a node in the given types. */
export function costOfNode(
  program: Program,
  node: number,
  operands: readonly TensorType[],
  results: readonly TensorType[],
): OperationCost {
  const { module, nodes } = program
  const operation = nodes.operation[node]!
  const kind = module.kinds[module.columns.operations.name[operation]!] ?? 'unknown'
  const formula = formulas[operationTable[kind].family]
  if (formula === undefined) return freeCost
  const attributes = attributesOf(module, operation)
  const ports = Array.from(nodes.ports.subarray(nodes.portStart[node], nodes.portStart[node + 1]))
  const whole = ports.flatMap((value) => module.types[program.values.type[value]!] ?? [])
  return formula({ kind, attributes, operands, results, whole, body: bodyWork(module, operation) })
}

/** On the vector units where the matrix units do not know the type. */
function onMatrixUnits({ attributes, operands: [left, right] }: CostQuestion, flops: number): OperationCost {
  if (left === undefined || right === undefined) return vectorOperations(flops)
  const { rate, passes } = matrixWork(left.element, right.element, attributes)
  return rate === 'none' ? vectorOperations(flops) : { ...freeCost, flops, rate, passes }
}
