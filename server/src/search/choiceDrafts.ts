// Choices while they are gathered: classes that have the same key are one.
import type { Seed } from './choices'
import type { DimClasses } from './dimClasses'

export interface ChoiceDraft {
  readonly seeds: Seed[]
  /** Roots of its classes. */
  readonly roots: number[]
  weight: number
  meetsItself: boolean
}

/** Adds a class, told by its root, to the choice of the key. */
export function addClass(
  drafts: Map<string, ChoiceDraft>,
  key: string,
  { weight, meetsItself }: DimClasses,
  { root, seeds }: { readonly root: number; readonly seeds: readonly Seed[] },
): void {
  const draft = drafts.get(key) ?? { seeds: [], roots: [], weight: 0, meetsItself: false }
  draft.seeds.push(...seeds)
  draft.roots.push(root)
  draft.weight += weight[root]!
  draft.meetsItself ||= meetsItself[root] === 1
  drafts.set(key, draft)
}
