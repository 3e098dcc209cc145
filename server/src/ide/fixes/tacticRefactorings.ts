// Tactics taken apart and put together: actions extracted into a tactic of their own, a tactic split, inlined into its neighbour, or
// moved to an included file. Schedules follow, so that what is applied stays in its order.
import type { Span } from '../../base/problems'
import type { Action, Schedule, Tactic } from '../../tactics/syntaxTree'
import {
  actionText,
  bodyText,
  insertAfter,
  insertBefore,
  removeActions,
  removeStatement,
  replaceActions,
} from './bodyEdits'
import { addToSchedule, freshName, removeFromSchedule, textAt } from './edits'
import type { Candidate, FixContext, Refactoring, TextEdit } from './fix'
import { namedBy } from './pathRefactorings'

export const extractActions: Refactoring<FixContext> = {
  summary: 'extract actions into a tactic of their own, or split a tactic in two',
  make: (context, selection) => {
    const tactic = context.file.tactics.find(({ actions }) => actions.some(({ span }) => touches(span, selection)))
    if (tactic === undefined || tactic.isAutomatic) return []
    const chosen = tactic.actions.flatMap(({ span }, i) => (touches(span, selection) ? [i] : []))
    const [first] = chosen
    if (first === undefined || chosen.length === tactic.actions.length) return []
    const name = nameFor(context, tactic, tactic.actions[first]!)
    const what = chosen.length === 1 ? 'the action' : `${chosen.length} actions`
    const extraction = extract(context, tactic, new Set(chosen), name)
    const candidates = [candidate('refactor.extract', `Extract ${what} into tactic \`${name}\``, extraction)]
    const isEnd = chosen.length === tactic.actions.length - first
    if (first === 0 || isEnd) return candidates
    const rest = new Set(tactic.actions.flatMap((_, i) => (i >= first ? [i] : [])))
    const split = extract(context, tactic, rest, name)
    return [
      ...candidates,
      candidate('refactor.extract', `Split tactic \`${tactic.name.text}\` before this action`, split),
    ]
  },
}

const touches = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end

const candidate = (kind: Candidate['kind'], title: string, edits: readonly TextEdit[]): Candidate => ({
  kind,
  title,
  edits,
  needsSimulation: true,
})

/** `Megatron_attn`: the last plain word of the first action's path. */
function nameFor({ file }: FixContext, { name }: Tactic, { target }: Action): string {
  const words =
    target.kind === 'path'
      ? target.segments.flatMap((segment) => (segment.kind === 'glob' ? [segment.text] : []))
      : target.kind === 'scope'
        ? target.scope.split('/')
        : []
  const word = words.findLast((text) => /^[A-Za-z]\w*$/.test(text)) ?? 'part'
  return freshName(file, `${name.text}_${word}`)
}

/** The chosen actions as a tactic before or behind their own, there and in all schedules. */
function extract(context: FixContext, tactic: Tactic, chosen: ReadonlySet<number>, name: string): TextEdit[] {
  const { file, sources } = context
  const lines = tactic.actions.flatMap((action, i) => (chosen.has(i) ? [actionText(sources, action)] : []))
  const head = `tactic ${name} on ${tactic.axes.map(({ text }) => text).join(', ')}`
  const text = `${head} ${lines.length === 1 ? `{\n  ${lines[0]!}\n}` : bodyText(lines)}`
  const isBefore = goesBefore(context, tactic, chosen)
  const listed = file.schedules.flatMap((schedule) => {
    const index = schedule.tactics.findIndex((one) => one.text === tactic.name.text)
    return index < 0 ? [] : [addToSchedule(schedule, name, isBefore ? index : index + 1)]
  })
  const inserted = isBefore ? insertBefore(sources, tactic, text) : insertAfter(sources, tactic, text)
  return [inserted, ...removeActions(sources, tactic, chosen), ...listed]
}

/**
 * In a tactic the first action that names a value counts, so what is extracted from behind another action that names the same goes
 * behind. Else the order of the text decides: what stood last goes behind.
 */
function goesBefore({ model }: FixContext, { actions }: Tactic, chosen: ReadonlySet<number>): boolean {
  const last = actions.length - 1
  if (model !== undefined) {
    const kept = actions.filter((_, i) => !chosen.has(i))
    const own = namedBy(
      actions.filter((_, i) => chosen.has(i)),
      model.program,
    )
    const rival = kept.find((action) => [...namedBy([action], model.program)].some((value) => own.has(value)))
    if (rival !== undefined) return actions.indexOf(rival) > Math.min(...chosen)
  }
  return !chosen.has(last)
}

export const inlineTactic: Refactoring<FixContext> = {
  summary: 'inline a tactic into its neighbour on the same axis',
  make: (context, selection) => {
    const { file } = context
    const tactic = file.tactics.find(({ headSpan }) => touches(headSpan, selection))
    if (tactic === undefined || tactic.isAutomatic || tactic.actions.length === 0) return []
    const orders = schedulesOf(context, tactic)
    return [-1, 1].flatMap((step) => {
      const neighbours = new Set(orders.map((order) => order[order.indexOf(tactic.name.text) + step]))
      const [only] = neighbours
      const into = neighbours.size === 1 ? file.tactics.find(({ name }) => name.text === only) : undefined
      if (into === undefined || !canJoin(context, tactic, into)) return []
      const title = `Inline tactic \`${tactic.name.text}\` into \`${into.name.text}\``
      return [candidate('refactor.inline', title, inline(context, tactic, into, step))]
    })
  },
}

/** Names in the order of application, of each schedule that applies the tactic. */
function schedulesOf({ file }: FixContext, tactic: Tactic): string[][] {
  if (isTwice(file.tactics, tactic)) return []
  if (file.schedules.length === 0) return [file.tactics.map(({ name }) => name.text)]
  return namesOf(file.schedules).filter((names) => names.includes(tactic.name.text))
}

const namesOf = (schedules: readonly Schedule[]): string[][] =>
  schedules.map(({ tactics }) => tactics.map(({ text }) => text))

/** A name defined twice, of which schedules mean the first. */
const isTwice = (tactics: readonly Tactic[], { name }: Tactic): boolean =>
  tactics.filter((other) => other.name.text === name.text).length > 1

/** On the same axis, and applied by the same schedules. */
function canJoin({ file }: FixContext, tactic: Tactic, into: Tactic): boolean {
  const isAlike = !into.isAutomatic && into.axes[0]?.text === tactic.axes[0]?.text && into.actions.length > 0
  return (
    isAlike &&
    namesOf(file.schedules).every((names) => names.includes(tactic.name.text) === names.includes(into.name.text))
  )
}

function inline({ file, sources }: FixContext, tactic: Tactic, into: Tactic, step: number): TextEdit[] {
  const lines = tactic.actions.map((action) => actionText(sources, action))
  const at = step < 0 ? into.actions.length - 1 : 0
  const own = actionText(sources, into.actions[at]!)
  const joined = step < 0 ? [own, ...lines] : [...lines, own]
  const removals = file.schedules.flatMap((schedule) => removeFromSchedule(schedule, tactic.name.text) ?? [])
  return [...replaceActions(sources, into, { from: at, to: at }, joined), removeStatement(sources, tactic), ...removals]
}

const mostFiles = 3

export const moveTactic: Refactoring<FixContext> = {
  summary: 'move a tactic to a file that is included',
  make: ({ file, sources }, selection) => {
    const [main, ...included] = sources
    const tactic = file.tactics.find(({ headSpan }) => touches(headSpan, selection))
    // Without schedules the order of the file counts, and a move would change it.
    if (main === undefined || tactic === undefined || tactic.span.start > main.text.length) return []
    if (file.schedules.length === 0) return []
    return included.slice(0, mostFiles).map(({ path, text, start }): Candidate => {
      const end = start + text.length
      const gap = text === '' || text.endsWith('\n') ? '' : '\n'
      const newText = `${gap}${textAt(sources, tactic.span)}\n`
      const edits = [removeStatement(sources, tactic), { span: { start: end, end }, newText }]
      const name = path.replace(/^.*[\\/]/, '')
      const title = `Move tactic \`${tactic.name.text}\` to ${name}`
      return { kind: 'refactor.move', title, edits, needsSimulation: false }
    })
  },
}
