// Fixes of a dim that a value does not have or that the axis does not divide: one that it divides, or another size of the axis.
import type { Span } from '../../base/problems'
import { findValues } from '../../sharding/bindTactic'
import type { Program } from '../../sharding/program'
import { localDimSize } from '../../sharding/state'
import { foldPaths } from '../../tactics/foldPaths'
import type { Action, Tactic } from '../../tactics/syntaxTree'
import { actionText, replaceActions } from './bodyEdits'
import type { Candidate, FixContext, ProblemFix } from './fix'

export const dimFix: ProblemFix<FixContext> = {
  summary:
    'use a dim that the axis divides, `first_divisible`, or another size of the axis; or leave out what does not fit',
  make: (context, { code, span }) => {
    const place = findPlace(context, span)
    if (place === undefined) return []
    const others = code === 'shard.no-such-dim' ? highRanks(place) : exceptions(context, place)
    return [...otherDims(place, span), ...firstDivisible(place, span), ...others, ...otherSizes(context, place)]
  },
}

/** An action of a numbered dim, its values, and what they were like when its tactic began. */
interface Place {
  readonly program: Program
  readonly tactic: Tactic
  readonly action: Action
  readonly axis: { readonly name: string; readonly size: number }
  readonly values: readonly number[]
  readonly dim: number
  readonly sizeOf: (value: number, dim: number) => number
}

function findPlace({ file, model, snapshot }: FixContext, span: Span): Place | undefined {
  const tactic = file.tactics.find(({ actions }) => actions.some(({ valueSpan }) => valueSpan.start === span.start))
  const index = tactic?.actions.findIndex(({ valueSpan }) => valueSpan.start === span.start) ?? -1
  const action = tactic?.actions[index]
  const axis = snapshot?.mesh.axes.find(({ name }) => name === tactic?.axes[0]?.text)
  if (tactic === undefined || action?.value.kind !== 'dim' || model === undefined || axis === undefined)
    return undefined
  const { program } = model
  const values = ownValues(tactic, action, program)
  return {
    program,
    tactic,
    action,
    axis,
    values,
    dim: action.value.dim,
    sizeOf: sizesBefore(tactic, snapshot, program),
  }
}

/** Values of an action that no earlier one of its tactic names. */
export function ownValues(tactic: Tactic, action: Action, program: Program): number[] {
  const earlier = new Set(
    tactic.actions.slice(0, tactic.actions.indexOf(action)).flatMap((other) => findValues(other, program)),
  )
  return findValues(action, program).filter((value) => !earlier.has(value))
}

/** Local sizes under the tactics before this one in the active schedule; global ones where that does not hold it. */
function sizesBefore(
  { name }: Tactic,
  snapshot: FixContext['snapshot'],
  program: Program,
): (value: number, dim: number) => number {
  const state = snapshot?.evaluation?.state
  const steps = snapshot?.active?.steps ?? []
  const index = steps.findIndex(({ tactic }) => tactic === name.text)
  // An idle tactic takes no number in the state.
  const own = steps.slice(0, index).filter(({ isIdle }) => !isIdle).length
  if (state === undefined || index < 0) return (value, dim) => dimsOf(program, value)[dim] ?? 0
  return (value, dim) => {
    let size = localDimSize(state, value, dim)
    for (let axis = 0; axis < state.axes; axis++) {
      const cell = value * state.axes + axis
      if (state.valueDim[cell] === dim && state.valueTactic[cell]! >= own) size *= state.mesh.axes[axis]!.size
    }
    return size
  }
}

const dimsOf = (program: Program, value: number): readonly number[] =>
  program.module.types[program.values.type[value]!]?.dims ?? []

const divides = ({ axis, sizeOf }: Place, value: number, dim: number): boolean =>
  sizeOf(value, dim) > 1 && sizeOf(value, dim) % axis.size === 0

/** Dims that the axis divides in all values. */
function otherDims(place: Place, span: Span): Candidate[] {
  const { program, values, axis, sizeOf } = place
  const rank = Math.min(...values.map((value) => dimsOf(program, value).length))
  const dims = Array.from({ length: Number.isFinite(rank) ? rank : 0 }, (_, dim) => dim)
  return dims
    .filter((dim) => values.every((value) => divides(place, value, dim)))
    .map((dim, i) => {
      const sizes = [...new Set(values.map((value) => sizeOf(value, dim)))].sort((a, b) => b - a)
      const shown = sizes.slice(0, 3).map((size) => `${size} → ${size / axis.size}`)
      const more = sizes.length > shown.length ? ', …' : ''
      return {
        kind: 'quickfix',
        title: `Use dim ${dim} (local size ${shown.join(', ')}${more})`,
        edits: [{ span, newText: String(dim) }],
        isPreferred: i === 0,
        needsSimulation: true,
      }
    })
}

function firstDivisible(place: Place, span: Span): Candidate[] {
  const { program, values } = place
  const some = values.filter((value) => dimsOf(program, value).some((_, dim) => divides(place, value, dim)))
  if (some.length === 0) return []
  const whole = values.length - some.length
  const title = `Use \`first_divisible\`${whole === 0 ? '' : ` (${whole} of ${values.length} stay whole)`}`
  return [{ kind: 'quickfix', title, edits: [{ span, newText: 'first_divisible' }], needsSimulation: true }]
}

const hasDim = ({ program, dim }: Place, value: number): boolean =>
  dimsOf(program, value).length >= (dim < 0 ? -dim : dim + 1)

/** A condition that leaves out values without the dim, where others have it. */
function highRanks(place: Place): Candidate[] {
  const { action, values, dim } = place
  const { target, condition } = action
  const isMixed = values.some((value) => hasDim(place, value)) && values.some((value) => !hasDim(place, value))
  if (!isMixed || condition?.kind === 'or') return []
  const test = `rank >= ${dim < 0 ? -dim : dim + 1}`
  const edit =
    condition === undefined
      ? { span: { start: target.span.end, end: target.span.end }, newText: ` where ${test}` }
      : { span: { start: condition.span.end, end: condition.span.end }, newText: ` and ${test}` }
  return [{ kind: 'quickfix', title: `Add \`where ${test}\``, edits: [edit], needsSimulation: true }]
}

/** Lines that keep whole what the axis does not divide, where it divides others. The first action that names a value counts. */
function exceptions({ sources }: FixContext, place: Place): Candidate[] {
  const { program, tactic, action, axis, values, dim, sizeOf } = place
  const { module } = program
  const isOdd = (value: number): boolean =>
    sizeOf(value, dim < 0 ? dim + dimsOf(program, value).length : dim) % axis.size !== 0
  const odd = new Set(values.filter((value) => hasDim(place, value) && isOdd(value)))
  const paths = module.arguments.flatMap(({ segments }, i) => (odd.has(program.arguments[i]!) ? [segments] : []))
  if (odd.size === 0 || odd.size === values.length || paths.length < odd.size) return []
  const patterns = foldPaths(
    paths,
    module.arguments.map(({ segments }) => segments),
  )
  const index = tactic.actions.indexOf(action)
  const lines = [...patterns.map((pattern) => `${pattern}: replicated`), actionText(sources, action)]
  const title =
    patterns.length === 1 ? `Keep \`${patterns[0]!}\` whole` : `Keep the ${odd.size} that do not divide whole`
  const edits = replaceActions(sources, tactic, { from: index, to: index }, lines)
  return [{ kind: 'quickfix', title, edits, needsSimulation: true }]
}

/** The next smaller and larger size of the axis that divides this dim of all values. */
function otherSizes({ file }: FixContext, place: Place): Candidate[] {
  const { program, values, axis, dim, sizeOf } = place
  const own = file.mesh?.axes.find(({ name }) => name.text === axis.name)
  const sizes = values.map((value) => sizeOf(value, dim < 0 ? dim + dimsOf(program, value).length : dim))
  const shared = sizes.reduce(greatestDivisor, 0)
  if (own === undefined || shared < 1 || sizes.some((size) => size < 1) || shared % axis.size === 0) return []
  const smaller = findDivisor(shared, axis.size - 1, -1)
  const larger = findDivisor(shared, axis.size + 1, 1)
  return [smaller, larger].flatMap((size): Candidate[] =>
    size === undefined
      ? []
      : [
          {
            kind: 'quickfix',
            title: `Change the mesh to \`${axis.name}: ${size}\``,
            edits: [{ span: own.sizeSpan, newText: String(size) }],
            needsSimulation: true,
          },
        ],
  )
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b))

/** Sizes looked at: a mesh some times larger is another machine. */
const mostTimes = 4

function findDivisor(size: number, from: number, step: number): number | undefined {
  for (let divisor = from; divisor > 1 && divisor <= Math.min(size, from * mostTimes); divisor += step) {
    if (size % divisor === 0) return divisor
  }
  return undefined
}
