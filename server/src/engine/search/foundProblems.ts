// What is wrong with what a search has found, said at the automatic tactic.
import { formatBytes, formatCountOf } from '../../base/format'
import type { Problem } from '../../base/problems'
import type { ShardingState } from '../../sharding/state'
import type { Tactic } from '../../tactics/syntaxTree'
import type { FoundStrategy } from './autoTactic'

/** Nothing while the search has not answered. */
export function foundProblems(tactic: Tactic, found: FoundStrategy | undefined, state: ShardingState): Problem[] {
  if (found === undefined) return []
  const { span } = tactic.name
  const problems: Problem[] = []
  if (found.tactics.length === 0)
    problems.push({ code: 'search.nothing', span, message: describeNothing(tactic, found, state) })
  const over = found.after.peakMemory - found.memory
  if (over > 0) {
    const message = `nothing that \`${tactic.name.text}\` found fits ${formatBytes(found.memory)}: the nearest peaks at ${formatBytes(found.after.peakMemory)}, ${formatBytes(over)} over, after ${formatCountOf(found.evaluations, 'evaluation')}`
    problems.push({ code: 'search.over-memory', span, message })
  }
  return problems
}

function describeNothing(tactic: Tactic, found: FoundStrategy, { mesh }: ShardingState): string {
  const name = `\`${tactic.name.text}\``
  const axes = tactic.axes.flatMap(({ text }) => mesh.axes.filter((axis) => axis.name === text))
  const sizes = axes.map((axis) => `\`${axis.name}\` (${axis.size})`).join(', ')
  if (axes.every(({ size }) => size === 1)) return `${name} has no axis to split anything over: ${sizes || 'none'}`
  if (found.actions === 0) return `${name} found no dim that ${sizes} divides${scopeOf(tactic)}`
  const spent = formatCountOf(found.evaluations, 'evaluation')
  return found.isWhole
    ? `${name} found nothing that makes the step faster or smaller, in ${spent}`
    : `${name} was ended after ${spent}, before it found anything that makes the step faster or smaller`
}

const scopeOf = ({ fields }: Tactic): string =>
  fields.some(({ name }) => name.text === 'over') ? ' among what `over` names' : ''
