// Growing columns of a LocalProgram: steps, local values, interned local types.
import type { IntList } from '../base/intList'
import { createIntList, pushInt } from '../base/intList'
import { bytes } from '../base/units'
import type { TensorType } from '../model/tensorTypes'
import { printTensorType } from '../model/tensorTypes'
import type { Program } from '../sharding/program'
import type { Collective, LocalRegion, Mask } from './localProgram'
import { StepKind } from './localProgram'
import type { ShardingTable } from './shardings'
import { localType } from './shardings'

export interface LocalBuilder {
  readonly program: Program
  readonly table: ShardingTable
  readonly types: TensorType[]
  readonly typeIds: Map<string, number>
  /** Local type id + 1 by sharding id, for each type of the model. */
  readonly localTypes: (Int32Array | undefined)[]
  readonly valueType: IntList
  readonly valueSource: IntList
  readonly valueSharding: IntList
  readonly valueStep: IntList
  readonly stepKind: IntList
  readonly stepNode: IntList
  readonly operandStart: IntList
  readonly operands: IntList
  readonly resultStart: IntList
  readonly resultCount: IntList
  readonly stepRegion: IntList
  readonly stepCollective: IntList
  readonly stepEnd: IntList
  readonly regions: LocalRegion[]
  readonly collectives: Collective[]
  readonly masks: Mask[]
}

export function createLocalBuilder(program: Program, table: ShardingTable): LocalBuilder {
  // A quarter more than the program has leaves room for collectives.
  const steps = program.nodes.count + (program.nodes.count >> 2)
  const values = program.values.count + (program.values.count >> 2)
  const operandStart = createIntList(steps + 1)
  pushInt(operandStart, 0)
  return {
    program,
    table,
    types: [],
    typeIds: new Map(),
    localTypes: [],
    valueType: createIntList(values),
    valueSource: createIntList(values),
    valueSharding: createIntList(values),
    valueStep: createIntList(values),
    stepKind: createIntList(steps),
    stepNode: createIntList(steps),
    operandStart,
    operands: createIntList(program.nodes.ports.length),
    resultStart: createIntList(steps),
    resultCount: createIntList(steps),
    stepRegion: createIntList(steps),
    stepCollective: createIntList(steps),
    stepEnd: createIntList(steps),
    regions: [],
    collectives: [],
    masks: [],
  }
}

/** Id of the local type of a program value under a sharding. */
function localTypeOf(builder: LocalBuilder, value: number, sharding: number): number {
  const typeId = builder.program.values.type[value]! + 1
  let ids = builder.localTypes[typeId]
  if (ids === undefined || sharding >= ids.length) {
    const larger = new Int32Array(Math.max(16, 2 * sharding))
    if (ids !== undefined) larger.set(ids)
    builder.localTypes[typeId] = ids = larger
  }
  const known = ids[sharding]!
  if (known > 0) return known - 1
  const id = internLocalType(builder, typeId - 1, sharding)
  ids[sharding] = id + 1
  return id
}

function internLocalType(builder: LocalBuilder, typeId: number, sharding: number): number {
  const global = builder.program.module.types[typeId]
  const local: TensorType =
    global === undefined
      ? { element: 'opaque', dims: [], elements: 0, bytes: bytes(0), isDynamic: false }
      : localType(global, builder.table.get(sharding), builder.table.mesh)
  const text = printTensorType(local)
  const known = builder.typeIds.get(text)
  if (known !== undefined) return known
  builder.typeIds.set(text, builder.types.length)
  return builder.types.push(local) - 1
}

/** Appends a local value: `source` in a sharding. */
export function addLocalValue(builder: LocalBuilder, source: number, sharding: number, step: number): number {
  pushInt(builder.valueSource, source)
  pushInt(builder.valueSharding, sharding)
  pushInt(builder.valueType, localTypeOf(builder, source, sharding))
  pushInt(builder.valueStep, step)
  return builder.valueType.length - 1
}

/** Appends a step with operands[0] .. operands[count - 1]; its results are the values added next. */
export function addStep(
  builder: LocalBuilder,
  kind: number,
  place: { readonly node: number; readonly region: number },
  operands: ArrayLike<number>,
  count = operands.length,
): number {
  const step = builder.stepKind.length
  pushInt(builder.stepKind, kind)
  pushInt(builder.stepNode, place.node)
  for (let i = 0; i < count; i++) pushInt(builder.operands, operands[i]!)
  pushInt(builder.operandStart, builder.operands.length)
  pushInt(builder.resultStart, builder.valueType.length)
  pushInt(builder.resultCount, 0)
  pushInt(builder.stepRegion, place.region)
  pushInt(builder.stepCollective, -1)
  pushInt(builder.stepEnd, step + 1)
  return step
}

/** Appends a result of the step added last. */
export function addResult(builder: LocalBuilder, step: number, source: number, sharding: number): number {
  builder.resultCount.data[step]!++
  return addLocalValue(builder, source, sharding, step)
}

/** Appends a collective step with its one result. */
export function addCollective(
  builder: LocalBuilder,
  operand: number,
  sharding: number,
  region: number,
  collective: Omit<Collective, 'step' | 'operandType' | 'resultType' | 'bytes' | 'executions'>,
): number {
  const step = addStep(builder, StepKind.collective, { node: collective.node, region }, [operand])
  builder.stepCollective.data[step] = builder.collectives.length
  const operandType = builder.types[builder.valueType.data[operand]!]!
  const result = addResult(builder, step, collective.value, sharding)
  const resultType = builder.types[builder.valueType.data[result]!]!
  const { kind, axes, groupSize, combiner, dims, value, node, tactic, cause } = collective
  // Field by field: a spread is several times slower, and every tactic lowers anew.
  builder.collectives.push({
    kind,
    axes,
    groupSize,
    combiner,
    dims,
    value,
    node,
    tactic,
    cause,
    operandType,
    resultType,
    bytes: operandType.bytes > resultType.bytes ? operandType.bytes : resultType.bytes,
    step,
    executions: builder.regions[region]!.executions,
  })
  return result
}
