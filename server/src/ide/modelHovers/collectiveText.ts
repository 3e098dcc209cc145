// The collectives at a node: what each costs, why it is there, and which tactic to blame.
import { formatBytes, formatCount, formatSeconds } from '../../base/format'
import { explainCollective } from '../../cost/explain/explainCollective'
import type { Explanation } from '../../cost/explain/explanation'
import type { Simulated } from '../../cost/explain/explainTotals'
import type { Evaluation } from '../../engine/analysis'
import { describeCollective } from '../../engine/reasons'
import { explanationBlock } from '../explanationText'
import { plain } from '../markdown'
import { collectivesAt } from '../../engine/modelIndex'
import { findOrigin } from '../../engine/origin'
import type { FiguredContext } from './context'
import { actionLink, axisText, tacticLink } from './context'

/** Collectives at one operation that are listed, and those whose formulas are shown. */
const [mostShown, mostExplained] = [8, 2]

export interface CollectiveParts {
  readonly parts: readonly string[]
  readonly explained: readonly Explanation[]
}

/** Where formulas are not asked for, neither they nor what they assume. */
export function collectiveParts(
  context: FiguredContext,
  simulated: Simulated,
  node: number,
  hasFormulas: boolean,
): CollectiveParts {
  const indices = collectivesAt(context.figures.evaluation, node)
  if (indices.length === 0) return { parts: [], explained: [] }
  const explained = indices.slice(0, mostExplained).map((index) => explainCollective(simulated, index))
  const lines = indices.slice(0, mostShown).map((index, i) => describe(context, index, explained[i], hasFormulas))
  const more = indices.length > mostShown ? `\n- … and ${indices.length - mostShown} more` : ''
  const title = indices.length === 1 ? 'Collective here' : 'Collectives here'
  return { parts: [`**${title}**\n\n${lines.join('\n')}${more}`], explained: hasFormulas ? explained : [] }
}

function describe(
  context: FiguredContext,
  index: number,
  explanation: Explanation | undefined,
  hasFormula: boolean,
): string {
  const { evaluation, tactics } = context.figures
  const { kind, axes, bytes, combiner, executions, tactic } = evaluation.local.collectives[index]!
  const regime = explanation?.regime === undefined ? '' : `, ${explanation.regime}`
  const times = executions === 1 ? '' : `, executed ${formatCount(executions)} times`
  const cost = `${formatBytes(bytes)}, ${describeExposure(evaluation, index)}${times}${regime}`
  const names = axes.map((axis) => axisText(context, axis)).join(', ')
  const blame = tactic < 0 ? '' : `; from ${tacticLink(context, tactic)}${causeOf(context, index)}`
  const formula =
    explanation === undefined || !hasFormula ? '' : `\n\n${explanationBlock(explanation).replaceAll(/^/gm, '  ')}\n`
  return `- **${kind}** ${names}${combiner === undefined ? '' : ` ${combiner}`}, ${cost}  \n  ${plain(describeCollective(evaluation, index, tactics))}${blame}${formula}`
}

/** The action that tiled what is moved, where one can be found. */
function causeOf(context: FiguredContext, index: number): string {
  const { state, local } = context.figures.evaluation
  const { value, axes } = local.collectives[index]!
  for (const axis of axes) {
    const origin = findOrigin(state, value, axis)
    const action = origin?.isComplete === true ? actionLink(context, origin.tactic, origin.value) : undefined
    if (action !== undefined) return `, ${action}`
  }
  return ''
}

/** `1.20 ms, all exposed`; of one execution. */
function describeExposure({ simulation }: Evaluation, index: number): string {
  const time = simulation.collectiveSeconds[index] ?? 0
  const exposed = simulation.timeline.exposed[index] ?? 0
  const how = exposed >= time ? 'all exposed' : exposed === 0 ? 'hidden' : `${formatSeconds(exposed)} exposed`
  return `${formatSeconds(time)}, ${how}`
}
