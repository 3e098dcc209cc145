// The tactics parser for tests, loaded once a test file.
import { join } from 'node:path'
import type { TacticsParser } from '../../server/src/tactics/parseTactics'
import { loadTacticsParser } from '../../server/src/worker/loadTacticsParser'

const root = join(import.meta.dirname, '..', '..')
let parser: Promise<TacticsParser> | undefined

export function getTacticsParser(): Promise<TacticsParser> {
  parser ??= loadTacticsParser({
    runtimeWasm: join(root, 'node_modules', 'web-tree-sitter', 'web-tree-sitter.wasm'),
    grammarWasm: join(root, 'syntaxes', 'tactics', 'tree-sitter-tactics.wasm'),
  })
  return parser
}
