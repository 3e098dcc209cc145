// Finds the operations that break the StableHLO specification. Operations with equal name, texts and types are checked once.
import { createSequenceTable } from '../../base/sequenceTable'
import { textOf } from '../../mlir/text'
import { readSymbol } from '../attributes'
import type { Module } from '../module'
import { makeCheckedType } from './checkedTypes'
import type { Finding, Question, Signature } from './question'
import { checkQuantizedWhole } from './quantized'
import type { TypedColumns } from './signatures'
import { operandTypes, operationsIn, regionsOf, resultTypes, signatureOf } from './signatures'
import type { Entry } from './verifyTable'
import { entryOf } from './verifyTable'

export interface BrokenOperation {
  readonly operation: number
  /** Names the operation, what was found and what is allowed. */
  readonly message: string
}

export interface Verification {
  /** In text order. */
  readonly broken: readonly BrokenOperation[]
  /** By operation: 1 where it breaks the specification. */
  readonly isBroken: Uint8Array
}

/** Checks every operation of the module, also of functions that are not called. */
export function verifyOperations(module: Pick<Module, 'columns' | 'types' | 'kinds' | 'functions'>): Verification {
  const { columns, kinds } = module
  const { operations } = columns
  const isBroken = new Uint8Array(new SharedArrayBuffer(operations.count))
  const broken: BrokenOperation[] = []
  const entries = kinds.map((kind, name) => entryOf(textOf(columns, columns.names, name), kind))
  const types = module.types.map((type, id) => makeCheckedType(type, textOf(columns, columns.types, id)))
  const verifier: Verifier = { ...module, types, functionOf: functionIndices(module) }
  const table = createSequenceTable()
  const findings: Finding[] = []
  const key: Key = { items: [], length: 0 }
  for (let i = 0; i < operations.count; i++) {
    const entry = entries[operations.name[i]!]
    if (entry === undefined) continue
    writeKey(verifier, i, key)
    const id = table.intern(key.items, 0, key.length)
    if (id === findings.length) findings.push(checkOperation(verifier, entry, i))
    const finding = findings[id]
    if (finding === undefined) continue
    isBroken[i] = 1
    broken.push({ operation: i, message: `${kinds[operations.name[i]!] ?? 'unknown'}: ${finding}` })
  }
  return { broken, isBroken }
}

interface Verifier extends TypedColumns {
  readonly functions: ReadonlyMap<string, number>
  /** Index of the function by its operation. */
  readonly functionOf: ReadonlyMap<number, number>
}

const functionIndices = ({ columns }: Pick<Module, 'columns'>): Map<number, number> =>
  new Map(Array.from({ length: columns.functions.count }, (_, i) => [columns.functions.operation[i]!, i]))

/** A list of numbers that keeps its room. */
interface Key {
  readonly items: number[]
  length: number
}

/** Everything that the check of an operation depends on. */
function writeKey(verifier: Verifier, operation: number, key: Key): void {
  const { operations, operands, values } = verifier.columns
  const { items } = key
  let length = 0
  items[length++] = operations.name[operation]!
  items[length++] = operations.head[operation]!
  items[length++] = operations.attributes[operation]!
  items[length++] = operations.moreAttributes[operation]!
  const last = operations.operandStart[operation + 1]!
  for (let at = operations.operandStart[operation]!; at < last; at++)
    items[length++] = values.type[operands.value[at]!] ?? -1
  items[length++] = -2
  const first = operations.resultStart[operation]!
  const end = first + operations.resultCount[operation]!
  for (let value = first; value < end; value++) items[length++] = values.type[value]!
  key.length = length
  if (operations.regionCount[operation]! > 0) writeRegions(verifier, operation, key)
  if (verifier.kinds[operations.name[operation]!] === 'return') append(key, -3, enclosingFunction(verifier, operation))
}

function append(key: Key, ...items: readonly number[]): void {
  for (const item of items) key.items[key.length++] = item
}

function writeRegions({ columns }: Verifier, operation: number, key: Key): void {
  const { operations, regions, blocks, operands, values } = columns
  for (let i = 0; i < operations.regionCount[operation]!; i++) {
    const region = operations.firstRegion[operation]! + i
    append(key, -4, regions.blockCount[region]!)
    if (regions.blockCount[region] === 0) continue
    const block = regions.firstBlock[region]!
    const first = blocks.argumentStart[block]!
    for (let at = 0; at < blocks.argumentCount[block]!; at++) append(key, values.type[first + at]!)
    const inside = operationsIn(columns, block)
    append(key, -5, inside.length, inside[0] === undefined ? -1 : operations.name[inside[0]]!)
    const last = inside.at(-1)
    if (last === undefined) continue
    for (let at = operations.operandStart[last]!; at < operations.operandStart[last + 1]!; at++)
      append(key, values.type[operands.value[at]!] ?? -1)
  }
}

/** Index of the function directly around the operation, or -1. */
function enclosingFunction({ columns, functionOf }: Verifier, operation: number): number {
  const block = columns.operations.block[operation]!
  return block < 0 ? -1 : (functionOf.get(columns.regions.operation[columns.blocks.region[block]!]!) ?? -1)
}

function checkOperation(verifier: Verifier, entry: Entry, operation: number): Finding {
  const { columns, kinds } = verifier
  const { operations } = columns
  const counts = checkCounts(verifier, entry, operation)
  if (counts !== undefined) return counts
  const text = (id: number): string => textOf(columns, columns.texts, id)
  const kind = kinds[operations.name[operation]!] ?? 'unknown'
  const [head, before, after] = [
    entry.isLong === true ? '' : text(operations.head[operation]!),
    entry.isLong === true
      ? endOf(verifier, operations.attributes[operation]!)
      : text(operations.attributes[operation]!),
    text(operations.moreAttributes[operation]!),
  ]
  const question: Question = {
    kind,
    head,
    attributes: after === '' ? before : `${before} ${after}`,
    operands: operandTypes(verifier, operation),
    results: resultTypes(verifier, operation),
    regions: regionsOf(verifier, operation),
    signature: entry.hasSignature === true ? findSignature(verifier, operation, `${head} ${before}`) : undefined,
  }
  return checkQuantizedWhole(question) ?? entry.check(question)
}

/** The last characters of a text that may be megabytes of numbers. */
function endOf({ columns }: Verifier, id: number): string {
  if (id < 0) return ''
  const { start, end } = columns.texts
  const from = Math.max(start[id]!, end[id]! - 400)
  return String.fromCharCode(...columns.bytes.subarray(from, end[id]))
}

function findSignature(verifier: Verifier, operation: number, text: string): Signature | undefined {
  const kind = verifier.kinds[verifier.columns.operations.name[operation]!]
  if (kind === 'return') return signatureOf(verifier, enclosingFunction(verifier, operation))
  const decomposition = /decomposition\s*=\s*(@.*)/s.exec(text)?.[1]
  const symbol = readSymbol(decomposition ?? text)
  return symbol === undefined ? undefined : signatureOf(verifier, verifier.functions.get(symbol) ?? -1)
}

const within = (count: number, [least, most]: readonly [number, number]): boolean => count >= least && count <= most

function checkCounts({ columns }: Verifier, entry: Entry, operation: number): Finding {
  const { operations } = columns
  const operandCount = operations.operandStart[operation + 1]! - operations.operandStart[operation]!
  const counted: readonly (readonly [string, number, readonly [number, number]])[] = [
    ['operand', operandCount, entry.operands],
    ['result', operations.resultCount[operation]!, entry.results],
    ['region', operations.regionCount[operation]!, entry.regions ?? [0, 0]],
  ]
  for (const [what, count, range] of counted) {
    if (within(count, range)) continue
    const [least, most] = range
    const wanted = least === most ? String(least) : most === Infinity ? `at least ${least}` : `${least} to ${most}`
    return `it has ${count} ${what}${count === 1 ? '' : 's'}; it must have ${wanted}`
  }
  return undefined
}
