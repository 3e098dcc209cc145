// Tensors of a pattern or an axis as a table in which those that differ in numbers alone (the layers of a model) are one row.
import { formatCount } from '../base/format'
import { valueName } from '../engine/names'
import { declaredAxes } from '../engine/valueSharding'
import { localType } from '../lowering/shardings'
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

/** Rows of a hover, and tensors that are looked at for them. */
const [mostRows, mostTensors] = [16, 2000]

/** Global and local types with shardings, in the order of the first of each row; empty without values. */
export function tensorTable(program: Program, values: readonly number[], state: ShardingState | undefined): string {
  const rows = new Map<string, Row>()
  for (const value of values.slice(0, mostTensors)) {
    const name = valueName(program, value)
    const words = name.split(/\d+/)
    const numbers = name.match(/\d+/g) ?? []
    const cells = cellsOf(program, value, state)
    const key = [...cells, ...words].join('\n')
    const row = rows.get(key)
    if (row === undefined) rows.set(key, { words, numbers: [...numbers], cells, count: 1 })
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

function cellsOf(program: Program, value: number, state: ShardingState | undefined): string[] {
  const type = program.module.types[program.values.type[value]!]
  if (type === undefined) return ['unknown', '', '']
  if (state === undefined) return [printTensorType(type), '', '']
  const sharding = declaredAxes(state, value)
  return [
    printTensorType(type),
    printTensorType(localType(type, sharding, state.mesh)),
    printSharding(sharding, state.mesh),
  ]
}
