// What memory and time ask of each step, looked up once: family, views, heavy operations, kinds of collectives.
import type { LocalProgram } from '../lowering/localProgram'
import { StepKind } from '../lowering/localProgram'
import { textOf } from '../mlir/text'
import type { Family } from '../model/operations'
import { operationTable } from '../model/operations'
import { NodeRole } from '../sharding/program'

export interface StepTraits {
  readonly family: readonly Family[]
  /** Result looks at its first operand's buffer: reshape, transpose, casts to the same type, … */
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
  const { steps, program } = local
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
  const entries = program.module.kinds.map((kind) => operationTable[kind])
  const { name } = program.module.columns.operations
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
      const entry = entries[name[program.nodes.operation[node]!]!]!
      const { family } = entry
      traits.family[step] = family
      traits.isStructural[step] = program.nodes.role[node] === NodeRole.operation ? 0 : 1
      traits.isHeavy[step] = entry.isHeavy === true ? 1 : 0
      traits.isElementwise[step] = family === 'elementwise' ? 1 : 0
      traits.isView[step] = isView(local, step, family) ? 1 : 0
      if (family === 'constant') traits.isDenseConstant[step] = isDense(local, node) ? 1 : 0
    }
  }
  return traits
}

function isView({ steps, values, types }: LocalProgram, step: number, family: Family): boolean {
  if (steps.operandStart[step] === steps.operandStart[step + 1] || steps.resultCount[step] !== 1) return false
  const from = types[values.type[steps.operands[steps.operandStart[step]!]!]!]!
  const to = types[values.type[steps.resultStart[step]!]!]!
  switch (family) {
    case 'reshape':
    case 'transpose':
    case 'constraint':
    case 'barrier':
      return true
    case 'broadcast':
      return from.elements === to.elements
    case 'bitcast':
      return from.bytes === to.bytes && from.elements === to.elements
    case 'elementwise':
      // A convert to the same type; other operations with one operand change the numbers.
      return false
    default:
      return false
  }
}

const longestSplat = 64

/** Not `dense<3.0>`: brackets or a long string of hexadecimal digits. */
function isDense({ program }: LocalProgram, node: number): boolean {
  const { columns } = program.module
  const text = columns.operations.attributes[program.nodes.operation[node]!]!
  if (text < 0) return false
  const length = columns.texts.end[text]! - columns.texts.start[text]!
  return (
    length > longestSplat ||
    /dense<\s*[[]/.test(textOf(columns, columns.texts, text)) ||
    /dense_resource/.test(textOf(columns, columns.texts, text))
  )
}
