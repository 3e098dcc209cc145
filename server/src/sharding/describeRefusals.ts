// What actions could not do -> one problem an action and kind, with counts, the first names, and what was allowed.
import type { DiagnosticCode } from '../base/diagnostics'
import type { Problem } from '../base/problems'
import type { Action, Tactic } from '../tactics/syntaxTree'
import type { ActionOutcome, Refusal } from './applyTactic'
import type { Program } from './program'
import type { ShardingState } from './state'
import { localDimSize } from './state'

const codes: Readonly<Record<Refusal['kind'], DiagnosticCode>> = {
  'no-such-dim': 'shard.no-such-dim',
  'already-tiled': 'shard.already-tiled',
  pinned: 'shard.pinned',
  indivisible: 'shard.indivisible',
}

/** Problems at the tactic's own text; `state` is the one after it. */
export function describeRefusals(
  tactic: Tactic,
  outcomes: readonly ActionOutcome[],
  program: Program,
  state: ShardingState,
): Problem[] {
  const axis = state.mesh.axes.findIndex(({ name }) => name === tactic.axes[0]?.text)
  return outcomes.flatMap((outcome, i) => {
    const action = tactic.actions[i]
    return action === undefined ? [] : describeOutcome(action, outcome, { program, state, axis })
  })
}

interface Context {
  readonly program: Program
  readonly state: ShardingState
  readonly axis: number
}

function describeOutcome(action: Action, outcome: ActionOutcome, context: Context): Problem[] {
  const kinds = [...new Set(outcome.refusals.map(({ kind }) => kind))]
  const problems = kinds.map((kind): Problem => {
    const refusals = outcome.refusals.filter((refusal) => refusal.kind === kind)
    return {
      code: codes[kind],
      span: action.valueSpan,
      message: describeKind(refusals, outcome.values.length, context),
    }
  })
  if (outcome.indivisible.length > 0) problems.push(leftWhole(action, outcome, context))
  if (outcome.stacked.length > 0) problems.push(stacked(action, outcome, context))
  return problems
}

/** `params.w`, or `params.w and 3 more`. */
function nameAll(values: readonly number[], { program }: Context): string {
  const first = values[0]
  if (first === undefined) return ''
  const argument = program.arguments.indexOf(first)
  const name = program.module.arguments[argument]?.path ?? 'a value'
  return `\`${name}\`${values.length > 1 ? ` and ${values.length - 1} more` : ''}`
}

function describeKind(refusals: readonly Refusal[], of: number, context: Context): string {
  const { state, axis, program } = context
  const first = refusals[0]!
  const { name, size } = state.mesh.axes[axis]!
  const who = nameAll(
    refusals.map(({ value }) => value),
    context,
  )
  const share = refusals.length < of ? ` (${refusals.length} of ${of} matched)` : ''
  switch (first.kind) {
    case 'no-such-dim':
      return `${who} has no dim ${first.dim}: its rank is ${first.size}, so dims are ${first.size === 0 ? 'none' : `0 to ${first.size - 1}`}${share}`
    case 'already-tiled':
      return `${who} is already tiled on \`${name}\`, at dim ${first.dim}${share}`
    case 'pinned':
      return `${who} was pinned whole on \`${name}\` by an earlier action${share}`
    case 'indivisible': {
      const rank = program.module.types[program.values.type[first.value]!]?.dims.length ?? 0
      const fitting = Array.from({ length: rank }, (_, dim) => dim).filter((dim) => {
        const local = localDimSize(state, first.value, dim)
        return local > 1 && local % size === 0
      })
      const advice = fitting.length === 0 ? 'no dim of it is' : `dim ${fitting.join(', ')} would be`
      return `dim ${first.dim} of ${who} has local size ${first.size}, not divisible by \`${name}\` (${size}); ${advice}${share}`
    }
  }
}

function leftWhole(action: Action, outcome: ActionOutcome, context: Context): Problem {
  const { name, size } = context.state.mesh.axes[context.axis]!
  const message = `${nameAll(outcome.indivisible, context)} stays whole on \`${name}\`: no dim divides by ${size} (${outcome.indivisible.length} of ${outcome.values.length} matched)`
  return { code: 'shard.left-whole', span: action.valueSpan, message }
}

function stacked(action: Action, outcome: ActionOutcome, context: Context): Problem {
  const first = outcome.stacked[0]!
  const dim = context.state.valueDim[first * context.state.axes + context.axis]!
  const message = `dim ${dim} of ${nameAll(outcome.stacked, context)} stacks layers that a loop takes one by one: the whole stack is gathered in every iteration; name another dim`
  return { code: 'shard.stacked-dim', span: action.valueSpan, message }
}
