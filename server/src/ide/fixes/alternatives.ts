// What could be done instead of the active schedule as it is: published strategies, tactics of the file that it leaves out, splits of
// what is large, what mends its problems, and each of its tactics left out.
import type { DiagnosticCode } from '../../base/diagnostics'
import type { Figures } from '../../cost/figures'
import { lineOf } from '../../engine/names'
import type { CollectivePlace } from '../../protocol/graph'
import { avoidCollective } from './avoidCollective'
import { byMemoryThenTime } from './choices'
import { removeFromSchedule } from './edits'
import type { Candidate, FixContext, Rated } from './fix'
import { saveMemory } from './overMemoryFix'
import type { Scene } from './scene'
import { sceneOf } from './scene'
import { tacticsFixes } from './table'

/** Simulations at most: of the example one takes some ten milliseconds. */
const mostSimulated = 16

/** Problems that say where time or memory is lost. */
const costly: readonly DiagnosticCode[] = ['cost.large-reshard', 'cost.large-replicated', 'shard.conflict']

/**
 * Each under a title of its own; empty where there are no figures. The same text gives the same ones. `collective`: what would make that
 * one cheaper or needless, alone.
 */
export function draftAlternatives(context: FixContext, collective?: CollectivePlace): readonly Candidate[] {
  const scene = sceneOf(context)
  if (scene === undefined) return []
  if (collective !== undefined) return avoidCollective(scene, findCollective(scene, collective))
  const mends = context.problems
    .filter(({ code }) => costly.includes(code))
    .flatMap((problem) => tacticsFixes[problem.code].flatMap((fix) => fix.make(context, problem)))
  const kinds = [mends, saveMemory(scene), leaveOut(scene)]
  const titles = new Set<string>()
  return interleave(kinds)
    .filter(({ title, needsSimulation, newFiles }) => {
      const isNew = needsSimulation && newFiles === undefined && !titles.has(title)
      titles.add(title)
      return isNew
    })
    .slice(0, mostSimulated)
}

/** The first at that place of the model; -1 for none. */
const findCollective = ({ evaluation }: Scene, { line, kind, axes }: CollectivePlace): number =>
  evaluation.local.collectives.findIndex(
    (one) =>
      one.kind === kind && one.axes.join() === axes.join() && lineOf(evaluation.state.program, one.node) === line,
  )

/** The first of each kind, then the second of each, and so on. */
function interleave(kinds: readonly (readonly Candidate[])[]): Candidate[] {
  const longest = Math.max(...kinds.map(({ length }) => length))
  return Array.from({ length: longest }, (_, i) => kinds.flatMap((kind) => kind[i] ?? [])).flat()
}

function leaveOut({ schedule }: Scene): Candidate[] {
  if (schedule === undefined) return []
  const names = [...new Set(schedule.tactics.map(({ text }) => text))]
  return names.flatMap((name) => {
    const edit = removeFromSchedule(schedule, name)
    const title = `Leave out ${name}`
    return edit === undefined ? [] : [{ kind: 'refactor.rewrite', title, edits: [edit], needsSimulation: true }]
  })
}

type Costs = Pick<Figures, 'peakMemory' | 'stepTime'>

/** Relative change of a figure below which nothing was gained or lost. */
const noise = 1e-4

const isSame = (a: Costs, b: Costs): boolean =>
  (['peakMemory', 'stepTime'] as const).every((figure) => {
    const [from, to] = [a[figure], b[figure]]
    return Math.abs(to - from) <= noise * Math.max(from, to)
  })

/** Those that change the figures, one for each outcome; what fits first, the fastest before the others. */
export function chooseAlternatives(rated: readonly Rated[], before: Costs): readonly Rated[] {
  const seen: Costs[] = [before]
  return byMemoryThenTime(
    rated.filter(({ after }) => {
      const isNew = after !== undefined && !seen.some((one) => isSame(one, after.figures))
      if (isNew) seen.push(after.figures)
      return isNew
    }),
  )
}
