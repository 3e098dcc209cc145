// What every hover of a model is made from, and the small texts that several of them share.
import { formatCount } from '../../base/format'
import type { LoadedModel } from '../../engine/analysis'
import { shortOperationName, valueName } from '../../engine/names'
import { positionOf } from '../../mlir/positions'
import type { Span } from '../../base/problems'
import { placeOf } from '../../sharding/places'
import { code, link, plain } from '../markdown'
import type { ModelFigures } from '../modelFigures'
import { findDeciding, findTactic } from '../modelFigures'
import { palettes } from '../palette'
import type { Presentation } from '../presentation'
import { axisSwatch } from '../tilingPicture'

export interface HoverContext {
  readonly model: LoadedModel
  readonly figures: ModelFigures | undefined
  readonly presentation: Presentation
}

/** The same where a schedule's figures are at hand. */
export interface FiguredContext extends HoverContext {
  readonly figures: ModelFigures
}

export const hasFigures = (context: HoverContext): context is FiguredContext => context.figures !== undefined

/** `▪ **batch**`: an axis with its colour. */
export function axisText({ figures, presentation }: FiguredContext, axis: number): string {
  const name = figures.evaluation.state.mesh.axes[axis]?.name ?? '?'
  const { pictures } = presentation
  const swatch = pictures === undefined ? '' : `![${plain(name)}](${axisSwatch(axis, palettes[pictures])}) `
  return `${swatch}**${plain(name)}**`
}

/** A value's name that leads to its definition. */
export function valueLink({ model, presentation }: HoverContext, value: number): string {
  const { program, module } = model
  const source = program.values.source[value]!
  const href = source < 0 ? undefined : presentation.modelAddress(module.columns.values.nameStart[source]!)
  return link(code(valueName(program, value)), href)
}

/** `dot_general :12`: a node that leads to its line. */
export function nodeLink({ model, presentation }: HoverContext, node: number): string {
  const { program, module } = model
  const operation = program.nodes.operation[node]!
  const name = code(shortOperationName(program, node))
  if (operation < 0) return name
  const start = module.columns.operations.nameStart[operation]!
  return link(`${name} :${positionOf(module.columns, start).line + 1}`, presentation.modelAddress(start))
}

/** A tactic's name that leads to it; what the model says itself is called so. */
export function tacticLink({ figures, presentation }: FiguredContext, step: number): string {
  const name = figures.tactics[step]
  if (name === undefined) return 'the model itself'
  const tactic = findTactic(figures, step)
  if (tactic === undefined) return name === 'module' ? 'the model itself' : `**${plain(name)}**`
  return link(`**${plain(name)}**`, presentation.tacticsPlace(tactic.name.span)?.href)
}

/** `` `tokens: 0` t32.tactics:6 ``: the action that decided a value, undefined when no action did. */
export function actionLink({ figures, presentation }: FiguredContext, step: number, value: number): string | undefined {
  const action = findDeciding(figures, step, value)
  return action === undefined ? undefined : placeLink(presentation, action.span)
}

function placeLink(presentation: Presentation, span: Span): string | undefined {
  const place = presentation.tacticsPlace(span)
  return place === undefined ? undefined : `${code(place.text)} ${link(plain(place.label), place.href)}`
}

/** Scope, phase and source line of a node. */
export function placeText({ model, presentation }: HoverContext, node: number): string | undefined {
  const { scope, phase, source } = placeOf(model.program, node)
  const parts = [
    ...(scope === '' ? [] : [code(scope)]),
    ...(phase === 'none' ? [] : [phase]),
    ...(source === undefined
      ? []
      : [link(plain(`${source.file}:${source.line}`), presentation.sourceAddress(source.file, source.line))]),
  ]
  return parts.length === 0 ? undefined : parts.join(' · ')
}

/** `1 operation`, `31 operations`. */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  count === 1 ? `1 ${one}` : `${formatCount(count)} ${many}`
