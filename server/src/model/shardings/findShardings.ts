// Module -> the shardings that it states itself: on arguments and results, on operations, as constraints and groups.
import type { Outcome, Problem, Span } from '../../base/problems'
import { entryBlock } from '../buildModule'
import { readString } from '../attributes'
import type { Module } from '../module'
import { textOf } from '../../mlir/text'
import type { FoundGroup, FoundSharding, ModelShardings, NamedMesh, TensorSharding } from './sharding'
import { readMesh, readSdySharding, readShardingList } from './readSdySharding'

interface Search {
  readonly module: Module
  readonly found: FoundSharding[]
  readonly groups: FoundGroup[]
  readonly meshes: NamedMesh[]
  readonly problems: Problem[]
}

const none: ModelShardings = { meshes: [], found: [], groups: [] }

/** Problems: shardings that cannot be read. A model without shardings costs one look at its distinct texts. */
export function findShardings(module: Module): Outcome<ModelShardings> {
  const { columns } = module
  if (!hasShardings(module)) return { value: none, problems: [] }
  const search: Search = { module, found: [], groups: [], meshes: [], problems: [] }
  findOnArguments(search)
  findOnResults(search)
  for (let operation = 0; operation < columns.operations.count; operation++) findOnOperation(search, operation)
  const { meshes, found, groups, problems } = search
  return { value: { meshes, found, groups }, problems }
}

function hasShardings({ columns, kinds }: Module): boolean {
  const names: ReadonlySet<string> = new Set(['mesh', 'sharding_constraint', 'sharding_group', 'reshard'])
  if (kinds.some((kind) => names.has(kind))) return true
  for (let id = 0; id < columns.texts.count; id++)
    if (/(?:sdy|mhlo)\.sharding/.test(textOf(columns, columns.texts, id))) return true
  return false
}

const textAt = ({ module: { columns } }: Search, id: number): string => textOf(columns, columns.texts, id)

function findOnArguments(search: Search): void {
  const { columns, main } = search.module
  const block = main < 0 ? -1 : entryBlock(columns, main)
  if (block < 0) return
  for (let index = 0; index < columns.blocks.argumentCount[block]!; index++) {
    const value = columns.blocks.argumentStart[block]! + index
    const span = { start: columns.values.nameStart[value]!, end: columns.values.nameEnd[value]! }
    readAttribute(search, textAt(search, columns.values.attributes[value]!), { kind: 'argument', index }, span)
  }
}

function findOnResults(search: Search): void {
  const { columns, main } = search.module
  if (main < 0) return
  const { resultStart, resultAttributes, nameStart, nameEnd } = columns.functions
  const span = { start: nameStart[main]!, end: nameEnd[main]! }
  for (let at = resultStart[main]!; at < resultStart[main + 1]!; at++) {
    const index = at - resultStart[main]!
    readAttribute(search, textAt(search, resultAttributes[at]!), { kind: 'result', index }, span)
  }
}

/** A dictionary with `sdy.sharding` or `mhlo.sharding`. */
function readAttribute(search: Search, text: string, place: FoundSharding['place'], span: Span): void {
  const sdy = /sdy\.sharding\s*=\s*#sdy\.sharding(<.*)/s.exec(text)?.[1]
  if (sdy !== undefined) return addSdy(search, sdy, place, span)
  const hlo = readString(text, 'mhlo.sharding')
  const isOpen = /unspecified_dims=\[\d/.test(text)
  if (hlo !== undefined) search.found.push({ place, span, sharding: { kind: 'hlo', text: hlo, isOpen } })
}

function addSdy(search: Search, text: string, place: FoundSharding['place'], span: Span): void {
  const read = readSdySharding(text)
  if (read.kind === 'read') search.found.push({ place, span, sharding: { kind: 'sdy', value: read.value } })
  else
    search.problems.push({ code: 'model.bad-sharding', span, message: `this sharding cannot be read: ${read.message}` })
}

function findOnOperation(search: Search, operation: number): void {
  const { columns, kinds } = search.module
  const { operations } = columns
  const kind = kinds[operations.name[operation]!] ?? 'unknown'
  const text = [operations.head, operations.attributes, operations.moreAttributes]
    .map((column) => textAt(search, column[operation]!))
    .join(' ')
  const span = { start: operations.nameStart[operation]!, end: nameEnd(search.module, operation) }
  const place = { kind: 'operation', operation, index: 0 } as const
  switch (kind) {
    case 'func':
    case 'module':
      return
    case 'manual_computation':
      addList(
        search,
        /in_shardings\s*=\s*(?:#sdy\.sharding_per_value<)?(\[.*)/s.exec(text)?.[1],
        'operand',
        operation,
        span,
      )
      return addList(
        search,
        /out_shardings\s*=\s*(?:#sdy\.sharding_per_value<)?(\[.*)/s.exec(text)?.[1],
        'operation',
        operation,
        span,
      )
    case 'mesh':
      return addMesh(search, text, span)
    case 'sharding_group': {
      const id = /group_id\s*=\s*(\d+)/.exec(text)?.[1]
      if (id !== undefined) search.groups.push({ id: Number(id), operation })
      return
    }
    case 'sharding_constraint':
    case 'reshard': {
      const start = text.indexOf('<')
      return start < 0 ? undefined : addSdy(search, text.slice(start), place, span)
    }
    default:
      readOperationAttribute(search, text, operation, span)
  }
}

/** `sdy.sharding = #sdy.sharding_per_value<[<@mesh, …>, …]>` on an operation, or an `mhlo.sharding` string for its one result. */
function readOperationAttribute(search: Search, text: string, operation: number, span: Span): void {
  const list = /#sdy\.sharding_per_value<(\[.*)/s.exec(text)?.[1]
  if (list === undefined) return readAttribute(search, text, { kind: 'operation', operation, index: 0 }, span)
  addList(search, list, 'operation', operation, span)
}

/** One sharding for each operand or result. */
function addList(
  search: Search,
  list: string | undefined,
  kind: 'operation' | 'operand',
  operation: number,
  span: Span,
): void {
  if (list === undefined) return
  const read = readShardingList(list)
  if (read.kind === 'wrong') {
    search.problems.push({ code: 'model.bad-sharding', span, message: `this sharding cannot be read: ${read.message}` })
    return
  }
  read.value.forEach((value: TensorSharding, index) => {
    search.found.push({ place: { kind, operation, index }, span, sharding: { kind: 'sdy', value } })
  })
}

function addMesh(search: Search, text: string, span: Span): void {
  const match = /@("[^"]*"|[\w.$-]+)\s*=\s*(.*)/s.exec(text)
  const read = readMesh(match?.[2] ?? '')
  if (match === null || read.kind === 'wrong') {
    const message = `this mesh cannot be read: ${read.kind === 'wrong' ? read.message : 'its name is missing'}`
    search.problems.push({ code: 'model.bad-sharding', span, message })
    return
  }
  search.meshes.push({ name: (match[1] ?? '').replace(/^"|"$/g, ''), axes: read.value, span })
}

function nameEnd({ columns: { operations, names } }: Module, operation: number): number {
  const name = operations.name[operation]!
  return Math.min(operations.nameStart[operation]! + names.end[name]! - names.start[name]!, operations.end[operation]!)
}
