// A document symbol, in offsets of its file; the server turns it into the protocol's.
import type { Span } from '../base/problems'

export type SymbolType =
  | 'file'
  | 'mesh'
  | 'axis'
  | 'device'
  | 'field'
  | 'tactic'
  | 'action'
  | 'schedule'
  | 'expectation'
  | 'function'
  | 'scope'
  | 'loop'
  | 'branch'
  | 'operation'
  | 'argument'

export interface Symbol {
  /** Never empty: editors refuse such symbols. */
  readonly name: string
  readonly detail: string
  readonly kind: SymbolType
  readonly span: Span
  /** Inside `span`. */
  readonly selection: Span
  /** Inside `span`, in order. */
  readonly children?: readonly Symbol[]
}
