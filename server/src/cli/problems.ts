// Problems as compilers print them: file:line:column: severity: message [code].
import type { ReportedProblem } from '../engine/reportFormat'

/** One line a problem, file by file, as they stand there. */
export function printProblems(problems: readonly ReportedProblem[]): string {
  const files = [...new Set(problems.map(({ file }) => file))]
  const sorted = [...problems].sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  )
  return sorted
    .map(
      ({ file, line, column, severity, message, code }) =>
        `${file}:${line}:${column}: ${severity}: ${message} [${code}]`,
    )
    .join('\n')
}

export const hasErrors = (problems: readonly ReportedProblem[]): boolean =>
  problems.some(({ severity }) => severity === 'error')

/** Expectations that fail are errors of their own kind: they end with another exit code. */
export const isExpectation = (problem: ReportedProblem): boolean => problem.code === 'expect.failed'
