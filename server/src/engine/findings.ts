// Problems that only the results show: tactics without effect, conflicts, memory over the limit, large whole tensors.
import type { Problem, Span } from '../base/problems'
import { formatBytes } from '../base/format'
import { findTripCountAssumption } from '../cost/assumptions'
import type { Device } from '../cost/devices'
import type { Program } from '../sharding/program'
import type { Conflict } from '../sharding/propagate'
import type { Schedule, Tactic } from '../tactics/syntaxTree'
import type { Figured } from './analysis'
import { operationName, valueName } from './names'

export function noEffectProblem(tactic: Tactic): Problem {
  return { code: 'tactics.no-effect', span: tactic.name.span, message: `\`${tactic.name.text}\` changes nothing here` }
}

/** One problem a tactic, naming the first conflicts. */
export function conflictProblems(tactic: Tactic, conflicts: readonly Conflict[], program: Program): Problem[] {
  if (conflicts.length === 0) return []
  const shown = conflicts.slice(0, 3).map((conflict) => describeConflict(conflict, program))
  const more = conflicts.length > shown.length ? ` and ${conflicts.length - shown.length} more` : ''
  const count = conflicts.length === 1 ? 'met a conflict' : `met ${conflicts.length} conflicts`
  const message = `propagation ${count}: ${shown.join('; ')}${more}`
  return [{ code: 'shard.conflict', span: tactic.name.span, message }]
}

/** `stablehlo.add: %5 tiled at dim 0, %7 at dim 1; it computes whole`. */
export function describeConflict(conflict: Conflict, program: Program): string {
  const evidence = conflict.evidence.map(({ value, dim }) => `${valueName(program, value)} at dim ${dim}`).join(', ')
  const ending: Record<Conflict['kind'], string> = {
    factors: 'point to different factors, so it computes whole',
    elsewhere: 'a value is tiled elsewhere already, so it computes whole',
    indivisible: 'does not divide, so it computes whole',
    value: 'two operations want different dims, so the value stays whole',
  }
  return `${operationName(program, conflict.node)}: ${evidence}; ${ending[conflict.kind]}`
}

/** At the model's name: its loops of unknown length, since every figure of the file that counts them is an assumption. */
export function tripCountProblems(program: Program, span: Span): Problem[] {
  const assumption = findTripCountAssumption(program)
  return assumption === undefined ? [] : [{ code: 'cost.assumed-trip-count', span, message: assumption.text }]
}

/** Share of device memory from which one whole argument is worth a word. */
const largeShare = 0.01

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
    const value = program.arguments[index]!
    const isTiled = valueDim.subarray(value * axes, (value + 1) * axes).some((dim) => dim >= 0)
    return isTiled || type.bytes < largeShare * device.memory ? [] : [{ path, bytes: type.bytes, index }]
  })
  return found.sort((a, b) => b.bytes - a.bytes)
}
