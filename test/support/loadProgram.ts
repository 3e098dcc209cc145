// Model text -> Program, and tactics text -> tree, for tests.
import { severityOf } from '../../server/src/base/diagnostics'
import { encodeText } from '../../server/src/mlir/text'
import { loadModel } from '../../server/src/engine/loadModel'
import type { Program } from '../../server/src/sharding/program'
import { parseTactics } from '../../server/src/tactics/parseTactics'
import type { TacticsFile } from '../../server/src/tactics/syntaxTree'
import { getTacticsParser } from './tacticsParser'

/** The program of a model without errors. */
export function loadProgram(text: string): Program {
  const { program, problems } = loadModel(encodeText(text))
  const errors = problems.filter(({ code }) => severityOf(code) === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return program
}

/** The tree of a text without syntax errors. */
export async function readTactics(text: string): Promise<TacticsFile> {
  const { value, problems } = parseTactics(await getTacticsParser(), text)
  const faults = problems.filter(({ code }) => code === 'tactics.syntax')
  if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('\n'))
  return value
}
