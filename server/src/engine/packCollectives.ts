// Collectives as columns, to be sent between threads: a large model has hundreds of thousands of a few hundred forms, and
// receiving an object for each holds the other thread up for seconds.
import { lazyArray } from '../base/lazyArray'
import { sharedFloat64, sharedInt32 } from '../base/sharedArrays'
import { bytes as asBytes } from '../base/units'
import type { Collective } from '../lowering/localProgram'

type Form = Pick<
  Collective,
  'kind' | 'axes' | 'groupSize' | 'combiner' | 'dims' | 'operandType' | 'resultType' | 'cause'
>

export interface PackedCollectives {
  /** What many have in common. */
  readonly forms: readonly Form[]
  /** By collective: index in `forms`, then step, value, node and tactic. */
  readonly places: Int32Array
  /** By collective: bytes and executions. */
  readonly amounts: Float64Array
}

const [placeCells, amountCells] = [5, 2]

export function packCollectives(collectives: readonly Collective[]): PackedCollectives {
  const places = sharedInt32(collectives.length * placeCells)
  const amounts = sharedFloat64(collectives.length * amountCells)
  const forms: Form[] = []
  const formOf = createForms(forms)
  collectives.forEach((collective, i) => {
    const { step, value, node, tactic, bytes, executions } = collective
    places.set([formOf(collective), step, value, node, tactic], i * placeCells)
    amounts.set([bytes, executions], i * amountCells)
  })
  return { forms, places, amounts }
}

/** Each is made when it is first read. */
export const unpackCollectives = (packed: PackedCollectives): readonly Collective[] =>
  lazyArray(packed.places.length / placeCells, (index) => unpack(packed, index))

function unpack({ forms, places, amounts }: PackedCollectives, index: number): Collective {
  const [at, amount] = [index * placeCells, index * amountCells]
  const { kind, axes, groupSize, combiner, dims, operandType, resultType, cause } = forms[places[at]!]!
  const [step, value, node, tactic] = [places[at + 1]!, places[at + 2]!, places[at + 3]!, places[at + 4]!]
  const [bytes, executions] = [asBytes(amounts[amount]!), amounts[amount + 1]!]
  return {
    ...{ kind, axes, groupSize, combiner, dims, operandType, resultType, bytes },
    ...{ step, executions, value, node, tactic, cause },
  }
}

/** Index of a collective's form, added where it is new. Types are the same when they are one object. */
function createForms(forms: Form[]): (collective: Collective) => number {
  const typeIds = new Map<object, number>()
  const known = new Map<string, number>()
  const idOf = (type: object): number => {
    const id = typeIds.get(type) ?? typeIds.size
    typeIds.set(type, id)
    return id
  }
  return ({ kind, axes, groupSize, combiner, dims, operandType, resultType, cause }) => {
    const operand = cause.kind === 'use' ? cause.operand : -1
    const types = `${idOf(operandType)}>${idOf(resultType)}`
    const key = `${kind} ${axes.join()} ${combiner ?? ''} ${dims.join()} ${types} ${cause.kind} ${operand}`
    const found = known.get(key)
    if (found !== undefined) return found
    known.set(key, forms.length)
    return forms.push({ kind, axes, groupSize, combiner, dims, operandType, resultType, cause }) - 1
  }
}
