// `sdy.manual_computation`, expanded in place: a border node for each operand and result, between them the body in local types.
import { textOf } from '../mlir/text'
import type { TensorSharding } from '../model/shardings/sharding'
import { readShardingList } from '../model/shardings/readSdySharding'
import type { Expansion, Place } from './expansion'
import { addBlockArguments, addResults, operandsOf } from './expansion'
import { addNode } from './programBuilder'
import { NodeRole } from './program'

/** What a region's text says of its borders. */
interface Shape {
  readonly into: readonly TensorSharding[]
  readonly out: readonly TensorSharding[]
  readonly axes: readonly string[]
}

/** Returns false, and adds nothing, where the text does not say how operands and results are split. */
export function expandManual(expansion: Expansion, operation: number, place: Place): boolean {
  const { builder } = expansion
  const { operations, regions } = builder.module.columns
  const region = operations.regionCount[operation] === 0 ? -1 : operations.firstRegion[operation]!
  const block = region < 0 || regions.blockCount[region] === 0 ? -1 : regions.firstBlock[region]!
  const operands = operandsOf(expansion, operation)
  const shape = readShape(expansion, operation)
  if (block < 0 || shape === undefined || shape.into.length !== operands.length) return false
  if (shape.out.length !== operations.resultCount[operation]) return false
  const firstValue = builder.valueType.length
  const args = addBlockArguments(expansion, block, place.region)
  if (args.length !== operands.length) return false
  operands.forEach((operand, i) =>
    addBorder(expansion, place, { operation, operand, result: args[i]!, index: i }, shape),
  )
  const returned = expansion.expandBlock(block, { ...place, isManual: true })
  builder.manual.regions.push({ operation, axes: shape.axes, firstValue, endValue: builder.valueType.length })
  const results = addResults(expansion, operation, place.region)
  results.forEach((result, i) => {
    const operand = returned.values[i]
    if (operand !== undefined) addBorder(expansion, place, { operation, operand, result, index: i }, shape, false)
  })
  return true
}

interface Border {
  readonly operation: number
  readonly operand: number
  readonly result: number
  readonly index: number
}

function addBorder(
  expansion: Expansion,
  { region, callSite }: Place,
  border: Border,
  shape: Shape,
  isEntry = true,
): void {
  const { builder } = expansion
  const { operation, operand, result, index } = border
  const types = { operands: [builder.valueType[operand]!], results: [builder.valueType[result]!] }
  const rule = builder.table.ofOperation(operation, types)
  const ports = { operands: [operand], results: [result] }
  const node = addNode(builder, { role: NodeRole.operation, operation, rule, ...ports, region, callSite }, true)
  const value = (isEntry ? shape.into : shape.out)[index]!
  builder.manual.borders.push({ node, operation, index, isEntry, sharding: { kind: 'sdy', value, axes: shape.axes } })
}

function readShape({ builder: { module } }: Expansion, operation: number): Shape | undefined {
  const { operations, texts } = module.columns
  const text = [operations.head, operations.attributes, operations.moreAttributes]
    .map((column) => textOf(module.columns, texts, column[operation]!))
    .join(' ')
  const into = readShardings(text, 'in_shardings')
  const out = readShardings(text, 'out_shardings')
  const axes = /manual_axes\s*=\s*(?:#sdy<manual_axes)?\{([^}]*)\}/.exec(text)?.[1]
  if (into === undefined || out === undefined || axes === undefined) return undefined
  return { into, out, axes: [...axes.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '') }
}

function readShardings(text: string, key: string): readonly TensorSharding[] | undefined {
  const list = new RegExp(`${key}\\s*=\\s*(?:#sdy\\.sharding_per_value<)?(\\[.*)`, 's').exec(text)?.[1]
  const read = list === undefined ? undefined : readShardingList(list)
  return read?.kind === 'read' ? read.value : undefined
}
