// One operation step of a local program -> StableHLO text, made local where its meaning depends on the device.
import { readCallTarget } from '../../model/attributes'
import { statesSharding } from '../../sharding/rules/customCall'
import { findCaptured } from '../../sharding/captured'
import { operationTable } from '../../model/operations'
import type { TensorType } from '../../model/tensorTypes'
import type { DimAxes } from '../shardings'
import { localizeTexts } from './localAttributes'
import type { SourceTexts } from './sourceOperation'
import { staticFormOf } from './staticForms'
import { readSourceTexts, writeParts, writeSourceRegions } from './sourceOperation'
import { shardingOf, writeSlices } from './writeCollective'
import type { IndexedOperand, Indices } from './writeIndexed'
import {
  clampIndices,
  maskLookUp,
  readIndexing,
  shiftIndices,
  sliceSizes,
  tiledEntries,
  updateSizes,
  widenIndices,
} from './writeIndexed'
import type { SlicedOperand } from './writeSliced'
import { cutDims, writeSlice, writeUpdate } from './writeSliced'
import type { Writer } from './writer'
import { define, freshName, localTypeOf, localTypeText, shardOffset, tensorText } from './writer'

/** Local values of a step. */
interface Step {
  readonly step: number
  readonly operation: number
  readonly operands: readonly number[]
  /** Names of what its regions read from outside, by value of the columns. */
  readonly captured: ReadonlyMap<number, string>
  readonly results: readonly number[]
  readonly texts: SourceTexts
}

/** Writes an operation that is no loop or branch, and names its results. */
export function writeOperation(
  writer: Writer,
  step: number,
  operands: readonly number[],
  results: readonly number[],
): void {
  const { program, steps } = writer.local
  const operation = program.nodes.operation[steps.node[step]!]!
  const texts = readSourceTexts(program.module, operation)
  const outside = findCaptured(program.module, operation)
  const own = operands.length - outside.length
  const captured = new Map(outside.map((source, i) => [source, writer.names[operands[own + i]!]!]))
  const given = { step, operation, operands: operands.slice(0, own), captured, results, texts }
  const one = isSplit(writer, given) ? withoutShape(given) : given
  if (passesOn(texts)) return results.forEach((value, i) => (writer.names[value] = writer.names[operands[i]!]!))
  if (one.texts.kind === 'constant' && isSplit(writer, one)) return writeConstant(writer, one)
  if (one.texts.kind === 'iota' && isSplit(writer, one)) return writeIota(writer, one)
  if (texts.kind === 'dynamic_slice' || texts.kind === 'dynamic_update_slice') return writeSlicedOperation(writer, one)
  if (texts.kind === 'gather' || texts.kind === 'scatter') return writeIndexedOperation(writer, one)
  writePlain(
    writer,
    one,
    one.operands.map((value) => writer.names[value]!),
  )
}

/** An operand that holds the whole shape does not fit a part: the result's type says the shape. */
function withoutShape(step: Step): Step {
  const texts = staticFormOf(step.texts)
  return texts === undefined ? step : { ...step, texts, operands: step.operands.slice(0, -1) }
}

/** Shardings of the model are settled: what only states one, or passes into a region partitioned by hand, has nothing left to do. */
function passesOn({ kind, head, attributes }: SourceTexts): boolean {
  if (kind === 'custom_call') return statesSharding(readCallTarget(`${head} ${attributes}`))
  const { family } = operationTable[kind]
  return family === 'constraint' || family === 'manual'
}

const globalTypes = (writer: Writer, values: readonly number[]): TensorType[] => {
  const { program, values: locals } = writer.local
  return values.map(
    (value) => program.module.types[program.values.type[locals.source[value]!]!] ?? localTypeOf(writer, value),
  )
}

const isSplit = (writer: Writer, { results }: Step): boolean =>
  results[0] !== undefined && shardingOf(writer, results[0]).some((axes) => axes.length > 0)

interface Operands {
  readonly names: readonly string[]
  readonly types: readonly string[]
}

function writePlain(writer: Writer, step: Step, names: readonly string[], types?: readonly string[]): void {
  const { operands, results, operation, captured } = step
  const ports = [...operands, ...results]
  const texts = localizeTexts(step.texts, {
    operandCount: operands.length,
    global: globalTypes(writer, ports),
    local: ports.map((value) => localTypeOf(writer, value)),
  })
  const name = results.length === 0 ? '' : freshName(writer)
  results.forEach((value, i) => (writer.names[value] = results.length > 1 ? `${name}#${i}` : name))
  const hasRegions = writer.local.program.module.columns.operations.regionCount[operation]! > 0
  writeParts(writer, name, {
    texts,
    operands: names,
    operandTypes: types ?? operands.map((value) => localTypeText(writer, value)),
    resultTypes: results.map((value) => localTypeText(writer, value)),
    writeRegions: hasRegions ? () => writeSourceRegions(writer, operation, captured) : undefined,
  })
}

/** A splat is made in local shape; other elements are cut out of the whole constant. */
function writeConstant(writer: Writer, step: Step): void {
  const result = step.results[0]!
  const dense = /dense<("?[^>]*"?)>/s.exec(step.texts.attributes)?.[0] ?? step.texts.attributes
  const isSplat = !/[["]/.test(dense)
  if (isSplat) {
    writer.names[result] = define(writer, `stablehlo.constant ${dense} : ${localTypeText(writer, result)}`)
    return
  }
  const { dims, element } = globalTypes(writer, [result])[0]!
  const whole = define(writer, `stablehlo.constant ${dense} : ${tensorText(dims, element)}`)
  const unsplit: DimAxes = dims.map(() => [])
  writer.names[result] = writeSlices(writer, whole, unsplit, result)
}

/** Counts from where this device's part begins. In ui32, so that no element type is rounded twice. */
function writeIota(writer: Writer, step: Step): void {
  const result = step.results[0]!
  const { dims, element } = localTypeOf(writer, result)
  const along = Number(/(?:iota_dimension|dim)\s*=\s*(\d+)/.exec(step.texts.attributes)?.[1] ?? 0)
  const axes = shardingOf(writer, result)[along] ?? []
  if (axes.length === 0) return writePlain(writer, step, [])
  const type = tensorText(dims, 'ui32')
  const counted = define(writer, `stablehlo.iota dim = ${along} : ${type}`)
  const offset = shardOffset(writer, axes, dims[along]!)
  const spread = define(writer, `stablehlo.broadcast_in_dim ${offset}, dims = [] : (tensor<ui32>) -> ${type}`)
  const sum = define(writer, `stablehlo.add ${counted}, ${spread} : ${type}`)
  const convert = (): string => define(writer, `stablehlo.convert ${sum} : (${type}) -> ${tensorText(dims, element)}`)
  writer.names[result] = element === 'ui32' ? sum : convert()
}

/** A slice at start indices; where its operand is tiled on a dim of which a part is taken or written, of this device's part. */
function writeSlicedOperation(writer: Writer, step: Step): void {
  const { texts, operands, results } = step
  const [from, result] = [operands[0]!, results[0]!]
  const isUpdate = texts.kind === 'dynamic_update_slice'
  const slice = isUpdate ? operands[1]! : result
  const starts = operands.slice(isUpdate ? 2 : 1)
  const names = operands.map((value) => writer.names[value]!)
  const { element, dims } = localTypeOf(writer, from)
  const sliced: SlicedOperand = {
    name: names[0]!,
    element,
    sharding: shardingOf(writer, from),
    globalSizes: globalTypes(writer, [from])[0]!.dims,
    localSizes: dims,
    sliceSizes: localTypeOf(writer, slice).dims,
    starts: starts.map((value) => writer.names[value]!),
    indexElement: starts[0] === undefined ? 'i32' : localTypeOf(writer, starts[0]).element,
  }
  const cut = cutDims(sliced, globalTypes(writer, [slice])[0]!.dims)
  if (cut.length === 0) return writePlain(writer, step, names)
  writer.names[result] = isUpdate ? writeUpdate(writer, sliced, names[1]!, cut) : writeSlice(writer, sliced, cut)
}

/** A gather or scatter; where its operand is tiled on an indexed dim, with local indices. */
function writeIndexedOperation(writer: Writer, step: Step): void {
  const { texts, operands, results } = step
  const names = operands.map((value) => writer.names[value]!)
  const types = operands.map((value) => localTypeText(writer, value))
  const isGather = texts.kind === 'gather'
  const port = isGather ? 1 : (operands.length - 1) / 2
  const indexType = localTypeOf(writer, operands[port]!)
  const mapKey = isGather ? 'start_index_map' : 'scatter_dims_to_operand_dims'
  const { dims, vectorDim } = readIndexing(texts.attributes, mapKey)
  const operand = indexedOperand(writer, step, dims, isGather)
  if (tiledEntries(operand).length === 0) return writePlain(writer, step, names)
  const given = { name: names[port]!, dims: indexType.dims, element: indexType.element, vectorDim }
  const wide = widenIndices(writer, given)
  const local: Indices = shiftIndices(writer, isGather ? clampIndices(writer, wide, operand) : wide, operand)
  const changed: Operands = {
    names: names.map((name, i) => (i === port ? local.name : name)),
    types: types.map((type, i) => (i === port ? tensorText(local.dims, local.element) : type)),
  }
  writePlain(writer, step, changed.names, changed.types)
  if (!isGather) return
  const result = results[0]!
  const gathered = { ...localTypeOf(writer, result), name: writer.names[result]! }
  writer.names[result] = maskLookUp(writer, gathered, local, operand, texts.attributes)
}

function indexedOperand(writer: Writer, step: Step, dims: readonly number[], isGather: boolean): IndexedOperand {
  const operand = step.operands[0]!
  const { attributes } = step.texts
  const globalSizes = globalTypes(writer, [operand])[0]!.dims
  const updates = globalTypes(writer, [step.operands.at(-1)!])[0]!.dims
  return {
    dims,
    globalSizes,
    localSizes: localTypeOf(writer, operand).dims,
    windowSizes: globalSizes.map(isGather ? sliceSizes(attributes) : updateSizes(attributes, updates)),
    sharding: shardingOf(writer, operand),
  }
}
