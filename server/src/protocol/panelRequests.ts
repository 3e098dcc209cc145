// How the editor asks the server for what panels show.
import type { Alternatives, Changes, CostsReport, ScheduleDifference, SweepResult } from './costs'
import type { CollectivePlace } from './graph'

/** Request, client to server; answers `CostsAnswer`. */
export const costsRequest = 'shardlens/costs'

export interface CostsParams {
  /** The tactics file. */
  readonly uri: string
  /** What is other than in the file, for a what-if question. */
  readonly changes?: Changes
  /** Of this schedule, as if it were the active one: ahead of need, so it gives way to all that a person waits for. */
  readonly schedule?: string
  /** Keys of reports that whoever asks has: none of them is made anew. */
  readonly known?: readonly string[]
}

/** What tells reports of one file apart. */
export const keyOfReport = ({
  basis,
  schedule,
  applied,
}: Pick<CostsReport, 'basis' | 'schedule' | 'applied'>): string => JSON.stringify([basis, schedule, applied])

/** `none`: there is nothing to analyse, or the analysis ended early; a newer status follows, but for what was asked ahead of need. */
export type CostsAnswer =
  | { readonly kind: 'report'; readonly report: CostsReport }
  /** It is the one with this key. */
  | { readonly kind: 'known'; readonly key: string }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'none' }

/** Request, client to server: how many tactics of the active schedule count in hints, hovers and panels; all when left out. */
export const setAppliedRequest = 'shardlens/setApplied'

export interface SetAppliedParams {
  /** The tactics file. */
  readonly uri: string
  readonly applied?: number
}

/** Request, client to server: every schedule on every mesh of that many devices. Cancellable; answers null then. */
export const sweepRequest = 'shardlens/sweep'

export interface SweepParams {
  readonly uri: string
  readonly devices: number
}

export type SweepAnswer = SweepResult | { readonly message: string } | null

/** Notification, server to client. */
export const sweepProgressNotification = 'shardlens/sweepProgress'

export interface SweepProgressParams {
  readonly uri: string
  readonly done: number
  readonly total: number
}

/** Second argument of the editor's command `shardlens.showCosts`, beside the address of the tactics file. */
export interface CostsWish {
  /** How many tactics of the active schedule are to be looked at. */
  readonly applied?: number
  /** How many devices are to be swept over. */
  readonly devices?: number
}

/** Request, client to server: what differs between two schedules of a file; null when one is not there. */
export const differenceRequest = 'shardlens/difference'

export interface DifferenceParams {
  readonly uri: string
  readonly from: string
  readonly to: string
}

export type DifferenceAnswer = ScheduleDifference | null

/** Request, client to server: makes the changes in the file, by an edit of the workspace. Answers why it could not, or null. */
export const writeChangesRequest = 'shardlens/writeChanges'

export interface WriteChangesParams {
  readonly uri: string
  readonly changes: Changes
}

/** Request, client to server: what could be done instead of the active schedule; null where there are no figures. */
export const alternativesRequest = 'shardlens/alternatives'

export interface AlternativesParams {
  readonly uri: string
  /** Instead of this one of its collectives. */
  readonly collective?: CollectivePlace
}

export type AlternativesAnswer = Alternatives | null

/** Request, client to server: writes one of them, by an edit of the workspace. Answers why it could not, or null. */
export const writeAlternativeRequest = 'shardlens/writeAlternative'

export interface WriteAlternativeParams {
  readonly uri: string
  /** That it was found for. */
  readonly collective?: CollectivePlace
  /** Of the text that it was found for. */
  readonly basis: string
  readonly title: string
}

/** Request, client to server: where a tactic of the active schedule, or a line of the model, lies. */
export const locateRequest = 'shardlens/locate'

export interface LocateParams {
  readonly uri: string
  /** Index of a tactic of the active schedule. */
  readonly tactic?: number
  /** `file:line`: a tactics file by its path, or a source as the model names it. */
  readonly source?: string
}

/** From 0; null when there is no such place. */
export type LocateAnswer = { readonly uri: string; readonly line: number; readonly character: number } | null
