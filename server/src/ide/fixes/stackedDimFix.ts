// shard.stacked-dim: values whose chosen dim stacks the layers of a loop get a dim of one layer, by its number.
import { isStackedDim } from '../../sharding/stackedDims'
import { localDimSize } from '../../sharding/state'
import type { Action, Tactic } from '../../tactics/syntaxTree'
import { printCondition } from '../../tactics/printTactics'
import type { Candidate, FixContext, ProblemFix } from './fix'
import type { Scene } from './scene'
import { sceneOf } from './scene'
import { findValues } from '../../sharding/bindTactic'
import { nameArguments } from './targets'

export const nameLayerDim: ProblemFix<FixContext> = {
  summary: 'name a dim that the axis divides and that stacks no layers, for the values whose stacked dim was taken',
  make: (context, problem) => {
    const scene = sceneOf(context)
    const tactic = scene?.tactics.find(({ actions }) =>
      actions.some(({ valueSpan }) => valueSpan.start === problem.span.start),
    )
    const action = tactic?.actions.find(({ valueSpan }) => valueSpan.start === problem.span.start)
    return scene === undefined || tactic === undefined || action === undefined ? [] : options(scene, tactic, action)
  },
}

function options(scene: Scene, tactic: Tactic, action: Action): Candidate[] {
  const { state, model } = scene
  const axis = state.mesh.axes.findIndex(({ name }) => name === tactic.axes[0]?.text)
  const dimOf = (value: number): number => state.valueDim[value * state.axes + axis]!
  const values = findValues(action, model.program)
  const stacked =
    axis < 0 ? [] : values.filter((value) => dimOf(value) >= 0 && isStackedDim(state, value, dimOf(value)))
  const fitting = stacked.map((value) => layerDims(scene, value, axis))
  const common = (fitting[0] ?? []).filter((dim) => fitting.every((dims) => dims.includes(dim)))
  return common.map((dim) => ({
    kind: 'quickfix',
    title: `Use dim ${dim} of each layer`,
    edits:
      stacked.length === values.length
        ? [{ span: action.valueSpan, newText: String(dim) }]
        : [
            {
              span: { start: action.span.start, end: action.span.start },
              newText: exceptions(scene, action, stacked, dim),
            },
          ],
    needsSimulation: true,
  }))
}

/** Dims that the axis divides and that stack no layers, as they were before the axis came to the value. */
function layerDims({ state, model }: Scene, value: number, axis: number): number[] {
  const { size } = state.mesh.axes[axis]!
  const taken = state.valueDim[value * state.axes + axis]!
  const rank = model.module.types[model.program.values.type[value]!]?.dims.length ?? 0
  return Array.from({ length: rank }, (_, dim) => dim).filter((dim) => {
    const local = localDimSize(state, value, dim)
    return dim !== taken && local > 1 && local % size === 0 && !isStackedDim(state, value, dim)
  })
}

/** Lines before the action, since the first one that names a value counts. */
function exceptions({ model }: Scene, { condition }: Action, stacked: readonly number[], dim: number): string {
  const indices = stacked.map((value) => model.program.arguments.indexOf(value)).filter((i) => i >= 0)
  const where = condition === undefined ? '' : ` where ${printCondition(condition)}`
  return nameArguments(model.program, indices)
    .map((pattern) => `${pattern}${where}: ${dim}\n  `)
    .join('')
}
