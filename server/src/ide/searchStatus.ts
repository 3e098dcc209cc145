// What is known of a search before it has found something, in a few words.
import { formatBytes, formatCount, formatSeconds } from '../base/format'
import type { AutoProgress } from '../engine/search/autoTactic'
import type { ScheduleSnapshot } from '../engine/snapshot'

export type SearchStatus =
  /** Behind other searches, or until the text has come to rest. */
  | { readonly kind: 'waiting' }
  /** Without progress before the first figures. */
  | { readonly kind: 'running'; readonly progress: AutoProgress | undefined }
  /** A person has ended it, and waits for the best so far. */
  | { readonly kind: 'ending' }
  /** A person has ended it before it had any figures. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly message: string }

/** By the key of the question; undefined where nobody searches. */
export type StatusOf = (key: string) => SearchStatus | undefined

/** `searching: 12 of 60 · 524 ms · 24.0 GiB so far`. */
export function describeSearch(status: SearchStatus | undefined): string {
  switch (status?.kind) {
    case undefined:
      return 'not searched yet'
    case 'waiting':
      return 'waiting to be searched'
    case 'running':
      return status.progress === undefined ? 'searching' : `searching: ${describeProgress(status.progress)} so far`
    case 'ending':
      return 'search is being stopped'
    case 'stopped':
      return 'search was stopped'
    case 'failed':
      return 'search failed'
  }
}

/** `12 of 60 · 524 ms · 24.0 GiB`. */
export const describeProgress = ({ best, evaluations, budget }: AutoProgress): string =>
  [
    `${formatCount(evaluations)} of ${formatCount(budget)}`,
    formatSeconds(best.stepTime),
    formatBytes(best.peakMemory),
  ].join(' · ')

/** `without Find`: what the figures of a schedule leave out, as no search has answered yet; undefined where nothing is. */
export function withoutOpen({ steps }: ScheduleSnapshot): string | undefined {
  const open = steps.filter(({ asked }) => asked !== undefined).map(({ tactic }) => tactic)
  return open.length === 0 ? undefined : `without ${open.join(', ')}`
}

/** Names of the tactics of a schedule; of those without a result it is said. */
export const namesOfSteps = ({ steps }: Pick<ScheduleSnapshot, 'steps'>): string[] =>
  steps.map(({ tactic, asked }) => (asked === undefined ? tactic : `${tactic} (not searched yet)`))
