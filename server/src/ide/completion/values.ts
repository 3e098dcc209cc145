// The right side of an action: each dim with the local size that results, and the words that choose one.
import { formatCount } from '../../base/format'
import type { LoadedModel } from '../../engine/analysis'
import { findValues } from '../../sharding/bindTactic'
import { localDimSize } from '../../sharding/state'
import type { Action, Tactic } from '../../tactics/syntaxTree'
import { keywordHelp } from '../keywords'
import type { Asked, Completion } from './completion'
import { complete } from './completion'

const words = ['first_divisible', 'largest_divisible', 'replicated', 'only'] as const

/** A dim follows. */
const opening = 'only'

/** Dims of what the action names first: all of them where the action is not read, or names nothing. */
export function completeValues(asked: Asked): Completion[] {
  return [...completeDims(asked), ...words.map((word) => completeWord(asked, word))]
}

function completeWord(asked: Asked, word: string): Completion {
  const goesOn = word === opening ? { insert: `${word} `, goesOn: true } : {}
  return complete(asked, 'value', word, { rank: 6, document: () => keywordHelp.get(word) ?? '', ...goesOn })
}

/** Dims of what the action names, with the local size that results. */
export function completeDims(asked: Asked): Completion[] {
  const { model } = asked
  const found = findAsked(asked)
  if (found === undefined || model === undefined) return []
  const values = findValues(found.action, model.program)
  const rank = Math.max(0, ...values.map((value) => dimsOf(model, value).length))
  return Array.from({ length: Math.min(rank, 9) }, (_, dim) => completeDim(asked, model, { values, dim, found }))
}

interface Found {
  readonly tactic: Tactic
  readonly action: Action
}

/** The action as it would be with a value: the one whose text holds the place. */
function findAsked({ own, place }: Asked): Found | undefined {
  for (const tactic of own.tactics) {
    const action = tactic.actions.findLast(({ span }) => span.start < place.start && span.end >= place.start)
    if (action !== undefined) return { tactic, action }
  }
  return undefined
}

interface AskedDim {
  readonly values: readonly number[]
  readonly dim: number
  readonly found: Found
}

function completeDim(asked: Asked, model: LoadedModel, { values, dim, found }: AskedDim): Completion {
  const size = axisSize(asked, found.tactic)
  const sizes = [...new Set(values.flatMap((value) => localSize(asked, model, { value, dim, tactic: found.tactic })))]
  const fits = size !== undefined && sizes.every((one) => one % size === 0)
  const more = sizes.length > 3 ? ', …' : ''
  const results = sizes.slice(0, 3).map((one) => divide(one, size))
  const missing = values.filter((value) => dim >= dimsOf(model, value).length).length
  const detail = [
    `${results.join(', ')}${more}`,
    ...(missing > 0 ? [`${formatCount(missing)} have no dim ${dim}`] : []),
  ].join(' · ')
  return complete(asked, 'value', String(dim), { detail, rank: fits && missing === 0 ? 1 : 7 })
}

/** `512 / 16 = 32`. */
function divide(size: number, by: number | undefined): string {
  if (by === undefined) return String(size)
  return size % by === 0 ? `${size} / ${by} = ${size / by}` : `${size}, not divisible by ${by}`
}

function axisSize({ file }: Asked, { axes: [axis] }: Tactic): number | undefined {
  const size = file.mesh?.axes.find(({ name }) => name.text === axis?.text)?.size
  return size !== undefined && Number.isInteger(size) && size > 0 ? size : undefined
}

/** Size on one device under the other axes of the active schedule. */
function localSize(
  { snapshot }: Asked,
  model: LoadedModel,
  { value, dim, tactic }: { readonly value: number; readonly dim: number; readonly tactic: Tactic },
): number[] {
  const size = dimsOf(model, value)[dim]
  if (size === undefined) return []
  const state = snapshot?.evaluation?.state
  if (state === undefined || state.program !== model.program) return [size]
  const axis = state.mesh.axes.findIndex(({ name }) => name === tactic.axes[0]?.text)
  const isOwn = axis >= 0 && state.valueDim[value * state.axes + axis] === dim
  return [localDimSize(state, value, dim) * (isOwn ? state.mesh.axes[axis]!.size : 1)]
}

const dimsOf = ({ program }: LoadedModel, value: number): readonly number[] =>
  program.module.types[program.values.type[value]!]?.dims ?? []
