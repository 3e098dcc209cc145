// An explanation as text: Markdown for hovers, plain lines for the command line. The figure first, then how it comes about.
import { formatQuantity } from '../base/format'
import type { Assumption } from '../cost/assumptions'
import type { Explanation, Term } from '../cost/explain/explanation'
import { bulletTable, code } from './markdown'

/** `step_time = 1.78 s`, and what decides it. */
const headOf = ({ title, value, unit, regime }: Explanation): string =>
  `${title} ${formatQuantity(value, unit)}${regime === undefined ? '' : ` · ${regime}`}`

/** The formula and the same with numbers, which ends in the figure. */
function formulaLines({ formula, substituted, value, unit }: Explanation): string[] {
  const figure = formatQuantity(value, unit)
  // One term that is the figure says nothing twice.
  return [`= ${formula}`, substituted === figure ? `= ${figure}` : `= ${substituted} = ${figure}`]
}

/** Hover of one figure: value, formula, terms with their sources, assumptions. */
export function explanationMarkdown(explanation: Explanation): string {
  const { title, value, unit, regime, terms, source, assumptions } = explanation
  const head = `**${title}** ${formatQuantity(value, unit)}${regime === undefined ? '' : ` · ${regime}`}`
  const rows = terms.map((term) => [
    code(term.symbol),
    nameOf(term),
    formatTerm(term),
    term.source === source ? '' : term.source,
  ])
  return [
    head,
    block(formulaLines(explanation)),
    ...(rows.length === 0 ? [] : [bulletTable(['', 'what', 'value', 'source'], rows)]),
    `_${source}_`,
    ...assumptionParagraph(assumptions),
  ].join('\n\n')
}

/** The same where there is little room: formula and numbers alone, in a block that may stand in a list. */
export const explanationBlock = (explanation: Explanation): string => block(formulaLines(explanation))

const block = (lines: readonly string[]): string => ['```', ...lines, '```'].join('\n')

/** `assumes: …`, each with its own line; nothing where nothing is assumed. */
export function assumptionParagraph(texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : [`assumes:\n${texts.map((text) => `- ${text}`).join('\n')}`]
}

/** All that a schedule's figures rest on, for hovers of schedules and tactics. */
export const scheduleAssumptions = (assumptions: readonly Assumption[]): string[] =>
  assumptionParagraph(assumptions.map(({ text }) => text))

/** A name that says more than the symbol. */
const nameOf = ({ name, symbol }: Term): string => (name === symbol ? '' : name)

const formatTerm = ({ value, unit }: Term): string => formatQuantity(value, unit)

/** Lines for a terminal. */
export function explanationLines(explanation: Explanation): string[] {
  const { terms, source, assumptions } = explanation
  const width = (read: (term: Term) => string): number => Math.max(0, ...terms.map((term) => read(term).length))
  const [symbols, values] = [width(({ symbol }) => symbol), width(formatTerm)]
  return [
    headOf(explanation),
    ...formulaLines(explanation).map((line) => `  ${line}`),
    ...terms.map((term) => {
      const number = `    ${term.symbol.padEnd(symbols)}  ${formatTerm(term).padStart(values)}`
      const from = term.source === source ? '' : `(${term.source})`
      return `${number}  ${[nameOf(term), from].filter((text) => text !== '').join(' ')}`.trimEnd()
    }),
    `  source: ${source}`,
    ...assumptions.map((text) => `  assumes: ${text}`),
  ]
}
