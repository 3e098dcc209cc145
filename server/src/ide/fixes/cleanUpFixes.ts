// Fixes that take out or put in a statement: unused, defined twice, without effect, shadowed, missing model or mesh.
import type { Problem, Span } from '../../base/problems'
import { findValues } from '../../sharding/bindTactic'
import { findNearest } from '../../tactics/nearestNames'
import type { MeshStatement, Schedule, Statement, Tactic } from '../../tactics/syntaxTree'
import { actionText, insertAfter, removeActions, removeStatement, replaceActions } from './bodyEdits'
import { addToSchedule, freshName, removeFromSchedule, textAt } from './edits'
import type { Candidate, FixContext, ProblemFix, TextEdit } from './fix'
import { removeCandidate } from './nearestNameFixes'

/** The tactic that a problem is said at. */
export const tacticAt = ({ file }: FixContext, { span }: Problem): Tactic | undefined =>
  file.tactics.find(({ name }) => name.span.start === span.start)

const mostSchedules = 4

export const unusedTacticFix: ProblemFix<FixContext> = {
  summary: 'add it to a schedule, or remove it',
  make: (context, problem) => {
    const tactic = tacticAt(context, problem)
    if (tactic === undefined) return []
    const name = tactic.name.text
    const additions = context.file.schedules.slice(0, mostSchedules).map((schedule): Candidate => ({
      kind: 'quickfix',
      title: `Add \`${name}\` to schedule \`${schedule.name.text}\``,
      edits: [addToSchedule(schedule, name)],
      needsSimulation: true,
    }))
    return [...additions, removeCandidate(`Remove tactic \`${name}\``, [removeStatement(context.sources, tactic)])]
  },
}

export const noEffectFix: ProblemFix<FixContext> = {
  summary: 'remove the tactic',
  make: (context, problem) => {
    const tactic = tacticAt(context, problem)
    if (tactic === undefined) return []
    const edits = removeTactic(context, tactic)
    return edits === undefined ? [] : [removeCandidate(`Remove tactic \`${tactic.name.text}\``, edits, true)]
  },
}

/** The tactic and its name in all schedules; undefined where a schedule would be left without tactics. */
export function removeTactic({ file, sources }: FixContext, tactic: Tactic): TextEdit[] | undefined {
  const edits: TextEdit[] = []
  for (const schedule of file.schedules.filter((one) => names(one, tactic))) {
    const removal = removeFromSchedule(schedule, tactic.name.text)
    if (removal === undefined) return undefined
    edits.push(removal)
  }
  return [...edits, removeStatement(sources, tactic)]
}

const names = (schedule: Schedule, { name }: Tactic): boolean => schedule.tactics.some(({ text }) => text === name.text)

export const redefinedFix: ProblemFix<FixContext> = {
  summary: 'remove the second definition, or give it another name',
  make: ({ file, sources }, { span }) => {
    const second = file.statements.find(
      (one) => one.span.start === span.start || ('name' in one && one.name.span.start === span.start),
    )
    if (second === undefined) return removeAxis(file.mesh, span)
    const removal = removeCandidate(describeRemoval(second), [removeStatement(sources, second)])
    if (second.kind !== 'tactic' && second.kind !== 'schedule') return [removal]
    const name = freshName(file, second.name.text)
    const edits = [{ span: second.name.span, newText: name }]
    return [{ kind: 'quickfix', title: `Rename it to \`${name}\``, edits, needsSimulation: false }, removal]
  },
}

/** An axis of the mesh that is there already, with the comma before it: the first one is never at fault. */
function removeAxis(mesh: MeshStatement | undefined, span: Span): Candidate[] {
  const axes = mesh?.axes ?? []
  const index = axes.findIndex(({ name }) => name.span.start === span.start)
  const [axis, before] = [axes[index], axes[index - 1]]
  if (axis === undefined || before === undefined) return []
  const removed = { start: before.span.end, end: axis.span.end }
  return [removeCandidate(`Remove the second axis \`${axis.name.text}\``, [{ span: removed, newText: '' }])]
}

const describeRemoval = (statement: Statement): string =>
  statement.kind === 'tactic' || statement.kind === 'schedule'
    ? `Remove the second ${statement.kind} \`${statement.name.text}\``
    : `Remove the second \`${statement.kind}\``

/** The first action that names a value counts, so an exception stands before its rule. */
export const shadowedFix: ProblemFix<FixContext> = {
  summary: 'remove the action, or move it before those that take its values',
  make: ({ file, sources, model }, { span }) => {
    const tactic = file.tactics.find(({ actions }) => actions.some(({ target }) => target.span.start === span.start))
    const index = tactic?.actions.findIndex(({ target }) => target.span.start === span.start) ?? -1
    const action = tactic?.actions[index]
    if (tactic === undefined || action === undefined) return []
    const removal = removeCandidate(`Remove \`${actionText(sources, action)}\``, [
      ...removeActions(sources, tactic, new Set([index])),
    ])
    if (model === undefined) return [removal]
    const own = new Set(findValues(action, model.program))
    const taker = tactic.actions.findIndex((other) => findValues(other, model.program).some((value) => own.has(value)))
    if (taker < 0 || taker >= index) return [removal]
    const texts = tactic.actions.map((other) => actionText(sources, other))
    const edits = replaceActions(sources, tactic, { from: taker, to: index }, [
      texts[index]!,
      ...texts.slice(taker, index),
    ])
    const title = `Move it before \`${texts[taker]!}\``
    const between = textAt(sources, { start: tactic.actions[taker]!.span.start, end: action.span.end })
    // A comment between belongs to one of the actions: which, a person decides.
    if (between.includes('//')) return [removal]
    return [{ kind: 'quickfix', title, edits, needsSimulation: true }, removal]
  },
}

export const includeCycleFix: ProblemFix<FixContext> = {
  summary: 'remove the include',
  make: ({ file, sources }, { span }) => {
    const include = file.includes.find(({ pathSpan }) => pathSpan.start === span.start)
    return include === undefined ? [] : [removeCandidate('Remove the include', [removeStatement(sources, include)])]
  },
}

const mostModels = 4

export const noModelFix: ProblemFix<FixContext> = {
  summary: 'name a model file of the folder',
  make: ({ sources, nearby = [] }) => {
    const own = (sources[0]?.path ?? '').replace(/^.*[\\/]/, '').replace(/\.tactics$/, '')
    const models = nearby.filter((file) => /\.mlir(\.gz)?$/.test(file))
    const stems = new Map(models.map((file) => [file.replace(/\.mlir(\.gz)?$/, ''), file]))
    const near = findNearest(own, [...stems.keys()]).flatMap((stem) => stems.get(stem) ?? [])
    const chosen = models.length === 0 ? ['model.mlir'] : [...new Set([...near, ...models])].slice(0, mostModels)
    return chosen.map((file, i) => ({
      kind: 'quickfix',
      title: `Insert \`model "${file}"\``,
      edits: [{ span: { start: 0, end: 0 }, newText: `model "${file}"\n` }],
      isPreferred: i === 0,
      needsSimulation: false,
    }))
  },
}

/** Sizes of axes that a file names without saying them. */
const assumedSize = 2

export const noMeshFix: ProblemFix<FixContext> = {
  summary: 'insert a mesh with the axes that the tactics name',
  make: ({ file, sources }) => {
    const named = [...new Set(file.tactics.flatMap(({ axes }) => axes.map(({ text }) => text)))]
    const axes = named.length === 0 ? ['batch', 'model'] : named
    const text = `mesh { ${axes.map((axis) => `${axis}: ${assumedSize}`).join(', ')} }`
    const edit =
      file.mesh !== undefined
        ? { span: file.mesh.span, newText: text }
        : file.model === undefined
          ? { span: { start: 0, end: 0 }, newText: `${text}\n` }
          : insertAfter(sources, file.model, text)
    return [{ kind: 'quickfix', title: `Insert \`${text}\``, edits: [edit], isPreferred: true, needsSimulation: true }]
  },
}
