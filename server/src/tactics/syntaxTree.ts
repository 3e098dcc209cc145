// The tactics file as a tree. Spans are UTF-16 offsets into its text.
import type { ComparisonOperator } from '../base/comparisons'
import type { Span } from '../base/problems'

/** A name with its place. */
export interface Name {
  readonly text: string
  readonly span: Span
}

/** One file, or a file and what it includes (includes.ts), whose spans are then offsets of the session (sources.ts). */
export interface TacticsFile {
  /** Where the file's own text ends; statements beyond are of files that it includes. */
  readonly ownEnd: number
  /** All statements that could be read, in file order; those of an include follow it. The fields below are the same ones by kind. */
  readonly statements: readonly Statement[]
  /** The first of each; a second one is a problem. */
  readonly model: ModelStatement | undefined
  readonly mesh: MeshStatement | undefined
  readonly device: DeviceStatement | undefined
  readonly tactics: readonly Tactic[]
  readonly schedules: readonly Schedule[]
  readonly includes: readonly IncludeStatement[]
}

export type Statement = ModelStatement | MeshStatement | DeviceStatement | Tactic | Schedule | IncludeStatement

export interface ModelStatement {
  readonly kind: 'model'
  readonly span: Span
  /** Without its quotes, escapes resolved. */
  readonly path: string
  /** With its quotes. */
  readonly pathSpan: Span
}

export interface IncludeStatement {
  readonly kind: 'include'
  readonly span: Span
  readonly path: string
  readonly pathSpan: Span
}

export interface MeshStatement {
  readonly kind: 'mesh'
  readonly span: Span
  /** From `mesh` to its brace. */
  readonly headSpan: Span
  readonly axes: readonly MeshAxisNode[]
}

export interface MeshAxisNode {
  readonly name: Name
  readonly size: number
  readonly sizeSpan: Span
  readonly span: Span
}

export interface DeviceStatement {
  readonly kind: 'device'
  readonly span: Span
  readonly name: Name
  readonly overrides: readonly Field[]
}

/** `memory: 16 GiB` in a device or an automatic tactic; `topology: 4x4`, `axes: { … }` in a device. */
export interface Field {
  readonly name: Name
  readonly value: Quantity | PathPattern | Shape | Layout
  readonly span: Span
}

/** `4x4x8`. */
export interface Shape {
  readonly kind: 'shape'
  readonly sizes: readonly number[]
  readonly span: Span
}

/** `{ batch: x, model: y z }`. */
export interface Layout {
  readonly kind: 'layout'
  readonly entries: readonly LayoutEntry[]
  readonly span: Span
}

export interface LayoutEntry {
  readonly name: Name
  readonly places: readonly Name[]
  readonly span: Span
}

/** A number with its unit, in base units: bytes, seconds, a share for percent, else the number itself. */
export interface Quantity {
  readonly kind: 'quantity'
  readonly value: number
  /** As written: `GiB`, `ms`, `%`; empty without one. */
  readonly unit: string
  readonly span: Span
}

export interface Tactic {
  readonly kind: 'tactic'
  readonly span: Span
  readonly name: Name
  /** From `tactic` up to its opening brace. */
  readonly headSpan: Span
  readonly isAutomatic: boolean
  readonly axes: readonly Name[]
  /** Empty for an automatic tactic. */
  readonly actions: readonly Action[]
  /** memory, over, evaluations, seed of an automatic tactic. */
  readonly fields: readonly Field[]
}

export interface Action {
  readonly span: Span
  readonly target: PathPattern | ScopeTarget | ValueTarget
  readonly condition: Condition | undefined
  readonly value: ActionValue
  readonly valueSpan: Span
}

/** `params.layer_*.attn.{q, k}`; `result.**` is a pattern whose first segment is `result`. */
export interface PathPattern {
  readonly kind: 'path'
  readonly segments: readonly PatternSegment[]
  readonly span: Span
}

export type PatternSegment =
  /** A word or number that may hold `*`; or quoted text, in which `*` and `?` match too. */
  | { readonly kind: 'glob'; readonly text: string; readonly isQuoted: boolean; readonly span: Span }
  /** `**`. */
  | { readonly kind: 'any'; readonly span: Span }
  /** `{q, k, mlp.up, 0..31}`: each alternative is a list of segments of its own. */
  | { readonly kind: 'alternatives'; readonly options: readonly (readonly PatternSegment[])[]; readonly span: Span }
  /** `0..31`, only inside braces; both ends included. */
  | { readonly kind: 'range'; readonly from: number; readonly to: number; readonly span: Span }

/** `both` names what either would, the forward pass first. */
export type ScopePass = 'forward' | 'backward' | 'both'

/** `at "layer_*\/mlp" backward result 0`. */
export interface ScopeTarget {
  readonly kind: 'scope'
  readonly scope: string
  readonly scopeSpan: Span
  /** In which pass it leaves the scope. */
  readonly pass: ScopePass
  /** Undefined: all results of the scope. */
  readonly result: number | undefined
  readonly span: Span
}

/** `at %57`, `at %58#1`: the name as written, with its `%`. */
export interface ValueTarget {
  readonly kind: 'value'
  readonly name: string
  readonly span: Span
}

export type ActionValue =
  | { readonly kind: 'dim'; readonly dim: number }
  /** `only 1`: that dim may be split, and no other. */
  | { readonly kind: 'only'; readonly dim: number }
  | { readonly kind: 'firstDivisible' }
  | { readonly kind: 'largestDivisible' }
  | { readonly kind: 'replicated' }

export type { ComparisonOperator }

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition; readonly span: Span }
  | { readonly kind: 'not'; readonly operand: Condition; readonly span: Span }
  | {
      readonly kind: 'comparison'
      readonly property: 'rank' | 'bytes' | 'elements' | 'dtype' | 'dim'
      /** Only for `dim(i)`; negative counts from the end. */
      readonly dim: number | undefined
      readonly operator: ComparisonOperator
      /** A number in base units, or the name of an element type for dtype. */
      readonly value: number | string
      readonly span: Span
    }

export interface Schedule {
  readonly kind: 'schedule'
  readonly span: Span
  readonly name: Name
  readonly tactics: readonly Name[]
  readonly expectations: readonly Expectation[]
}

/** `expect executed.all_reduce == 418`. */
export interface Expectation {
  readonly span: Span
  /** From the figure to the end of its value, as written. */
  readonly text: string
  readonly figure: Name
  readonly operator: ComparisonOperator
  readonly value: Quantity
}
