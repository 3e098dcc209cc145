// LocalProgram -> the StableHLO module that each device runs, with explicit collectives.
import { readLocation } from '../../mlir/locations'
import { textOf } from '../../mlir/text'
import { regionsOfStep } from '../innerRegions'
import type { LocalProgram, LocalRegion } from '../localProgram'
import { StepKind } from '../localProgram'
import { isShardingEntry, removeEntries } from './attributeTexts'
import { functionText, mentionedFunctions } from './sourceFunctions'
import { writeCollective, writeMask } from './writeCollective'
import { writeOperation } from './writeOperation'
import type { Writer } from './writer'
import { createWriter, freshName, localTypeText, pushLine } from './writer'

export interface WriteOptions {
  /** One line for a collective of the program, by its index: written as a comment before it. */
  readonly noteOf?: (collective: number) => string
}

/**
 * Text of one device's module: local types, collectives with replica groups over row-major device ids, sizes in attributes made
 * local. Every device runs the same text; `stablehlo.partition_id` tells them apart.
 */
export function writeLocalModule(local: LocalProgram, options: WriteOptions = {}): string {
  const writer = createWriter(local, options.noteOf ?? (() => ''))
  const aliasing = new Map(Array.from(local.aliases, (argument, i) => [argument, local.results[i]!]))
  const args = Array.from(local.arguments, (value, i) => {
    writer.names[value] = `%arg${i}`
    return writeArgument(writer, value, i, aliasing.get(i))
  })
  writeSteps(writer, 0)
  const results = Array.from(local.results)
  const types = results.map((value) => localTypeText(writer, value))
  const names = results.map((value) => writer.names[value]!).join(', ')
  pushLine(writer, results.length === 0 ? 'return' : `return ${names} : ${types.join(', ')}`)
  const devices = local.mesh.axes.reduce((count, { size }) => count * size, 1)
  return [
    `module @local attributes {mhlo.num_partitions = ${devices} : i32, mhlo.num_replicas = 1 : i32} {`,
    `  func.func public @main(${args.join(', ')})${resultList(writer, types)} {`,
    ...writer.preamble,
    ...writer.lines,
    '  }',
    ...mentionedFunctions(local.program.module, writer.mentioned).map((index) =>
      functionText(local.program.module, index),
    ),
    '}',
    '',
  ].join('\n')
}

/** `aliasing`: the result that takes the argument's buffer, if any. */
function writeArgument(writer: Writer, value: number, index: number, aliasing: number | undefined): string {
  const { columns, arguments: args } = writer.local.program.module
  const source = args[index]?.value ?? -1
  const text = source < 0 ? '' : textOf(columns, columns.texts, columns.values.attributes[source]!)
  const keepsBuffer = aliasing !== undefined && hasBufferOf(writer, value, aliasing)
  const attributes = removeEntries(
    text,
    (key) => isShardingEntry(key) || (key === 'tf.aliasing_output' && !keepsBuffer),
  )
  const { name } = source < 0 ? { name: '' } : readLocation(columns, columns.values.location[source]!)
  const location = name === '' ? '' : ` loc("${name.replace(/[\\"]/g, (character) => `\\${character}`)}")`
  return `%arg${index}: ${localTypeText(writer, value)}${attributes === '' ? '' : ` ${attributes}`}${location}`
}

/** A result can take its argument's buffer when both have one size on a device. */
const hasBufferOf = (writer: Writer, argument: number, result: number): boolean =>
  localTypeText(writer, result) === localTypeText(writer, argument)

function resultList(writer: Writer, types: readonly string[]): string {
  const { columns, main } = writer.local.program.module
  const { resultStart, resultAttributes } = columns.functions
  const list = types.map((type, i) => {
    const text = textOf(columns, columns.texts, resultAttributes[resultStart[main]! + i] ?? -1)
    const attributes = removeEntries(text, isShardingEntry)
    return attributes === '' ? type : `${type} ${attributes}`
  })
  return list.length === 0 ? '' : ` -> (${list.join(', ')})`
}

function writeSteps(writer: Writer, region: number): void {
  const { steps, regions, collectives } = writer.local
  const { firstStep, endStep } = regions[region]!
  for (let step = firstStep; step < endStep; step = steps.end[step]!) {
    const operands = Array.from(steps.operands.subarray(steps.operandStart[step], steps.operandStart[step + 1]))
    const first = steps.resultStart[step]!
    const results = Array.from({ length: steps.resultCount[step]! }, (_, i) => first + i)
    const kind = steps.kind[step]
    const detail = steps.collective[step]!
    if (kind === StepKind.collective) writeCollective(writer, collectives[detail]!, operands[0]!, first)
    else if (kind === StepKind.mask) writeMask(writer, detail, operands[0]!, first)
    else {
      const inner = regionsOfStep(writer.local, step)
      if (inner.length > 0) writeStructure(writer, inner, operands, results)
      else writeOperation(writer, step, operands, results)
    }
  }
}

/** A while in its pretty form, a case or if in the generic one. */
function writeStructure(
  writer: Writer,
  inner: readonly number[],
  operands: readonly number[],
  results: readonly number[],
): void {
  const regions = inner.map((id) => writer.local.regions[id]!)
  const name = results.length === 0 ? '' : freshName(writer)
  const left = name === '' ? '' : `${name}${results.length > 1 ? `:${results.length}` : ''} = `
  if (regions[0]!.kind === 'branch') writeBranches(writer, left, inner, operands, results)
  else writeLoop(writer, left, inner, operands)
  results.forEach((value, i) => (writer.names[value] = results.length > 1 ? `${name}#${i}` : name))
}

function writeBranches(
  writer: Writer,
  left: string,
  inner: readonly number[],
  operands: readonly number[],
  results: readonly number[],
): void {
  const selector = operands[0]!
  const type = localTypeText(writer, selector)
  const operation = type === 'tensor<i1>' ? 'stablehlo.if' : 'stablehlo.case'
  pushLine(writer, `${left}"${operation}"(${writer.names[selector]!}) ({`)
  inner.forEach((id, i) => {
    if (i > 0) pushLine(writer, '}, {')
    writeRegionBody(writer, id)
  })
  const types = results.map((value) => localTypeText(writer, value))
  pushLine(writer, `}) : (${type}) -> ${types.length === 1 ? types[0]! : `(${types.join(', ')})`}`)
}

function writeLoop(writer: Writer, left: string, inner: readonly number[], operands: readonly number[]): void {
  const { regions } = writer.local
  const carried = operands.map(() => freshName(writer))
  const bind = (region: LocalRegion): void =>
    region.arguments.forEach((value, i) => (writer.names[value] = carried[i]!))
  const inits = carried.map((name, i) => `${name} = ${writer.names[operands[i]!]!}`).join(', ')
  const types = operands.map((value) => localTypeText(writer, value)).join(', ')
  pushLine(writer, `${left}stablehlo.while(${inits})${types === '' ? '' : ` : ${types}`}`)
  inner.forEach((id, i) => {
    bind(regions[id]!)
    pushLine(writer, i === 0 ? 'cond {' : '} do {')
    writeRegionBody(writer, id)
  })
  pushLine(writer, '}')
}

function writeRegionBody(writer: Writer, id: number): void {
  writer.depth++
  writeSteps(writer, id)
  const yields = Array.from(writer.local.regions[id]!.yields)
  const types = yields.map((value) => localTypeText(writer, value)).join(', ')
  const names = yields.map((value) => writer.names[value]!).join(', ')
  pushLine(writer, yields.length === 0 ? 'stablehlo.return' : `stablehlo.return ${names} : ${types}`)
  writer.depth--
}
