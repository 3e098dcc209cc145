// Keeps what searches have found by the question: an unchanged question is not searched again.
import type { AutoOptions, AutoProgress, AutoQuestion, FoundStrategy } from './autoTactic'
import { solveAuto } from './autoTactic'

export interface SolverOptions extends Omit<AutoOptions, 'onProgress'> {
  readonly onProgress?: (question: AutoQuestion, progress: AutoProgress) => void
}

export type Solve = (question: AutoQuestion) => FoundStrategy

/** Searches on this thread when a question is new. */
export function createSolver({ onProgress, ...options }: SolverOptions = {}): Solve {
  const known = new Map<string, FoundStrategy>()
  return (question) => {
    const found =
      known.get(question.key) ??
      solveAuto(question, { ...options, onProgress: (progress) => onProgress?.(question, progress) })
    if (found.isWhole) known.set(question.key, found)
    return found
  }
}
