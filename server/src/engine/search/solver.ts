// Keeps what searches have found by the question: an unchanged question is not searched again.
import type { AutoProgress, AutoQuestion, FoundStrategy } from './autoTactic'
import { solveAuto } from './autoTactic'

export type Solve = (question: AutoQuestion) => FoundStrategy | undefined

/** Searches on this thread when a question is new. */
export function createSolver(onProgress?: (question: AutoQuestion, progress: AutoProgress) => void): Solve {
  const known = new Map<string, FoundStrategy>()
  return (question) => {
    const found = known.get(question.key) ?? solveAuto(question, (progress) => onProgress?.(question, progress))
    known.set(question.key, found)
    return found
  }
}
