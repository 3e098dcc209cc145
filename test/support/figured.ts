// A model with tactics, analysed as the editor does it: what features of models are asked with.
import { createAnalyzer } from '../../server/src/engine/analyze'
import { loadModel } from '../../server/src/engine/loadModel'
import type { LoadedModel } from '../../server/src/engine/analysis'
import type { Snapshot } from '../../server/src/engine/snapshot'
import { attachSnapshot, detachSnapshot, makeSnapshot } from '../../server/src/engine/snapshot'
import { encodeText } from '../../server/src/mlir/text'
import { parseTactics } from '../../server/src/tactics/parseTactics'
import { getTacticsParser } from './tacticsParser'

export interface Figured {
  readonly model: LoadedModel
  readonly snapshot: Snapshot
}

/** The first schedule, or the one named, as it comes out of the worker. */
export async function figure(modelText: string, tactics: string, active?: string): Promise<Figured> {
  const model = loadModel(encodeText(modelText))
  const { value: file, problems: syntaxProblems } = parseTactics(await getTacticsParser(), tactics)
  const analysis = createAnalyzer().analyze({ file, syntaxProblems, model })
  if (analysis === undefined) throw new Error('cancelled')
  return { model, snapshot: attachSnapshot(detachSnapshot(makeSnapshot(analysis, active)), model.program) }
}
