// cost.large-reshard: the value split as its use needs it, the tile that makes it lie otherwise left out, or the tactics in another order.
import type { Figures } from '../../cost/figures'
import type { ReshardGroup } from '../../engine/reshards'
import { findLargeReshards } from '../../engine/reshards'
import { avoidCollective } from './avoidCollective'
import type { FixContext, ModelFixContext, ProblemFix, Rated } from './fix'
import { sceneOf, tacticOfStep } from './scene'

const summary =
  'name the dim that the use needs, leave out the tile that it comes from, apply the tactics in the other order, or leave the tactic out (of these, what makes the step shorter)'

const mostShown = 4

/** At the tactic that brought the reshards about, or at the name of a schedule, whose problem leads to the tactic. */
export const avoidReshard: ProblemFix<FixContext> = {
  summary,
  make: (context, problem) => {
    const scene = sceneOf(context)
    if (scene === undefined) return []
    const places = [problem, ...(problem.related ?? []).filter(({ file }) => file === undefined)]
    const isBlamed = ({ tactic }: ReshardGroup): boolean =>
      places.some(({ span }) => span.start === tacticOfStep(scene, tactic)?.name.span.start)
    const group = findLargeReshards(scene.evaluation).find(isBlamed)
    return group === undefined ? [] : avoidCollective(scene, group.members[0] ?? -1)
  },
  choose,
}

/** At the operation in a model. */
export const avoidReshardThere: ProblemFix<ModelFixContext> = {
  summary,
  make: ({ tactics, model }, problem) => {
    const scene = tactics === undefined ? undefined : sceneOf(tactics)
    if (scene === undefined) return []
    const { collectives } = scene.evaluation.local
    const { nameStart } = model.module.columns.operations
    const isHere = (member: number): boolean =>
      nameStart[model.program.nodes.operation[collectives[member]!.node]!] === problem.span.start
    const member = findLargeReshards(scene.evaluation)
      .flatMap(({ members }) => members)
      .find(isHere)
    return member === undefined ? [] : avoidCollective(scene, member)
  },
  choose,
}

function choose(rated: readonly Rated[], before: Figures | undefined): Rated[] {
  return rated
    .filter(({ after }) => after === undefined || before === undefined || after.figures.stepTime < before.stepTime)
    .sort((a, b) => (a.after?.figures.stepTime ?? Infinity) - (b.after?.figures.stepTime ?? Infinity))
    .slice(0, mostShown)
}
