// Loads tree-sitter and the tactics grammar, both WebAssembly, from files.
import { readFile } from 'node:fs/promises'
import { Language, Parser } from 'web-tree-sitter'
import type { TacticsParser } from '../tactics/parseTactics'

export interface TacticsParserPaths {
  /** web-tree-sitter.wasm. */
  readonly runtimeWasm: string
  /** tree-sitter-tactics.wasm. */
  readonly grammarWasm: string
}

/** A parser for one thread. Rejects when a file is missing or is not what it should be. */
export async function loadTacticsParser(paths: TacticsParserPaths): Promise<TacticsParser> {
  // The runtime is read here: where it lies says the host, not the bundle it runs in.
  await Parser.init({ wasmBinary: await readFile(paths.runtimeWasm) })
  const language = await Language.load(await readFile(paths.grammarWasm))
  const parser = new Parser()
  parser.setLanguage(language)
  return parser
}
