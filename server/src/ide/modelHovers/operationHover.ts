// Hover of an operation: its rule and what each factor of it became, conflicts, collectives with their reasons, work and time.
import { formatBytes, formatFlops, formatSeconds } from '../../base/format'
import type { Explanation } from '../../cost/explain/explanation'
import type { Simulated } from '../../cost/explain/explainTotals'
import { explainStep, simulatedOf } from '../../engine/explain'
import { operationName } from '../../engine/names'
import type { Conflict } from '../../sharding/propagate'
import { factorName, printRule } from '../../sharding/rules/printRule'
import { BY_ACTION } from '../../sharding/state'
import { assumptionParagraph, explanationBlock } from '../explanationText'
import { code, plain } from '../markdown'
import { conflictSides } from '../conflictSides'
import { conflictsAt, stepOf } from '../../engine/modelIndex'
import { collectiveParts } from './collectiveText'
import type { FiguredContext, HoverContext } from './context'
import { actionLink, axisText, countOf, hasFigures, placeText, tacticLink, valueLink } from './context'

/** Text for an operation, whose nodes these are: one for each expansion of its function. */
export function operationHover(context: HoverContext, nodes: readonly number[]): string {
  const [node = 0] = nodes
  const place = placeText(context, node)
  const times = nodes.length === 1 ? '' : ` · first of ${countOf(nodes.length, 'expansion')} of its function`
  return [
    `**${plain(operationName(context.model.program, node))}**${times}`,
    ...operationParts(context, node),
    ...(place === undefined ? [] : [`---\n\n${place}`]),
  ].join('\n\n')
}

/**
 * What a node's own hover and those of its results have in common; `between` comes after the collectives. How times come about is
 * told by the operation's own hover alone, so that those of values fit a screen.
 */
export function operationParts(
  context: HoverContext,
  node: number,
  { between = [], hasFormulas = true }: { readonly between?: readonly string[]; readonly hasFormulas?: boolean } = {},
): string[] {
  const { program } = context.model
  const rule = program.rules[program.nodes.rule[node]!]!
  const written = rule.ports.length === 0 ? [] : [code(printRule(rule))]
  if (!hasFigures(context)) return [...between, ...written]
  const simulated = simulatedOf(context.figures.evaluation, context.figures.basis)
  const factors = rule.ports.length === 0 ? [] : factorLines(context, node)
  const { text, kernel } = costText(simulated, node, hasFormulas)
  const collectives = collectiveParts(context, simulated, node, hasFormulas)
  const assumptions = [...collectives.explained, ...(kernel === undefined || !hasFormulas ? [] : [kernel])].flatMap(
    (one) => one.assumptions,
  )
  return [
    ...collectives.parts,
    ...between,
    ...(written.length === 0 ? [] : [`${written.join('')}\n\n${factors.map((line) => `- ${line}`).join('\n')}`]),
    ...(text === '' ? [] : [text]),
    ...assumptionParagraph([...new Set(assumptions)].map(plain)),
  ]
}

/** `i on batch: BP`, `k is summed (add)`, `j stays whole: …`, and conflicts with both their sides. */
function factorLines(context: FiguredContext, node: number): string[] {
  const { state } = context.figures.evaluation
  const rule = state.program.rules[state.program.nodes.rule[node]!]!
  const taken = state.mesh.axes.flatMap((_, axis) => {
    const factor = state.nodeFactor[node * state.axes + axis]!
    if (factor < 0) return []
    const isSum = rule.factors[factor]?.kind === 'reduction'
    return [
      `${factorName(factor)} on ${axisText(context, axis)}: ${tacticLink(context, state.nodeTactic[node * state.axes + axis]!)}${isSum ? ', which leaves partial sums' : ''}`,
    ]
  })
  const needed = rule.factors.flatMap(({ kind, reason }, factor) =>
    kind === 'whole' ? [`${factorName(factor)} stays whole${reason === undefined ? '' : `: ${plain(reason)}`}`] : [],
  )
  const conflicts = conflictsAt(context.figures.evaluation, node).map((conflict) => conflictText(context, conflict))
  return [...(taken.length === 0 ? ['computed whole'] : taken), ...needed, ...conflicts]
}

const conflictReasons: Readonly<Record<Conflict['kind'], string>> = {
  factors: 'they ask for different factors',
  elsewhere: 'a value is tiled elsewhere already',
  indivisible: 'the size does not divide',
  value: 'two operations want different dims',
}

/** `conflict on model: %5 dim 0 (BP, x: 0 t.tactics:6) against %7 dim 1 (…); they ask for different factors`. */
function conflictText(context: FiguredContext, conflict: Conflict): string {
  const { axis, kind } = conflict
  const { state } = context.figures.evaluation
  const sides = conflictSides(state, conflict)
    .slice(0, 4)
    .map(({ value, dim, tactic }) => {
      const isOwn = state.valueVia[value * state.axes + axis] === BY_ACTION
      const action = isOwn ? actionLink(context, tactic, value) : undefined
      return `${valueLink(context, value)} dim ${dim} (${tacticLink(context, tactic)}${action === undefined ? '' : `, ${action}`})`
    })
  return `$(warning) conflict on ${axisText(context, axis)}: ${sides.join(' against ')}; ${conflictReasons[kind]}`
}

/** Flops, time and roofline of the node's kernel; an empty text where it costs nothing. */
function costText(
  simulated: Simulated,
  node: number,
  hasFormulas: boolean,
): { readonly text: string; readonly kernel?: Explanation } {
  const { local, simulation } = simulated
  const step = stepOf(local, node)
  if (step < 0) return { text: '' }
  const flops = simulation.kernels.flops[step] ?? 0
  const amount = `${formatFlops(flops)} on one device`
  const kernel = explainStep(simulated, step)
  if (kernel === undefined) return { text: flops === 0 ? '' : `${amount} · computed inside its consumers` }
  const regime = kernel.regime === undefined ? '' : ` · ${kernel.regime}`
  const moved = `${formatBytes(simulation.kernels.bytes[step] ?? 0)} read and written`
  return {
    text: `${amount} · ${moved} · **${formatSeconds(kernel.value)}**, an estimate${regime}${hasFormulas ? `\n\n${explanationBlock(kernel)}` : ''}`,
    kernel,
  }
}
