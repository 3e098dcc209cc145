// Problems as compilers print them: file:line:column: severity: message [code].
import type { ReportedProblem } from '../engine/reportFormat'

/** One line a problem, errors first as they stand in the file. */
export const printProblems = (problems: readonly ReportedProblem[]): string =>
  problems
    .map(
      ({ file, line, column, severity, message, code }) =>
        `${file}:${line}:${column}: ${severity}: ${message} [${code}]`,
    )
    .join('\n')

export const hasErrors = (problems: readonly ReportedProblem[]): boolean =>
  problems.some(({ severity }) => severity === 'error')

/** Expectations that fail are errors of their own kind: they end with another exit code. */
export const isExpectation = (problem: ReportedProblem): boolean => problem.code === 'expect.failed'
