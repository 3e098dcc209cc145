// ModuleColumns -> Module: types parsed, operations named, arguments and results of the analysed function with their paths.
import type { Outcome } from '../base/problems'
import { normalizePath, printPath } from '../base/paths'
import type { ModuleColumns } from '../mlir/columns'
import { readLocation } from '../mlir/locations'
import { decodeText, textOf } from '../mlir/text'
import { readInteger, readString } from './attributes'
import { findModelProblems } from './modelProblems'
import type { Module, Parameter } from './module'
import { operationKindOf } from './operations'
import type { TensorType } from './tensorTypes'
import { makeTensorType, parseTensorType } from './tensorTypes'
import { verifyOperations } from './verify/verifyOperations'

const opaqueType = makeTensorType('opaque', [])

/** Problems: no function to analyse, operations without a rule or against the specification, dynamic shapes. */
export function buildModule(columns: ModuleColumns): Outcome<Module> {
  const texts = (table: keyof ModuleColumns & ('types' | 'names')): string[] =>
    Array.from({ length: columns[table].count }, (_, id) => textOf(columns, columns[table], id))
  const types = texts('types').map(parseTensorType)
  const kinds = texts('names').map(operationKindOf)
  const functions = new Map<string, number>()
  for (let i = 0; i < columns.functions.count; i++) {
    const symbol = decodeText(columns.bytes, columns.functions.nameStart[i]!, columns.functions.nameEnd[i]!)
    functions.set(symbol.replace(/^"|"$/g, ''), i)
  }
  const main = findMain(columns, functions)
  const { broken, isBroken } = verifyOperations({ columns, types, kinds, functions })
  const module: Module = { columns, types, kinds, functions, main, isBroken, ...readParameters(columns, types, main) }
  return { value: module, problems: columns.operations.count === 0 ? [] : findModelProblems(module, broken) }
}

/** `main`, or the first public function, or the first one. */
function findMain(columns: ModuleColumns, functions: ReadonlyMap<string, number>): number {
  const named = functions.get('main')
  if (named !== undefined) return named
  const firstPublic = columns.functions.isPublic.indexOf(1)
  return firstPublic >= 0 && firstPublic < columns.functions.count ? firstPublic : columns.functions.count - 1
}

function readParameters(
  columns: ModuleColumns,
  types: readonly TensorType[],
  main: number,
): Pick<Module, 'arguments' | 'results'> {
  const block = main < 0 ? -1 : entryBlock(columns, main)
  if (block < 0) return { arguments: [], results: [] }
  const first = columns.blocks.argumentStart[block]!
  const args = Array.from({ length: columns.blocks.argumentCount[block]! }, (_, i) =>
    readArgument(columns, types, first + i, i),
  )
  const aliased = new Map(args.flatMap((argument, i) => (argument.alias >= 0 ? [[argument.alias, i] as const] : [])))
  const { resultStart, resultType, resultAttributes } = columns.functions
  const results = Array.from({ length: resultStart[main + 1]! - resultStart[main]! }, (_, i) => {
    const at = resultStart[main]! + i
    const info = readString(textAt(columns, resultAttributes[at]!), 'jax.result_info')
    const segments = resultSegments(info, i)
    const type = types[resultType[at]!] ?? opaqueType
    return { segments, path: printPath(segments), type, value: -1, alias: aliased.get(i) ?? -1, isDonor: false }
  })
  return { arguments: args, results }
}

function readArgument(columns: ModuleColumns, types: readonly TensorType[], value: number, index: number): Parameter {
  const attributes = textAt(columns, columns.values.attributes[value]!)
  const location = columns.values.location[value]!
  const name = location < 0 ? undefined : readLocation(columns, location).name
  const segments = name === undefined || name === '' ? [`arg${index}`] : normalizePath(name)
  return {
    segments,
    path: printPath(segments),
    type: types[columns.values.type[value]!] ?? opaqueType,
    value,
    alias: readInteger(attributes, 'tf.aliasing_output') ?? -1,
    isDonor: /jax\.buffer_donor\s*=\s*true/.test(attributes),
  }
}

/** `result[0]['params']['w']` and `[0]['params']` become result.0.params.w; without a name the position counts. */
function resultSegments(info: string | undefined, index: number): string[] {
  if (info === undefined || info === '' || info === 'result') return ['result', String(index)]
  const segments = normalizePath(info)
  return segments[0] === 'result' ? segments : ['result', ...segments]
}

const textAt = (columns: ModuleColumns, id: number): string => (id < 0 ? '' : textOf(columns, columns.texts, id))

/** Entry block of a function's body, or -1 for a declaration. */
export function entryBlock(columns: ModuleColumns, functionIndex: number): number {
  const operation = columns.functions.operation[functionIndex]!
  if (columns.operations.regionCount[operation] === 0) return -1
  const region = columns.operations.firstRegion[operation]!
  return columns.regions.blockCount[region] === 0 ? -1 : columns.regions.firstBlock[region]!
}
