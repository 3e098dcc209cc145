// What memory and time ask of each step: family, views, heavy operations, kinds of collectives.
// What belongs to a node is looked up once a program, since every tactic lowers it anew.
import { readCallTarget } from '../model/attributes'
import { indexed } from '../base/indexed'
import type { LocalProgram } from '../lowering/localProgram'
import { StepKind } from '../lowering/localProgram'
import { textOf } from '../mlir/text'
import type { Family } from '../model/operations'
import { operationTable } from '../model/operations'
import type { Program } from '../sharding/program'
import { NodeRole } from '../sharding/program'
import { attributesOf } from '../sharding/reducers'
import { statesSharding } from '../sharding/rules/customCall'

export interface StepTraits {
  readonly family: readonly Family[]
  /** Result looks at its first operand's buffer: reshape, transpose, broadcasts that add dims of size 1. */
  readonly isView: Uint8Array
  readonly isHeavy: Uint8Array
  /** Elementwise on its operands, so it may write over one of them. */
  readonly isElementwise: Uint8Array
  readonly isCollective: Uint8Array
  /** all_slice: computed inside its consumer. */
  readonly isFusedCollective: Uint8Array
  readonly isAllReduce: Uint8Array
  /** Loops and branches. */
  readonly isStructural: Uint8Array
  /** A constant with more than one number in it. */
  readonly isDenseConstant: Uint8Array
}

export function findStepTraits(local: LocalProgram): StepTraits {
  const { steps } = local
  const nodes = traitsOfNodes(local.program)
  const make = (): Uint8Array => new Uint8Array(steps.count)
  const traits = {
    family: new Array<Family>(steps.count),
    isView: make(),
    isHeavy: make(),
    isElementwise: make(),
    isCollective: make(),
    isFusedCollective: make(),
    isAllReduce: make(),
    isStructural: make(),
    isDenseConstant: make(),
  }
  for (let step = 0; step < steps.count; step++) {
    const node = steps.node[step]!
    if (steps.kind[step] === StepKind.collective) {
      const { kind } = local.collectives[steps.collective[step]!]!
      traits.family[step] = 'collective'
      traits.isCollective[step] = 1
      if (kind === 'all_slice') traits.isFusedCollective[step] = 1
      if (kind === 'all_reduce') traits.isAllReduce[step] = 1
    } else if (steps.kind[step] === StepKind.mask || node < 0) {
      traits.family[step] = node < 0 ? 'constant' : 'elementwise'
      traits.isElementwise[step] = 1
    } else {
      const family = nodes.family[node]!
      traits.family[step] = family
      traits.isStructural[step] = nodes.isStructural[node]!
      traits.isHeavy[step] = nodes.isHeavy[node]!
      traits.isElementwise[step] = family === 'elementwise' ? 1 : 0
      traits.isView[step] = isView(local, step, family) ? 1 : 0
      traits.isDenseConstant[step] = nodes.isDense[node]!
    }
  }
  return traits
}

interface NodeTraits {
  readonly family: readonly Family[]
  readonly isStructural: Uint8Array
  readonly isHeavy: Uint8Array
  readonly isDense: Uint8Array
}

/** Read once for each program: every lowering of it asks. */
const traitsOfNodes = indexed((program: Program): NodeTraits => {
  const { nodes, module } = program
  const { name, attributes } = module.columns.operations
  const entries = module.kinds.map((kind) => operationTable[kind])
  const make = (): Uint8Array => new Uint8Array(nodes.count)
  const traits = { family: new Array<Family>(nodes.count), isStructural: make(), isHeavy: make(), isDense: make() }
  const denseTexts = new Map<number, boolean>()
  for (let node = 0; node < nodes.count; node++) {
    const operation = nodes.operation[node]!
    const entry = operation < 0 ? operationTable.return : (entries[name[operation]!] ?? operationTable.unknown)
    traits.family[node] = familyOf(program, operation, entry.family)
    traits.isStructural[node] = nodes.role[node] === NodeRole.operation ? 0 : 1
    traits.isHeavy[node] = entry.isHeavy === true ? 1 : 0
    if (entry.family !== 'constant') continue
    const text = attributes[operation]!
    const isDense = denseTexts.get(text) ?? isDenseText(program, text)
    denseTexts.set(text, isDense)
    traits.isDense[node] = isDense ? 1 : 0
  }
  // What passes into or out of a region partitioned by hand stays what it is: nothing runs there.
  for (const { node } of program.manual.borders) traits.family[node] = 'constraint'
  return traits
})

/** A custom_call that only states a sharding is no call: XLA takes it away with the partitioning. */
function familyOf({ module }: Program, operation: number, family: Family): Family {
  if (family !== 'customCall') return family
  return statesSharding(readCallTarget(attributesOf(module, operation))) ? 'constraint' : family
}

function isView({ steps, values, types }: LocalProgram, step: number, family: Family): boolean {
  switch (family) {
    case 'reshape':
    case 'transpose':
    case 'constraint':
    case 'manual':
    case 'barrier':
      return steps.operandStart[step]! < steps.operandStart[step + 1]! && steps.resultCount[step] === 1
    case 'broadcast':
    case 'bitcast': {
      if (steps.operandStart[step] === steps.operandStart[step + 1]) return false
      const from = types[values.type[steps.operands[steps.operandStart[step]!]!]!]!
      const to = types[values.type[steps.resultStart[step]!]!]!
      return from.elements === to.elements && from.bytes === to.bytes
    }
    default:
      return false
  }
}

const longestSplat = 64

/** Not `dense<3.0>`: brackets or a long string of hexadecimal digits. */
function isDenseText({ module: { columns } }: Program, text: number): boolean {
  if (text < 0) return false
  const length = columns.texts.end[text]! - columns.texts.start[text]!
  return length > longestSplat || /dense<\s*\[|dense_resource/.test(textOf(columns, columns.texts, text))
}
