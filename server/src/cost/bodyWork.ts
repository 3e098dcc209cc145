// What one application of an operation's regions costs: of a reducer, a comparator, a mapped function.
import type { Module } from '../model/module'
import { operationTable } from '../model/operations'
import type { OperationCost } from './operationCost'
import { freeCost, vectorOperations } from './operationCost'

const one = vectorOperations(1)

/** Elementwise operations of the regions, on one element each. Without regions (`applies stablehlo.add`) it is one operation. */
export function bodyWork(module: Module, operation: number): OperationCost {
  const { operations } = module.columns
  if (operations.regionCount[operation] === 0) return one
  const total = { ...freeCost, flops: 0, transcendentals: 0, vectorWork: 0 }
  for (let inner = operation + 1; inner < operations.subtreeEnd[operation]!; inner++) {
    const entry = operationTable[module.kinds[operations.name[inner]!] ?? 'unknown']
    const flops = entry.flopsPerElement ?? 0
    total.flops += flops
    total.transcendentals += entry.isTranscendental === true ? 1 : 0
    total.vectorWork += entry.vectorWork ?? flops
  }
  return total
}
