// What is wrong, as the cost panel lists it: problems of the tactics files and of the model, with where they go.
import { operationTable } from '../../model/operations'
import type { CostsReport } from '../../protocol/costs'
import type { Program } from '../../sharding/program'
import { NodeRole } from '../../sharding/program'
import type { ReportedProblem } from '../reportFormat'

export type PanelProblem = CostsReport['problems'][number]

/** What a path is called in the panel. */
type NameOf = (path: string) => string

export const tacticsProblems = (problems: readonly ReportedProblem[], name: NameOf): PanelProblem[] =>
  problems.map((problem) => listProblem(problem, name, { source: `${problem.file}:${problem.line}` }))

export const modelProblems = (problems: readonly ReportedProblem[], name: NameOf): PanelProblem[] =>
  problems.map((problem) => listProblem(problem, name, { line: problem.line }))

const listProblem = (
  { severity, code, message, file, line }: ReportedProblem,
  name: NameOf,
  place: PanelProblem['place'],
): PanelProblem => ({ severity, code, message, file: name(file), line, place })

/** How many operations the model has that no table knows. */
export function notUnderstood({ nodes, module }: Program): number {
  const { name } = module.columns.operations
  let count = 0
  for (let node = 0; node < nodes.count; node++) {
    if (nodes.role[node] !== NodeRole.operation) continue
    const kind = module.kinds[name[nodes.operation[node]!]!] ?? 'unknown'
    if (operationTable[kind].family === 'unknown') count++
  }
  return count
}
