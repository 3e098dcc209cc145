// Tensors of a pattern or an axis as a table in which those that differ in numbers alone (the layers of a model) are one row.
import { formatCount } from '../base/format'
import { valueName } from '../engine/names'
import { declaredAxes } from '../engine/valueSharding'
import { localType } from '../lowering/shardings'
import type { TensorType } from '../model/tensorTypes'
import { printTensorType } from '../model/tensorTypes'
import type { Program } from '../sharding/program'
import type { ShardingState } from '../sharding/state'
import { bulletTable, code } from './markdown'
import { printSharding } from './shardingText'

interface Row {
  /** What stands between the numbers of the name. */
  readonly words: readonly string[]
  /** Numbers of the first name; undefined where others have another one. */
  readonly numbers: (string | undefined)[]
  readonly cells: readonly string[]
  count: number
}

const digits = /\d+/g

/** Rows of a hover, and tensors that are looked at for them. */
const [mostRows, mostTensors] = [16, 2000]

/** Global and local types with shardings, in the order of the first of each row; empty without values. */
export function tensorTable(
  program: Program,
  values: readonly number[],
  state: ShardingState | undefined,
  nameOf = (value: number): string => valueName(program, value),
): string {
  const rows = new Map<string, Row>()
  const kindOf = createKinds(program, state)
  for (const value of values.slice(0, mostTensors)) {
    const name = nameOf(value)
    const numbers = name.match(digits) ?? []
    const { id, cells } = kindOf(value)
    const key = `${id} ${name.replace(digits, '*')}`
    const row = rows.get(key)
    if (row === undefined) rows.set(key, { words: name.split(digits), numbers: [...numbers], cells, count: 1 })
    else {
      row.count++
      numbers.forEach((number, i) => {
        if (row.numbers[i] !== number) row.numbers[i] = undefined
      })
    }
  }
  if (rows.size === 0) return ''
  const shown = [...rows.values()].slice(0, mostRows)
  const told = shown.reduce((sum, { count }) => sum + count, 0)
  const more = told < values.length ? `\n\n… and ${formatCount(values.length - told)} more` : ''
  return bulletTable(['tensor', 'type', 'on one device', 'sharding'], shown.map(printRow)) + more
}

/** `` 32 × `params.layer_*.attn.q` `` and its cells. */
function printRow({ words, numbers, cells, count }: Row): string[] {
  const name = words.map((word, i) => (i === 0 ? word : `${numbers[i - 1] ?? '*'}${word}`)).join('')
  return [`${count === 1 ? '' : `${formatCount(count)} × `}${code(name)}`, ...cells]
}

/** What all tensors of one type and sharding have in common. */
interface Kind {
  readonly id: number
  readonly cells: readonly string[]
}

/** Each made once: a model has hundreds of arguments of a few kinds. */
function createKinds(program: Program, state: ShardingState | undefined): (value: number) => Kind {
  const known = new Map<string, Kind>()
  return (value) => {
    const type = program.values.type[value]!
    const key = `${type} ${state === undefined ? '' : placesOf(state, value)}`
    let kind = known.get(key)
    if (kind === undefined) {
      kind = {
        id: known.size,
        cells: printCells(program.module.types[type], state && declaredAxes(state, value), state),
      }
      known.set(key, kind)
    }
    return kind
  }
}

/** Equal for values that are split alike: dims by axis; where axes share a dim, axes by dim, as their order then matters. */
function placesOf(state: ShardingState, value: number): string {
  const { axes, valueDim } = state
  let text = ''
  let taken = 0
  for (let axis = 0; axis < axes; axis++) {
    const dim = valueDim[value * axes + axis]!
    if (dim >= 0 && (taken & (1 << dim)) !== 0) return declaredAxes(state, value).join('|')
    if (dim >= 0) taken |= 1 << dim
    text += `${dim} `
  }
  return text
}

function printCells(
  type: TensorType | undefined,
  sharding: readonly (readonly number[])[] | undefined,
  state: ShardingState | undefined,
): readonly string[] {
  if (type === undefined) return ['unknown', '', '']
  if (sharding === undefined || state === undefined) return [printTensorType(type), '', '']
  return [
    printTensorType(type),
    printTensorType(localType(type, sharding, state.mesh)),
    printSharding(sharding, state.mesh),
  ]
}
