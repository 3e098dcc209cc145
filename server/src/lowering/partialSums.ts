// Decides which add-partial values stay partial: through linear operations up to an add in which two partial sums meet.
// Decided on the analysis graph before anything is lowered, so no collective is ever rewritten afterwards.
import { indexed } from '../base/indexed'
import { operationTable } from '../model/operations'
import { elementBits } from '../model/tensorTypes'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'
import { constantNumber } from '../sharding/reducers'
import type { ShardingState } from '../sharding/state'
import type { NeedsOf } from './needs'

export interface PartialSums {
  /** Axes (by mask) along which a value stays partial at its only use. */
  readonly kept: Int32Array
  /** Axes along which a node works on partial sums. */
  readonly through: Int32Array
}

const Passage = { none: 0, linear: 1, sum: 2 } as const

/** With `isEnabled` false every partial value is combined where it is made. */
export function decidePartialSums(state: ShardingState, needsOf: NeedsOf, isEnabled: boolean): PartialSums {
  const { program } = state
  const { nodes, values } = program
  const sums = { kept: new Int32Array(values.count), through: new Int32Array(nodes.count) }
  if (!isEnabled) return sums
  const carry = new Int32Array(values.count)
  const passage = passagesOf(program)
  const question = { state, needsOf, carry, passage, isPredicate: predicatesOf(program) }
  for (let node = 0; node < nodes.count; node++) {
    if (nodes.role[node] !== NodeRole.operation) continue
    const needs = needsOf(node, 0)
    const own = needs.combiner === 'add' ? needs.partial : 0
    const passed = passage[node] === Passage.none ? 0 : passable(question, node)
    const result = nodes.ports[nodes.portStart[node]! + nodes.operandCount[node]!]
    if (result !== undefined) carry[result] = own | passed
  }
  for (let node = nodes.count - 1; node >= 0; node--) {
    if (passage[node] !== Passage.none) keepThrough(question, sums, node)
  }
  return sums
}

interface Question {
  readonly state: ShardingState
  readonly needsOf: NeedsOf
  /** Axes along which each value could stay partial, as far as what makes it is concerned. */
  readonly carry: Int32Array
  readonly passage: Uint8Array
  readonly isPredicate: Uint8Array
}

/** Axes along which an operand arrives partial: it has no other use. */
function arriving({ state, carry, isPredicate }: Question, value: number): number {
  const { useStart } = state.program.values
  return useStart[value + 1]! - useStart[value]! === 1 && isPredicate[value] === 0 ? carry[value]! : 0
}

/** By value: 1 for what a loop's condition yields, which is one more use of it. */
const predicatesOf = indexed(({ regions, values }: Program): Uint8Array => {
  const isPredicate = new Uint8Array(values.count)
  for (const { kind, yields } of regions) if (kind === 'condition') for (const value of yields) isPredicate[value] = 1
  return isPredicate
})

/**
 * Axes that a linear node or sum can work on partially, which is whole along them. The other side of a sum must not be tiled along
 * them, and no reshape may need them to split what is major to another split: the parts of that would not lie side by side.
 */
function passable(question: Question, node: number): number {
  const { state, needsOf, passage } = question
  const { program } = state
  const first = program.nodes.portStart[node]!
  const left = program.nodes.ports[first]!
  const partialLeft = arriving(question, left)
  if (passage[node] === Passage.linear) return partialLeft & ~needsOf(node, 0).leading
  const right = program.nodes.ports[first + 1]!
  const partialRight = arriving(question, right)
  return (
    (partialLeft & partialRight) |
    (partialLeft & ~partialRight & ~tiledAxes(state, right)) |
    (partialRight & ~partialLeft & ~tiledAxes(state, left))
  )
}

function tiledAxes(state: ShardingState, value: number): number {
  let mask = 0
  for (let axis = 0; axis < state.axes; axis++) if (state.valueDim[value * state.axes + axis]! >= 0) mask |= 1 << axis
  return mask
}

/** Walking backwards: a node is passed where two sums meet in it, or where its own result stays partial. */
function keepThrough(question: Question, sums: PartialSums, node: number): void {
  const { program } = question.state
  const { nodes } = program
  const first = nodes.portStart[node]!
  const [left, right] = [nodes.ports[first]!, nodes.ports[first + 1]!]
  const kept = sums.kept[nodes.ports[first + nodes.operandCount[node]!]!]! & passable(question, node)
  const partialLeft = arriving(question, left)
  const isSum = question.passage[node] === Passage.sum
  const partialRight = isSum ? arriving(question, right) : 0
  const through = kept | (partialLeft & partialRight)
  sums.through[node] = through
  sums.kept[left]! |= through & partialLeft
  if (isSum) sums.kept[right]! |= through & partialRight
}

/** Classified once for each program: every lowering of it asks. */
const passagesOf = indexed((program: Program): Uint8Array => {
  const { nodes } = program
  const passage = new Uint8Array(nodes.count)
  for (let node = 0; node < nodes.count; node++) {
    if (nodes.role[node] === NodeRole.operation) passage[node] = passageOf(program, node)
  }
  return passage
})

function passageOf(program: Program, node: number): number {
  const { nodes, module, values } = program
  const kind = module.kinds[module.columns.operations.name[nodes.operation[node]!]!] ?? 'unknown'
  const first = nodes.portStart[node]!
  const type = (port: number) => module.types[values.type[nodes.ports[first + port]!]!]
  if (kind === 'add' || kind === 'subtract')
    return nodes.ports[first] === nodes.ports[first + 1] ? Passage.none : Passage.sum
  if (kind === 'pad') {
    const padding = values.source[nodes.ports[first + 1]!] ?? -1
    return constantNumber(module, padding) === 0 ? Passage.linear : Passage.none
  }
  if (operationTable[kind].isLinear !== true || nodes.operandCount[node] !== 1) return Passage.none
  const [from, to] = [type(0), type(1)]
  if (from === undefined || to === undefined) return Passage.none
  if (kind === 'convert') return isWiderFloat(from.element, to.element) ? Passage.linear : Passage.none
  const keepsElements = operationTable[kind].family !== 'broadcast' || from.elements === to.elements
  return keepsElements ? Passage.linear : Passage.none
}

const isFloat = (element: string): boolean => element.startsWith('f') || element === 'bf16' || element === 'tf32'

const isWiderFloat = (from: keyof typeof elementBits, to: keyof typeof elementBits): boolean =>
  isFloat(from) && isFloat(to) && (from === to || elementBits[to] > elementBits[from])
