// Shardings as a model states them: Shardy's attributes and HLO's strings, in one shape.
import type { Span } from '../../base/problems'

/** An axis of a mesh, or a part of one: `"a":(2)4` is the part of size 4 after a major part of size 2. */
export interface AxisRef {
  readonly name: string
  readonly part: { readonly before: number; readonly size: number } | undefined
}

export interface DimSharding {
  /** Major to minor. */
  readonly axes: readonly AxisRef[]
  /** `?`: propagation may split the dim further. */
  readonly isOpen: boolean
  /** Lower ones are applied first. */
  readonly priority: number
}

/** One value's sharding. Source: Shardy's TensorShardingAttr. */
export interface TensorSharding {
  /** Symbol of its mesh; empty for a mesh written in place. */
  readonly mesh: string
  /** Of a mesh written in place, `mesh<["a"=2]>`. */
  readonly inlineAxes: readonly MeshAxis[] | undefined
  readonly dims: readonly DimSharding[]
  readonly replicated: readonly AxisRef[]
  readonly unreduced: readonly AxisRef[]
}

export interface MeshAxis {
  readonly name: string
  readonly size: number
}

/** `sdy.mesh @name = <["a"=2, "b"=4]>`. */
export interface NamedMesh {
  readonly name: string
  readonly axes: readonly MeshAxis[]
  readonly span: Span
}

/** What states a sharding, and of which value. */
export interface FoundSharding {
  readonly place:
    | { readonly kind: 'argument'; readonly index: number }
    | { readonly kind: 'result'; readonly index: number }
    /** Result `index` of an operation of the columns. */
    | { readonly kind: 'operation'; readonly operation: number; readonly index: number }
    /** What a region partitioned by hand takes as operand `index`. */
    | { readonly kind: 'operand'; readonly operation: number; readonly index: number }
  readonly sharding:
    | { readonly kind: 'sdy'; readonly value: TensorSharding }
    /** `isOpen`: some dims are `unspecified_dims`, which propagation may split further. */
    | { readonly kind: 'hlo'; readonly text: string; readonly isOpen: boolean }
  readonly span: Span
}

/** Operations that are to be sharded alike: `sdy.sharding_group %x group_id=3`. */
export interface FoundGroup {
  readonly id: number
  readonly operation: number
}

export interface ModelShardings {
  readonly meshes: readonly NamedMesh[]
  readonly found: readonly FoundSharding[]
  readonly groups: readonly FoundGroup[]
}
