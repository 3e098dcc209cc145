// Hints of actions: what each matched, what it left out, and what it could not do.
import { formatCount } from '../base/format'
import type { LoadedModel } from '../engine/analysis'
import type { ActionCounts } from '../engine/snapshot'
import { findTargetValues } from '../sharding/bindTactic'
import type { Program } from '../sharding/program'
import type { Action, Condition } from '../tactics/syntaxTree'
import { nearestPaths, nearestScopes } from './fixes/noMatchFixes'
import type { Hint } from './hint'

/** `387 tensors · 480 smaller ones left out`, `matches nothing; did you mean params.embed?`. */
export function actionHint(action: Action, counts: ActionCounts, { program }: LoadedModel): Hint {
  const [offset, about] = [action.span.end, action.target.span.start]
  const { matched, leftWhole, skipped, refused } = counts
  const named = action.condition === undefined ? matched : findTargetValues(action, program).length
  if (matched === 0) return { offset, about, label: describeNothing(action, named, program) }
  const parts = [`${formatCount(matched)} ${matched === 1 ? 'tensor' : 'tensors'}`]
  if (named > matched)
    parts.push(`${formatCount(named - matched)} ${describeRest(action.condition, named - matched)} left out`)
  if (leftWhole > 0) parts.push(`${formatCount(leftWhole)} left whole`)
  if (skipped > 0) parts.push(`${formatCount(skipped)} skipped`)
  if (refused > 0) parts.push(refused === matched && matched > 1 ? 'all refused' : `${formatCount(refused)} refused`)
  return { offset, about, label: parts.join(' · '), isLink: true, isDetail: refused === 0 }
}

function describeNothing(action: Action, named: number, program: Program): string {
  if (named > 0) return `matches nothing; ${formatCount(named)} without the condition`
  const [near] = nearestTargets(action.target, program)
  return `matches nothing${near === undefined ? '' : `; did you mean ${near}?`}`
}

/** The same that the quick fix offers. */
function nearestTargets(target: Action['target'], program: Program): string[] {
  if (target.kind === 'value') return []
  return target.kind === 'path' ? nearestPaths(target, program) : nearestScopes(target, program)
}

/** What a condition leaves out, where one word says it. */
function describeRest(condition: Condition | undefined, count: number): string {
  const [ones, others] = count === 1 ? ['one', 'other'] : ['ones', 'others']
  if (condition?.kind !== 'comparison' || (condition.property !== 'bytes' && condition.property !== 'elements')) {
    return others
  }
  if (condition.operator === '>=' || condition.operator === '>') return `smaller ${ones}`
  return condition.operator === '<=' || condition.operator === '<' ? `larger ${ones}` : others
}
