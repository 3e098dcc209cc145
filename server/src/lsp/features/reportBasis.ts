// What the figures of a session depend on, but for the schedule looked at -> one short text: equal texts, models and settings have it equal.
import { createHash } from 'node:crypto'
import type { FoundStrategy } from '../../engine/search/autoTactic'
import type { Changes } from '../../protocol/costs'
import type { AnalysisInput } from '../../worker/messages'
import type { SessionResult } from '../sessionResult'

/** `input` is what the worker is asked with; `changes` are what a what-if question is about. */
export function basisOf(result: SessionResult, input: AnalysisInput, changes: Changes | undefined): string {
  const { modelKey, sources, deviceFile, asked } = result
  const { device, overlap, moduleShardings, tripCount } = input
  const parts = [
    [modelKey, tripCount, moduleShardings],
    [device, overlap, deviceFile?.path, deviceFile?.text],
    sources.map(({ path, text }) => [path, text]),
    asked.map((key) => [key, numberOf(input.found.get(key))]),
    changes,
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

const numbers = new WeakMap<FoundStrategy, number>()
let last = 0

/** A search that was begun anew may find another one for the same question. */
function numberOf(strategy: FoundStrategy | undefined): number {
  if (strategy === undefined) return 0
  const known = numbers.get(strategy) ?? ++last
  numbers.set(strategy, known)
  return known
}
