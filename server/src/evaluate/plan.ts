// What the evaluator reads off each operation once: name, attribute texts, kernel, reducer, constants, which values end with it.
import { findReducerKind } from '../model/reducers'
import type { Module } from '../model/module'
import type { OperationKind } from '../model/operations'
import { textOf } from '../mlir/text'
import { readDense } from './constants'
import type { Kernel } from './kernel'
import { kernelOf } from './kernels/index'
import type { Tensor } from './tensor'

export interface OperationPlan {
  readonly name: string
  readonly kind: OperationKind
  /** Head and all attribute texts, joined. */
  readonly attributes: string
  readonly operands: readonly number[]
  readonly results: readonly number[]
  readonly kernel: Kernel | undefined
  readonly reducer: OperationKind | undefined
  /** Entry block of each region. */
  readonly blocks: readonly number[]
  /** Values of its own block that nothing after it uses. */
  readonly dying: readonly number[]
}

export interface Plans {
  readonly module: Module
  readonly planOf: (operation: number) => OperationPlan
  readonly constantOf: (operation: number, plan: OperationPlan) => Tensor
}

export function createPlans(module: Module): Plans {
  const plans: (OperationPlan | undefined)[] = []
  const constants = new Map<number, Tensor>()
  const dying = findDying(module)
  return {
    module,
    planOf: (operation) => (plans[operation] ??= makePlan(module, operation, dying)),
    constantOf: (operation, plan) => {
      const known = constants.get(operation)
      if (known !== undefined) return known
      const type = module.types[module.columns.values.type[plan.results[0]!]!]!
      const constant = readDense(plan.attributes, type)
      constants.set(operation, constant)
      return constant
    },
  }
}

function makePlan(module: Module, operation: number, dying: ReadonlyMap<number, number[]>): OperationPlan {
  const { columns, kinds } = module
  const { operations, operands, regions, texts, names } = columns
  const text = (id: number): string => (id < 0 ? '' : textOf(columns, texts, id))
  const uses = Array.from(
    operands.value.subarray(operations.operandStart[operation], operations.operandStart[operation + 1]),
  )
  const kind = kinds[operations.name[operation]!] ?? 'unknown'
  const firstRegion = operations.firstRegion[operation]!
  const parts = [operations.head, operations.attributes, operations.moreAttributes].map((column) =>
    text(column[operation]!),
  )
  return {
    name: textOf(columns, names, operations.name[operation]!),
    kind,
    attributes: parts.join(' ').trim(),
    operands: uses,
    results: Array.from(
      { length: operations.resultCount[operation]! },
      (_, i) => operations.resultStart[operation]! + i,
    ),
    kernel: kernelOf(kind, uses.length),
    reducer: findReducerKind(module, operation),
    blocks: Array.from({ length: operations.regionCount[operation]! }, (_, i) =>
      regions.blockCount[firstRegion + i]! === 0 ? -1 : regions.firstBlock[firstRegion + i]!,
    ),
    dying: dying.get(operation) ?? [],
  }
}

/** For each operation the values whose last use, seen from the block that defines them, is in it. */
function findDying({ columns }: Module): Map<number, number[]> {
  const { operations, operands, values, blocks, regions } = columns
  const lastUse = new Int32Array(values.count).fill(-1)
  const homeOf = (value: number): number => {
    const definer = values.operation[value]!
    return definer >= 0 ? operations.block[definer]! : values.block[value]!
  }
  for (let operation = 0; operation < operations.count; operation++) {
    for (let at = operations.operandStart[operation]!; at < operations.operandStart[operation + 1]!; at++) {
      const value = operands.value[at]!
      if (value < 0) continue
      const home = homeOf(value)
      let user = operation
      while (user >= 0 && operations.block[user] !== home) {
        const block = operations.block[user]!
        user = block < 0 ? -1 : regions.operation[blocks.region[block]!]!
      }
      if (user >= 0) lastUse[value] = Math.max(lastUse[value]!, user)
    }
  }
  const dying = new Map<number, number[]>()
  lastUse.forEach((operation, value) => {
    if (operation < 0) return
    const list = dying.get(operation)
    if (list === undefined) dying.set(operation, [value])
    else list.push(value)
  })
  return dying
}
