// cost.large-replicated: split the largest whole argument, and its likes, on each axis and dim that can.
import type { Outlook } from '../../engine/analyzer'
import { findLargeWhole } from '../../engine/findings'
import { addAction } from './addAction'
import { byMemoryThenTime, preferFirst } from './choices'
import type { Candidate, FixContext, ProblemFix } from './fix'
import type { Scene } from './scene'
import { openDims, sceneOf } from './scene'
import { likeArguments, nameArguments } from './targets'

const mostShown = 4

export const shardLargeReplicated: ProblemFix<FixContext> = {
  summary:
    'split the largest whole argument, and those like it in other layers, on an axis and dim that divide it, the fastest of what fits first',
  make: (context, problem) => {
    const scene = sceneOf(context)
    // Figures are those of the active schedule: another one's problem is for when that is active.
    if (scene?.schedule?.name.span.start !== problem.span.start) return []
    const first = findLargeWhole(scene.evaluation, scene.snapshot.device)[0]
    return first === undefined ? [] : optionsFor(scene, first.index)
  },
  choose: (rated, before) => {
    const useful = rated.filter(
      ({ after }) => after === undefined || before === undefined || after.figures.peakMemory < before.peakMemory,
    )
    // What takes a person's time is for a person to choose.
    const isNoSlower = ({ figures }: Outlook): boolean => before === undefined || figures.stepTime <= before.stepTime
    return preferFirst(byMemoryThenTime(useful).slice(0, mostShown), isNoSlower)
  },
}

function optionsFor(scene: Scene, index: number): Candidate[] {
  const { state, model } = scene
  const { program } = model
  const whole = likeArguments(program, index).filter((i) => isWhole(scene, i))
  const [pattern, ...others] = nameArguments(program, whole)
  const value = program.arguments[index]!
  const target = pattern === undefined || others.length > 0 ? model.module.arguments[index]!.path : pattern
  return state.mesh.axes.flatMap(({ name }, axis) =>
    openDims(state, value, axis).map((dim): Candidate => ({
      kind: 'quickfix',
      title: `Shard ${target} dim ${dim} on ${name}`,
      edits: addAction(scene, name, 'Shard', `${target}: ${dim}`),
      needsSimulation: true,
    })),
  )
}

function isWhole({ state, model }: Scene, index: number): boolean {
  const value = model.program.arguments[index]!
  return state.valueDim.subarray(value * state.axes, (value + 1) * state.axes).every((dim) => dim < 0)
}
