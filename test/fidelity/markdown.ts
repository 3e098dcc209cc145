// The tables of docs/FIDELITY.md and README.md, between their markers.
import type { CollectiveComparison } from './collectiveRows'
import type { Cells } from './print'
import { collectiveCells, familyCells, measuredCells, summaryCells, switchedCells, unmatchedCells } from './print'
import type { Report } from './report'

/** Where the tables stand. */
export const documents = ['docs/FIDELITY.md', 'README.md']

/** What stands between the markers, by their name. */
export const markdownParts = (report: Report): Readonly<Record<string, string>> => ({
  measured: printMarkdown(measuredCells(report.rows)),
  summary: printMarkdown(summaryCells(report.rows)),
  families: printMarkdown(familyCells(report.rows)),
  collectives: printMarkdown(collectiveCells(report.collectives)),
  switches: printMarkdown(switchedCells(report.collectives.filter((one) => shownSwitches.test(one.case)))),
  unmatched: printMarkdown(unmatchedCells(report.collectives.filter(isLarge))),
})

/** One transformer, gated and tied, stands for all: the JSON has every case. */
const shownSwitches = /^t4_train (BP 8|MP 2|BP\+MP 4x2|BP\+MP\+Z3 4x2)$/

/** Whether what one side alone has comes to more than a hundredth of what is moved. */
function isLarge({ unmatched, theirs }: CollectiveComparison): boolean {
  const sum = (groups: readonly { readonly ringBytes: number }[]): number =>
    groups.reduce((total, { ringBytes }) => total + ringBytes, 0)
  return sum(unmatched) > 0.01 * sum(theirs)
}

function printMarkdown([head = [], ...rows]: Cells): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** The text with its marked parts renewed; parts that it has no markers for are left out. */
export function renewParts(text: string, parts: Readonly<Record<string, string>>): string {
  let renewed = text
  for (const [name, part] of Object.entries(parts)) {
    const [begin, end] = [`<!-- fidelity ${name}: begin -->`, `<!-- fidelity ${name}: end -->`]
    const [from, to] = [renewed.indexOf(begin), renewed.indexOf(end)]
    if (from >= 0 && to > from) renewed = `${renewed.slice(0, from + begin.length)}\n\n${part}\n\n${renewed.slice(to)}`
  }
  return renewed
}
