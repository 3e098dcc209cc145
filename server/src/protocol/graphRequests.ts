// How the editor asks the server for what the graph panel shows.
import type { GraphDetails, GraphFound, GraphState, GraphStructure } from './graph'

/** What is open. Left out: what is open at first. */
export interface GraphView {
  readonly open?: readonly string[]
  /** Stacks whose members stand apart. */
  readonly apart?: readonly string[]
}

export interface GraphParams extends GraphView {
  /** The tactics file. */
  readonly uri: string
}

/** Request, client to server: the program with these groups open; null while there is none. Params `GraphParams`. */
export const graphRequest = 'shardlens/graph'
export type GraphAnswer = GraphStructure | null

/** Request, client to server: what the tactics that count make of it; null while there are no figures. Params `GraphParams`. */
export const graphStateRequest = 'shardlens/graphState'
export type GraphStateAnswer = GraphState | null

/** Request, client to server: one node of it, or one of its tiles; null when it is not there. */
export const graphDetailsRequest = 'shardlens/graphDetails'

export interface GraphDetailsParams extends GraphParams {
  readonly id: string
  readonly tile?: string
}
export type GraphDetailsAnswer = GraphDetails | null

/** Request, client to server: operations, tensors and scopes by name, or what stands at a line of the model (from 1). */
export const graphFindRequest = 'shardlens/graphFind'

export interface GraphFindParams {
  readonly uri: string
  readonly query?: string
  readonly line?: number
}

export interface GraphFindAnswer {
  readonly found: readonly GraphFound[]
  /** How many more there are. */
  readonly more: number
}
