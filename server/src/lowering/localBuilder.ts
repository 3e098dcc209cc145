// Growing columns of a LocalProgram: steps, local values, interned local types.
import type { TensorType } from '../model/tensorTypes'
import { printTensorType } from '../model/tensorTypes'
import type { Program } from '../sharding/program'
import type { Collective, LocalRegion } from './localProgram'
import { StepKind } from './localProgram'
import type { ShardingTable } from './shardings'
import { localType } from './shardings'

export interface LocalBuilder {
  readonly program: Program
  readonly table: ShardingTable
  readonly types: TensorType[]
  readonly typeIds: Map<string, number>
  /** Local type by type id and sharding id. */
  readonly localTypes: Map<number, number>
  readonly valueType: number[]
  readonly valueSource: number[]
  readonly valueStep: number[]
  readonly stepKind: number[]
  readonly stepNode: number[]
  readonly operandStart: number[]
  readonly operands: number[]
  readonly resultStart: number[]
  readonly resultCount: number[]
  readonly stepRegion: number[]
  readonly stepCollective: number[]
  readonly stepEnd: number[]
  readonly regions: LocalRegion[]
  readonly collectives: Collective[]
}

export function createLocalBuilder(program: Program, table: ShardingTable): LocalBuilder {
  return {
    program,
    table,
    types: [],
    typeIds: new Map(),
    localTypes: new Map(),
    valueType: [],
    valueSource: [],
    valueStep: [],
    stepKind: [],
    stepNode: [],
    operandStart: [0],
    operands: [],
    resultStart: [],
    resultCount: [],
    stepRegion: [],
    stepCollective: [],
    stepEnd: [],
    regions: [],
    collectives: [],
  }
}

const shardingBits = 0x100000

/** Id of the local type of a program value under a sharding. */
export function localTypeOf(builder: LocalBuilder, value: number, sharding: number): number {
  const typeId = builder.program.values.type[value]!
  const key = (typeId + 1) * shardingBits + sharding
  const known = builder.localTypes.get(key)
  if (known !== undefined) return known
  const global = builder.program.module.types[typeId]
  const local = global === undefined ? undefined : localType(global, builder.table.get(sharding), builder.table.mesh)
  const text = local === undefined ? '' : printTensorType(local)
  const id = builder.typeIds.get(text) ?? builder.types.length
  if (id === builder.types.length) {
    builder.types.push(
      local ?? { element: 'opaque', dims: [], elements: 0, bytes: 0 as TensorType['bytes'], isDynamic: false },
    ) // 0 of any unit
    builder.typeIds.set(text, id)
  }
  builder.localTypes.set(key, id)
  return id
}

/** Appends a local value. */
export function addLocalValue(builder: LocalBuilder, source: number, type: number, step: number): number {
  builder.valueSource.push(source)
  builder.valueType.push(type)
  builder.valueStep.push(step)
  return builder.valueType.length - 1
}

/** Appends a step; its results are the values added next. */
export function addStep(
  builder: LocalBuilder,
  kind: number,
  node: number,
  region: number,
  operands: readonly number[],
): number {
  const step = builder.stepKind.length
  builder.stepKind.push(kind)
  builder.stepNode.push(node)
  for (const operand of operands) builder.operands.push(operand)
  builder.operandStart.push(builder.operands.length)
  builder.resultStart.push(builder.valueType.length)
  builder.resultCount.push(0)
  builder.stepRegion.push(region)
  builder.stepCollective.push(-1)
  builder.stepEnd.push(step + 1)
  return step
}

/** Appends a result of the step added last. */
export function addResult(builder: LocalBuilder, step: number, source: number, type: number): number {
  builder.resultCount[step]!++
  return addLocalValue(builder, source, type, step)
}

/** Appends a collective step with its one result. */
export function addCollective(
  builder: LocalBuilder,
  operand: number,
  resultType: number,
  region: number,
  collective: Omit<Collective, 'step' | 'operandType' | 'resultType' | 'bytes' | 'executions'>,
): number {
  const step = addStep(builder, StepKind.collective, collective.node, region, [operand])
  builder.stepCollective[step] = builder.collectives.length
  const from = builder.types[builder.valueType[operand]!]!
  const to = builder.types[resultType]!
  builder.collectives.push({
    ...collective,
    operandType: from,
    resultType: to,
    bytes: from.bytes > to.bytes ? from.bytes : to.bytes,
    step,
    executions: builder.regions[region]!.executions,
  })
  return addResult(builder, step, collective.value, resultType)
}
