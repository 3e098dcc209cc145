// Problems that only the results show: tactics without effect, conflicts, memory over the limit, large whole tensors.
import { severityOf } from '../base/diagnostics'
import { formatBytes, formatCount, formatCountOf } from '../base/format'
import type { Problem, RelatedPlace, Span } from '../base/problems'
import { findTripCountAssumption } from '../cost/assumptions'
import type { Device } from '../cost/devices'
import { positionOf } from '../mlir/positions'
import type { Program } from '../sharding/program'
import type { Conflict } from '../sharding/propagate'
import type { ShardingState } from '../sharding/state'
import { PINNED } from '../sharding/state'
import type { ModelStatement, Schedule, Tactic } from '../tactics/syntaxTree'
import type { Figured, LoadedModel } from './analysis'
import { operationName, scopeText, shortOperationName, spanOfNode, valueName } from './names'

/** `values` are those that its actions name, `state` is the one after it. */
export function noEffectProblem(tactic: Tactic, values: readonly number[], state: ShardingState): Problem {
  const why = explainIdle([...new Set(values)], state, tactic)
  const message = `\`${tactic.name.text}\` changes nothing here${why === '' ? '' : `: ${why}`}`
  return { code: 'tactics.no-effect', span: tactic.name.span, message }
}

/** `13 of 15 values kept whole on data already, 2 tiled on data already`. */
function explainIdle(values: readonly number[], state: ShardingState, tactic: Tactic): string {
  const axis = state.mesh.axes.findIndex(({ name }) => name === tactic.axes[0]?.text)
  if (axis < 0 || values.length === 0) return ''
  const { name } = state.mesh.axes[axis]!
  const dims = values.map((value) => state.valueDim[value * state.axes + axis]!)
  const parts = [
    { count: dims.filter((dim) => dim === PINNED).length, what: `kept whole on ${name} already` },
    { count: dims.filter((dim) => dim >= 0).length, what: `tiled on ${name} already` },
  ].filter(({ count }) => count > 0)
  const all = formatCountOf(values.length, 'value')
  return parts.map(({ count, what }, i) => `${formatCount(count)}${i === 0 ? ` of ${all}` : ''} ${what}`).join(', ')
}

/** Kinds of conflicts that a problem spells out, and conflicts that are looked at for them: there may be thousands. */
const [mostShown, mostGrouped] = [3, 200]

/** One problem a tactic: its conflicts, those that are alike but for numbers once, with links to their operations. */
export function conflictProblems(tactic: Tactic, conflicts: readonly Conflict[], program: Program): Problem[] {
  if (conflicts.length === 0) return []
  const groups = [...groupAlike(conflicts.slice(0, mostGrouped), program).values()]
  const shown = groups.slice(0, mostShown).map(({ conflict, count }) => {
    const alike = count === 1 ? '' : ` (and ${formatCount(count - 1)} like it)`
    return describeConflict(conflict, program) + alike
  })
  const told = groups.slice(0, mostShown).reduce((sum, { count }) => sum + count, 0)
  const rest = conflicts.length - told
  const more = rest > 0 ? [`and ${formatCount(rest)} more`] : []
  const met = conflicts.length === 1 ? 'met a conflict' : `met ${formatCount(conflicts.length)} conflicts`
  const message = `propagation ${met}: ${[...shown, ...more].join('; ')}`
  const related = groups.slice(0, mostShown).flatMap(({ conflict }) => placeOfConflict(conflict, program))
  return [{ code: 'shard.conflict', span: tactic.name.span, message, related }]
}

interface ConflictGroup {
  readonly conflict: Conflict
  count: number
}

/** By what they say without the numbers of values and layers. */
function groupAlike(conflicts: readonly Conflict[], program: Program): Map<string, ConflictGroup> {
  const groups = new Map<string, ConflictGroup>()
  for (const conflict of conflicts) {
    const { kind, axis, evidence, node } = conflict
    const dims = evidence.map(({ dim }) => dim).join('.')
    const place = scopeText(program, node).replaceAll(/\d+/g, '*')
    const key = [kind, axis, operationName(program, node), place, dims].join(' ')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { conflict, count: 1 })
    else group.count++
  }
  return groups
}

function placeOfConflict(conflict: Conflict, program: Program): RelatedPlace[] {
  const span = spanOfNode(program, conflict.node)
  return span === undefined ? [] : [{ span, message: describeConflict(conflict, program), file: 'model' }]
}

/** `` `add` in `layer_0/mlp`: `%5` dim 0 and `%7` dim 1 ask for different factors, so it computes whole ``. */
export function describeConflict({ kind, node, evidence }: Conflict, program: Program): string {
  const who = `\`${shortOperationName(program, node)}\`${scopeText(program, node)}`
  const sides = evidence.map(({ value, dim }) => `\`${valueName(program, value)}\` dim ${dim}`).join(' and ')
  switch (kind) {
    case 'factors':
      return `${who}: ${sides} ask for different factors, so it computes whole`
    case 'elsewhere':
      return `${who}: ${sides} ${evidence.length === 1 ? 'asks' : 'ask'} for a value to be tiled that is tiled elsewhere, so it computes whole`
    case 'indivisible':
      return `${who}: ${sides} ${evidence.length === 1 ? 'asks' : 'ask'} for what does not divide, so it computes whole`
    case 'value': {
      const dims = evidence.map(({ dim }) => `dim ${dim}`).join(' and ')
      return `${who}: operations want \`${valueName(program, evidence[0]?.value ?? 0)}\` at ${dims}, so it is resharded in between`
    }
  }
}

/**
 * At the model's name: that the model has errors of its own, which lead to them, and its loops of unknown length, since every
 * figure of the file that counts them is an assumption.
 */
export function modelProblemsAt(model: LoadedModel, { path, pathSpan: span }: ModelStatement): Problem[] {
  const errors = model.problems.filter(({ code }) => severityOf(code) === 'error')
  const assumption = findTripCountAssumption(model.program)
  return [
    ...(errors.length === 0 ? [] : [brokenModel(model, errors, { path, span })]),
    ...(assumption === undefined ? [] : [{ code: 'cost.assumed-trip-count' as const, span, message: assumption.text }]),
  ]
}

/** Errors of a model that lead to their places. */
const mostErrorsLinked = 5

function brokenModel(
  { module }: LoadedModel,
  errors: readonly Problem[],
  { path, span }: { readonly path: string; readonly span: Span },
): Problem {
  const [first] = errors
  const line = first === undefined ? 0 : positionOf(module.columns, first.span.start).line + 1
  const count = errors.length === 1 ? 'an error' : `${formatCount(errors.length)} errors, the first`
  const rest = module.columns.operations.count === 0 ? 'nothing of it could be analysed' : 'the rest of it is analysed'
  const related = errors
    .slice(0, mostErrorsLinked)
    .map(({ span, message }): RelatedPlace => ({ span, message, file: 'model' }))
  const message = `\`${path}\` has ${count} in line ${line}: ${first?.message ?? ''}; ${rest}`
  return { code: 'model.broken', span, message, related }
}

/** Share of device memory from which one whole argument is worth a word. */
export const largeShare = 0.01

export function costProblems(schedule: Schedule, final: Figured, device: Device): Problem[] {
  const problems: Problem[] = []
  const { peakMemory } = final.figures
  const span = schedule.name.span
  if (peakMemory > device.memory) {
    const over = formatBytes(peakMemory - device.memory)
    const message = `peak memory ${formatBytes(peakMemory)} is ${over} over the ${formatBytes(device.memory)} of ${device.name}; XLA would recompute or fail`
    problems.push({ code: 'cost.over-memory', span, message })
  }
  const large = findLargeWhole(final, device)
  const first = large[0]
  if (first !== undefined) {
    const more = large.length > 1 ? `, and ${large.length - 1} more` : ''
    const message = `\`${first.path}\` (${formatBytes(first.bytes)}) is whole on every device${more}`
    problems.push({ code: 'cost.large-replicated', span, message })
  }
  return problems
}

/** Arguments whole on every device that are worth a word, the largest first; `index` is that of the argument. */
export function findLargeWhole(
  { state }: Pick<Figured, 'state'>,
  device: Pick<Device, 'memory'>,
): { readonly path: string; readonly bytes: number; readonly index: number }[] {
  const { program, axes, valueDim } = state
  if (axes === 0) return []
  const found = program.module.arguments.flatMap(({ path, type }, index) => {
    if (type.bytes < largeShare * device.memory) return []
    const value = program.arguments[index]!
    const isTiled = valueDim.subarray(value * axes, (value + 1) * axes).some((dim) => dim >= 0)
    return isTiled ? [] : [{ path, bytes: type.bytes, index }]
  })
  return found.sort((a, b) => b.bytes - a.bytes)
}
