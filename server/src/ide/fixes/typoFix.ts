// Text that cannot be read: a word on its line changed to the nearest keyword, property, value or unit that makes it readable.
import type { Problem } from '../../base/problems'
import { findNearest } from '../../tactics/nearestNames'
import { unitTexts } from '../../tactics/readCondition'
import { locate } from '../../tactics/sources'
import type { TextEdit, FixContext, ProblemFix } from './fix'
import { changeTo } from './nearestNameFixes'

const statements = ['model', 'mesh', 'device', 'tactic', 'schedule', 'include']
const inside = [
  'on',
  'auto',
  'where',
  'at',
  'result',
  'backward',
  'both',
  'expect',
  'and',
  'or',
  'not',
  'rank',
  'bytes',
  'elements',
  'dtype',
  'dim',
]
const values = ['first_divisible', 'largest_divisible', 'replicated', 'only']
const vocabulary = [...statements, ...inside, ...values, ...unitTexts]

/** Readings tried for one problem: each is a parse of the file. */
const mostTried = 24
const mostOffered = 3

/** Each candidate was read: the file has fewer problems of syntax with it. */
export const typoFix: ProblemFix<FixContext> = {
  summary: 'change a word to the nearest keyword, property, value or unit',
  make: (context, problem) => {
    const { parse } = context
    if (parse === undefined) return []
    const { source } = locate(context.sources, problem.span)
    const before = countFaults(parse(source.text).problems)
    const readable = wordChanges(context, problem)
      .slice(0, mostTried)
      .filter(({ span, newText }) => {
        const [start, end] = [span.start - source.start, span.end - source.start]
        return countFaults(parse(source.text.slice(0, start) + newText + source.text.slice(end)).problems) < before
      })
      .slice(0, mostOffered)
    const [first] = readable
    const same = readable.filter(({ span }) => span.start === first?.span.start)
    return first === undefined
      ? []
      : changeTo(
          first.span,
          same.map(({ newText }) => newText),
        )
  },
}

const countFaults = (problems: readonly Problem[]): number =>
  problems.filter(({ code }) => code === 'tactics.syntax').length

/** Words of the problem's line with their nearest readings, those at the problem first. */
function wordChanges({ sources }: FixContext, problem: Problem): TextEdit[] {
  const { source, span } = locate(sources, problem.span)
  const lineStart = source.text.lastIndexOf('\n', span.start - 1) + 1
  const line = /^[^\r\n]*/.exec(source.text.slice(lineStart))?.[0] ?? ''
  const code = line.replace(/\/\/.*$/, '').replaceAll(/"[^"]*"?/g, (text) => ' '.repeat(text.length))
  const words = [...code.matchAll(/[A-Za-z_]\w*/g)].map((match) => ({
    text: match[0],
    start: lineStart + match.index,
    away: Math.abs(lineStart + match.index - span.start),
  }))
  return words
    .sort((a, b) => a.away - b.away)
    .flatMap(({ text, start }) =>
      findNearest(text, vocabulary)
        .filter((name) => name !== text)
        .map((newText) => ({
          span: { start: source.start + start, end: source.start + start + text.length },
          newText,
        })),
    )
}
