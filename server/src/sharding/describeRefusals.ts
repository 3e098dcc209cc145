// What actions could not do -> one problem an action and kind, with counts, the first names, sizes, and what was allowed.
import type { DiagnosticCode } from '../base/diagnostics'
import type { Problem } from '../base/problems'
import type { Action, Tactic } from '../tactics/syntaxTree'
import type { ActionOutcome, Refusal } from './applyTactic'
import type { Program } from './program'
import type { ShardingState } from './state'
import { localDimSize } from './state'
import { namesIn } from './targetNames'

const codes: Readonly<Record<Refusal['kind'], DiagnosticCode>> = {
  'no-such-dim': 'shard.no-such-dim',
  'already-tiled': 'shard.already-tiled',
  pinned: 'shard.pinned',
  kept: 'shard.pinned',
  indivisible: 'shard.indivisible',
}

/** Problems at the tactic's own text, at the values of its actions; `state` is the one after it. */
export function describeRefusals(
  tactic: Tactic,
  outcomes: readonly ActionOutcome[],
  program: Program,
  state: ShardingState,
): Problem[] {
  const axis = state.mesh.axes.findIndex(({ name }) => name === tactic.axes[0]?.text)
  if (axis < 0) return []
  return outcomes.flatMap((outcome, i) => {
    const action = tactic.actions[i]
    return action === undefined
      ? []
      : describeOutcome(action, outcome, { program, state, axis, nameOf: namesIn(action.target, program) })
  })
}

interface Context {
  readonly program: Program
  readonly state: ShardingState
  readonly axis: number
  readonly nameOf: (value: number) => string
}

function describeOutcome(action: Action, outcome: ActionOutcome, context: Context): Problem[] {
  const span = action.valueSpan
  const kinds = [...new Set(outcome.refusals.map(({ kind }) => kind))]
  const problems = kinds.map((kind): Problem => {
    const refusals = outcome.refusals.filter((refusal) => refusal.kind === kind)
    const message = describeKind(kind, refusals, context) + printShare(refusals.length, outcome)
    return { code: codes[kind], span, message }
  })
  const whole = outcome.indivisible.filter((value) => elementsOf(context, value) !== 1)
  if (whole.length > 0) problems.push({ code: 'shard.left-whole', span, message: leftWhole(whole, outcome, context) })
  if (outcome.stacked.length > 0)
    problems.push({ code: 'shard.stacked-dim', span, message: stacked(outcome.stacked, context) })
  return problems
}

function describeKind(kind: Refusal['kind'], refusals: readonly Refusal[], context: Context): string {
  const { state, axis } = context
  const name = state.mesh.axes[axis]!.name
  const values = refusals.map(({ value }) => value)
  const who = nameAll(values, context)
  const [has, is, was] = refusals.length === 1 ? ['has', 'is', 'was'] : ['have', 'are', 'were']
  switch (kind) {
    case 'no-such-dim': {
      const ranks = distinct(refusals.map(({ size }) => size))
      const dim = refusals[0]!.dim
      return `${who} ${has} no dim ${dim}: ${printRanks(ranks)}`
    }
    case 'already-tiled':
      return `${who} ${is} already tiled on \`${name}\`, at ${printDims(distinct(refusals.map(({ dim }) => dim)))}`
    case 'pinned':
      return `${who} ${was} kept whole on \`${name}\` by an earlier action`
    case 'kept':
      return `${who} ${was} kept for ${printDims(distinct(refusals.map(({ dim }) => dim)))} on \`${name}\` by an earlier action`
    case 'indivisible':
      return describeIndivisible(refusals, who, context)
  }
}

function printRanks(ranks: readonly number[]): string {
  const [rank] = ranks
  if (ranks.length > 1 || rank === undefined) return `the ranks are ${printSome(ranks)}`
  if (rank === 0) return 'a scalar has none'
  return rank === 1 ? 'the only dim is 0' : `dims are 0 to ${rank - 1}, or -1 to -${rank} from the end`
}

/** `dim 1 of a and b has local sizes 3 and 5, not divisible by model (2); dim 0 would be`. */
function describeIndivisible(refusals: readonly Refusal[], who: string, context: Context): string {
  const { name, size } = context.state.mesh.axes[context.axis]!
  const sizes = distinct(refusals.map((refusal) => refusal.size))
  const known = sizes.filter((one) => one >= 0)
  const found =
    known.length === 0
      ? 'an unknown size'
      : `local ${known.length === 1 ? 'size' : 'sizes'} ${printSome(known)}, not divisible by \`${name}\` (${size})`
  const dims = printDims(distinct(refusals.map(({ dim }) => dim)))
  const all = refusals.map(({ value }) => divisibleDims(value, context))
  const common = (all[0] ?? []).filter((dim) => all.every((fitting) => fitting.includes(dim)))
  return `${dims} of ${who} has ${found}; ${adviceFor(common, all)}`
}

function adviceFor(common: readonly number[], all: readonly (readonly number[])[]): string {
  if (common.length > 0) return `${printDims(common)} would be`
  if (all.every((fitting) => fitting.length === 0)) return all.length === 1 ? 'no dim of it is' : 'no dim of these is'
  return 'no one dim is for all of these; `first_divisible` takes what each has'
}

/** Dims of size above 1 that the axis divides, as they were before the axis came to the value. */
function divisibleDims(value: number, { program, state, axis }: Context): number[] {
  const { size } = state.mesh.axes[axis]!
  const now = state.valueDim[value * state.axes + axis]!
  const dims = program.module.types[program.values.type[value]!]?.dims ?? []
  return dims.flatMap((_, dim) => {
    const local = localDimSize(state, value, dim) * (now === dim ? size : 1)
    return local > 1 && local % size === 0 ? [dim] : []
  })
}

function leftWhole(values: readonly number[], outcome: ActionOutcome, context: Context): string {
  const { name, size } = context.state.mesh.axes[context.axis]!
  const stays = values.length === 1 ? 'stays' : 'stay'
  const who = nameAll(values, context)
  return `${who} ${stays} whole on \`${name}\`: no dim is divisible by ${size}${printShare(values.length, outcome)}`
}

function stacked(values: readonly number[], context: Context): string {
  const { state, axis } = context
  const dims = printDims(distinct(values.map((value) => state.valueDim[value * state.axes + axis]!)))
  const who = nameAll(values, context)
  return `${dims} of ${who} stacks layers that a loop takes one by one: the whole stack is gathered in every iteration; name another dim`
}

const mostNamed = 3

/** `` `params.w` ``, `` `a` and `b` ``, `` `a`, `b`, `c` and 9 more ``. */
const nameAll = (values: readonly number[], context: Context): string =>
  printSome(
    values.slice(0, mostNamed).map((value) => `\`${context.nameOf(value)}\``),
    values.length,
  )

/** At most three items, and how many more. */
function printSome(items: readonly (string | number)[], count = items.length): string {
  const shown = items.slice(0, mostNamed)
  if (count > shown.length) return `${shown.join(', ')} and ${count - shown.length} more`
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? String(last) : `${shown.slice(0, -1).join(', ')} and ${last}`
}

const printShare = (count: number, { values }: ActionOutcome): string =>
  count < values.length ? ` (${count} of ${values.length} matched)` : ''

const printDims = (dims: readonly number[]): string => `${dims.length === 1 ? 'dim' : 'dims'} ${printSome(dims)}`

const distinct = (items: readonly number[]): number[] => [...new Set(items)]

const elementsOf = ({ program }: Context, value: number): number =>
  program.module.types[program.values.type[value]!]?.elements ?? 0
