// What the automatic tactics of one analysis ask of searches: answered from what was found before, noted where nothing was.
import type { LoadedModel } from '../engine/analysis'
import type { AutoQuestion, FoundStrategy } from '../engine/search/autoTactic'
import type { DetachedQuestion } from '../engine/search/detachQuestion'
import { detachQuestion } from '../engine/search/detachQuestion'

export interface AskedQuestions {
  readonly keys: ReadonlySet<string>
  /** Not answered yet, by key, in the order in which they were asked. */
  readonly open: ReadonlyMap<string, DetachedQuestion>
  readonly solve: (question: AutoQuestion, model: LoadedModel) => FoundStrategy | undefined
}

export function createAsked(found: ReadonlyMap<string, FoundStrategy>): AskedQuestions {
  const keys = new Set<string>()
  const open = new Map<string, DetachedQuestion>()
  return {
    keys,
    open,
    solve: (question, { program }) => {
      keys.add(question.key)
      const strategy = found.get(question.key)
      if (strategy === undefined) open.set(question.key, detachQuestion(question, program))
      return strategy
    },
  }
}
