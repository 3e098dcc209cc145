// Document symbols of a model: functions, inside them name scopes as runs of operations, loops and branches, and operations.
// Breadcrumbs are the symbols around the cursor: `main › layer_0 › attn › %75`.
import { indexed } from '../base/indexed'
import type { Span } from '../base/problems'
import type { LoadedModel } from '../engine/analysis'
import type { ModuleColumns } from '../mlir/columns'
import { decodeText, textOf } from '../mlir/text'
import type { Module } from '../model/module'
import type { OperationScopes } from './operationScopes'
import { readOperationScopes } from './operationScopes'
import type { Symbol } from './symbol'

/** Symbols of one answer: an outline of more serves nobody, and takes megabytes. */
const mostSymbols = 20_000

/** A symbol with what it holds not built yet: its operations, at its depth in the name stack. */
interface Draft {
  readonly symbol: Omit<Symbol, 'children'>
  readonly inside: readonly Piece[]
}

/** Consecutive operations of one block, and how many parts of their scopes are open around them. */
interface Piece {
  readonly operations: readonly number[]
  readonly depth: number
}

const symbolsOf = indexed((module: Module) => makeSymbols(module, mostSymbols))

/** The symbols of a model, made once. */
export const modelSymbols = ({ module }: LoadedModel): Symbol[] => symbolsOf(module)

/** Where there are more than `most` the operations are left out; then the innermost scopes, by whole levels. */
export function makeSymbols(module: Module, most: number): Symbol[] {
  const source = { module, scopes: readOperationScopes(module.columns), most }
  return buildLevels({ ...source, withOperations: true }) ?? buildLevels({ ...source, withOperations: false }) ?? []
}

interface Source {
  readonly module: Module
  readonly scopes: OperationScopes
  readonly most: number
  readonly withOperations: boolean
}

/** Level by level; undefined when not all operations find room. */
function buildLevels(source: Source): Symbol[] | undefined {
  const { module, most, withOperations } = source
  if (withOperations && module.columns.operations.count > most) return undefined
  const roots = Array.from({ length: module.columns.functions.count }, (_, i) => draftFunction(module, i))
  const children = new Map<Draft, readonly Draft[]>()
  let level: readonly Draft[] = roots
  let total = roots.length
  while (level.length > 0) {
    const next = level.map((draft) => draftInside(source, draft, most - total))
    const count = next.reduce((sum, drafts) => sum + drafts.length, 0)
    if (total + count > most) {
      if (withOperations) return undefined
      break
    }
    total += count
    for (const [i, draft] of level.entries()) children.set(draft, next[i]!)
    level = next.flat()
  }
  const finish = (draft: Draft): Symbol => ({
    ...draft.symbol,
    selection: clamp(draft.symbol.selection, draft.symbol.span),
    children: (children.get(draft) ?? []).map(finish),
  })
  return roots.map(finish)
}

/** In broken text a name may be missing: then the symbol begins where its text does. */
const clamp = (selection: Span, span: Span): Span =>
  selection.start >= span.start && selection.end <= span.end ? selection : { start: span.start, end: span.start }

function draftFunction(module: Module, index: number): Draft {
  const { functions, operations, bytes } = module.columns
  const operation = functions.operation[index]!
  const selection = { start: functions.nameStart[index]!, end: functions.nameEnd[index]! }
  const count = operations.subtreeEnd[operation]! - operation - 1
  return {
    symbol: {
      name: decodeText(bytes, selection.start, selection.end) || 'function',
      detail: `${count} operations`,
      kind: 'function',
      span: spanOf(module.columns, operation),
      selection,
    },
    inside: blocksOf(module.columns, operation),
  }
}

/** Stops once there are more than `most`, which the caller then leaves out. */
function draftInside({ module, scopes, withOperations }: Source, { inside }: Draft, most: number): Draft[] {
  const drafts: Draft[] = []
  for (const piece of inside) {
    for (const run of splitRuns(piece, scopes)) {
      if (run.scope !== undefined) drafts.push(draftScope(module.columns, run.scope, run.operations, piece.depth))
      else {
        for (const operation of run.operations) {
          if (withOperations || isOpened(module, operation)) drafts.push(draftOperation(module, operation))
        }
      }
      if (drafts.length > most) return drafts
    }
  }
  return drafts
}

function draftScope(columns: ModuleColumns, name: string, operations: readonly number[], depth: number): Draft {
  const [first = 0, last = 0] = [operations[0], operations.at(-1)]
  const span = { start: spanOf(columns, first).start, end: spanOf(columns, last).end }
  const detail = operations.length === 1 ? '' : `${operations.length} operations`
  const selection = { start: span.start, end: spanOf(columns, first).end }
  return { symbol: { name, detail, kind: 'scope', span, selection }, inside: [{ operations, depth: depth + 1 }] }
}

function draftOperation(module: Module, operation: number): Draft {
  const { columns, kinds } = module
  const { operations, values, bytes } = columns
  const name = textOf(columns, columns.names, operations.name[operation]!)
  const start = operations.nameStart[operation]!
  const result = operations.resultCount[operation]! > 0 ? operations.resultStart[operation]! : -1
  const written = { start, end: Math.min(start + name.length, operations.end[operation]!) }
  const selection = result < 0 ? written : { start: values.nameStart[result]!, end: values.nameEnd[result]! }
  const kind = kinds[operations.name[operation]!]
  return {
    symbol: {
      name: result < 0 ? name || 'operation' : decodeText(bytes, selection.start, selection.end),
      detail: result < 0 ? '' : name,
      kind: kind === 'while' ? 'loop' : kind === 'case' || kind === 'if' ? 'branch' : 'operation',
      span: spanOf(columns, operation),
      selection,
    },
    inside: isOpened(module, operation) ? blocksOf(columns, operation) : [],
  }
}

/** Regions of reducers and comparators are of no interest to an outline. */
const opened: ReadonlySet<string> = new Set(['while', 'case', 'if', 'manual'])

const isOpened = ({ columns, kinds }: Module, operation: number): boolean =>
  opened.has(kinds[columns.operations.name[operation]!] ?? '')

const spanOf = ({ operations }: ModuleColumns, operation: number): Span => ({
  start: operations.start[operation]!,
  end: operations.end[operation]!,
})

/** The operations of each block of an operation, nested ones left out. */
function blocksOf({ operations, regions, blocks }: ModuleColumns, operation: number): Piece[] {
  const pieces: Piece[] = []
  const firstRegion = operations.firstRegion[operation]!
  for (let region = firstRegion; region < firstRegion + operations.regionCount[operation]!; region++) {
    const firstBlock = regions.firstBlock[region]!
    for (let block = firstBlock; block < firstBlock + regions.blockCount[region]!; block++) {
      const inner: number[] = []
      let at = blocks.firstOperation[block]!
      for (; at < blocks.endOperation[block]!; at = operations.subtreeEnd[at]!) inner.push(at)
      if (inner.length > 0) pieces.push({ operations: inner, depth: 0 })
    }
  }
  return pieces
}

interface Run {
  /** Part of the scope that all operations have at the piece's depth; undefined for those that have none there. */
  readonly scope: string | undefined
  readonly operations: number[]
}

/** Operations without a scope (constants, mostly) go on with the run around them when the next one does. */
function splitRuns({ operations, depth }: Piece, scopes: OperationScopes): Run[] {
  const runs: Run[] = []
  let loose: number[] = []
  for (const operation of operations) {
    const parts = scopes(operation)
    const last = runs.at(-1)
    if (parts.length === 0) loose.push(operation)
    else if (last !== undefined && last.scope === parts[depth]) {
      last.operations.push(...loose, operation)
      loose = []
    } else {
      if (loose.length > 0) runs.push({ scope: undefined, operations: loose })
      runs.push({ scope: parts[depth], operations: [operation] })
      loose = []
    }
  }
  return loose.length > 0 ? [...runs, { scope: undefined, operations: loose }] : runs
}
