// ModuleColumns -> Module: types parsed, operations named, arguments and results of the analysed function with their paths.
import type { Outcome, Problem } from '../base/problems'
import { normalizePath, printPath } from '../base/paths'
import type { ModuleColumns } from '../mlir/columns'
import { readLocation } from '../mlir/locations'
import { decodeText, textOf } from '../mlir/text'
import { readInteger, readString } from './attributes'
import type { Module, Parameter } from './module'
import { operationKindOf } from './operations'
import type { TensorType } from './tensorTypes'
import { makeTensorType, parseTensorType } from './tensorTypes'

const opaqueType = makeTensorType('opaque', [])

/** Problems: no function to analyse, operations without a rule, dynamic shapes. */
export function buildModule(columns: ModuleColumns): Outcome<Module> {
  const texts = (table: keyof ModuleColumns & ('types' | 'names')): string[] =>
    Array.from({ length: columns[table].count }, (_, id) => textOf(columns, columns[table], id))
  const types = texts('types').map(parseTensorType)
  const kinds = texts('names').map(operationKindOf)
  const functions = new Map<string, number>()
  for (let i = 0; i < columns.functions.count; i++) {
    functions.set(decodeText(columns.bytes, columns.functions.nameStart[i]!, columns.functions.nameEnd[i]!), i)
  }
  const main = findMain(columns, functions)
  const module: Module = { columns, types, kinds, functions, main, ...readParameters(columns, types, main) }
  return { value: module, problems: columns.operations.count === 0 ? [] : findProblems(module) }
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

const mostPerCode = 20

function findProblems(module: Module): Problem[] {
  const { columns, kinds } = module
  if (module.main < 0) {
    return [
      {
        code: 'model.no-main',
        span: { start: 0, end: firstLineEnd(columns) },
        message: 'no function found; expected a `func.func`',
      },
    ]
  }
  const problems: Problem[] = []
  const { operations, values } = columns
  const nameSpan = (operation: number): Problem['span'] => {
    const start = operations.nameStart[operation]!
    const name = operations.name[operation]!
    return { start, end: start + columns.names.end[name]! - columns.names.start[name]! }
  }
  const unknown = new Set<number>()
  for (let i = 0; i < operations.count; i++) {
    const name = operations.name[i]!
    if (kinds[name] !== 'unknown' || unknown.has(name) || unknown.size >= mostPerCode) continue
    unknown.add(name)
    const text = textOf(columns, columns.names, name)
    problems.push({
      code: 'model.unknown-operation',
      span: nameSpan(i),
      message: `\`${text}\` has no sharding rule: its operands are gathered and it is computed whole on every device`,
    })
  }
  for (let v = 0, found = 0; v < values.count && found < mostPerCode; v++) {
    if (module.types[values.type[v]!]?.isDynamic !== true) continue
    found++
    const type = textOf(columns, columns.types, values.type[v]!)
    problems.push({
      code: 'model.dynamic-shape',
      span: { start: values.nameStart[v]!, end: values.nameEnd[v]! },
      message: `\`${type}\` has a dim of unknown size: it stays whole on every device and its bytes are not counted`,
    })
  }
  return problems
}

const firstLineEnd = (columns: ModuleColumns): number =>
  columns.lineStart.length > 1 ? columns.lineStart[1]! - 1 : columns.bytes.length
