// Fixes of values that cannot be meant: an empty range, a tactic twice in a schedule, two axes of a manual tactic, an order of dtypes,
// axes without a size.
import type { Span } from '../../base/problems'
import type { PatternSegment, Tactic } from '../../tactics/syntaxTree'
import { actionText, bodyText, insertAfter } from './bodyEdits'
import { freshName, removeFromSchedule } from './edits'
import type { Candidate, FixContext, ProblemFix } from './fix'
import { comparisonsIn } from './conditionFixes'
import { changeTo, removeCandidate } from './nearestNameFixes'

export const badValueFix: ProblemFix<FixContext> = {
  summary:
    'turn an empty range, take out a name that stands twice, split a tactic on several axes, compare dtypes by `==`',
  make: (context, { span }) => [
    ...fixRange(context, span),
    ...fixSchedule(context, span),
    ...fixAxes(context, span),
    ...fixDtype(context, span),
  ],
}

function fixRange({ file }: FixContext, span: Span): Candidate[] {
  const targets = file.tactics.flatMap(({ actions }) => actions.map(({ target }) => target))
  const ranges = targets.flatMap((target) => (target.kind === 'path' ? target.segments.flatMap(rangesIn) : []))
  const range = ranges.find((one) => one.span.start === span.start && one.span.end === span.end)
  return range === undefined ? [] : changeTo(span, [`${range.to}..${range.from}`])
}

function rangesIn(segment: PatternSegment): Extract<PatternSegment, { kind: 'range' }>[] {
  if (segment.kind === 'range') return [segment]
  return segment.kind === 'alternatives' ? segment.options.flat().flatMap(rangesIn) : []
}

function fixSchedule({ file }: FixContext, span: Span): Candidate[] {
  for (const schedule of file.schedules) {
    const index = schedule.tactics.findIndex((one) => one.span.start === span.start)
    const name = schedule.tactics[index]?.text
    if (name === undefined) continue
    const tactics = schedule.tactics.slice(index)
    const removal =
      index === 0 ? removeFromSchedule(schedule, name) : removeLater(schedule.tactics[index - 1]!, tactics[0]!)
    return removal === undefined ? [] : [removeCandidate(`Remove the second \`${name}\``, [removal])]
  }
  return []
}

const removeLater = (before: { readonly span: Span }, own: { readonly span: Span }) => ({
  span: { start: before.span.end, end: own.span.end },
  newText: '',
})

function fixAxes(context: FixContext, span: Span): Candidate[] {
  const { file } = context
  const tactic = file.tactics.find(({ axes }) => axes.some((axis) => axis.span.start === span.start))
  const [first, ...others] = tactic?.axes ?? []
  const last = others.at(-1)
  if (tactic === undefined || tactic.isAutomatic || first === undefined || last === undefined) return []
  const edits = [{ span: { start: first.span.end, end: last.span.end }, newText: '' }]
  const single: Candidate = { kind: 'quickfix', title: `Keep \`${first.text}\` alone`, edits, needsSimulation: true }
  return tactic.actions.length === 0 ? [single] : [splitByAxis(context, tactic), single]
}

/** One tactic an axis, all with the same actions, one after the other in every schedule. */
function splitByAxis({ file, sources }: FixContext, tactic: Tactic): Candidate {
  const [first, ...others] = tactic.axes
  const names: string[] = []
  const texts = others.map(({ text }) => {
    const name = freshName(
      { ...file, tactics: [...file.tactics, ...names.map(asTactic(tactic))] },
      `${tactic.name.text}_${text}`,
    )
    names.push(name)
    return `tactic ${name} on ${text} ${bodyText(tactic.actions.map((action) => actionText(sources, action)))}`
  })
  const cut = { span: { start: first!.span.end, end: others.at(-1)!.span.end }, newText: '' }
  const used = file.schedules.flatMap(({ tactics }) => tactics.filter(({ text }) => text === tactic.name.text))
  const listed = used.map(({ span }) => ({
    span: { start: span.end, end: span.end },
    newText: `, ${names.join(', ')}`,
  }))
  const edits = [cut, insertAfter(sources, tactic, texts.join('\n')), ...listed]
  return { kind: 'quickfix', title: 'Split it into one tactic for each axis', edits, needsSimulation: true }
}

const asTactic =
  (tactic: Tactic) =>
  (text: string): Tactic => ({ ...tactic, name: { ...tactic.name, text } })

function fixDtype({ file, sources }: FixContext, span: Span): Candidate[] {
  const conditions = file.tactics.flatMap(({ actions }) => actions.flatMap(({ condition }) => condition ?? []))
  const found = conditions
    .flatMap(comparisonsIn)
    .find((one) => one.span.start === span.start && one.property === 'dtype')
  const isOrdered = found !== undefined && found.operator !== '==' && found.operator !== '!='
  if (!isOrdered || typeof found.value !== 'string' || sources.length === 0) return []
  return changeTo(span, [`dtype == ${found.value}`, `dtype != ${found.value}`])
}
