// The model as the rest of Shardlens sees it: scanned columns, parsed types, operation kinds, arguments with their paths.
import type { ModuleColumns } from '../mlir/columns'
import type { OperationKind } from './operations'
import type { TensorType } from './tensorTypes'

/** An argument or result of the analysed function. */
export interface Parameter {
  /** Normalised path: ['params', 'layer_0', 'attn', 'q'], or ['arg0'] and ['result', '0'] without a name. */
  readonly segments: readonly string[]
  /** The same, printed: `params.layer_0.attn.q`. */
  readonly path: string
  readonly type: TensorType
  /** Value id of an argument in `columns.values`; -1 for a result. */
  readonly value: number
  /** For a result: the argument whose buffer it is written to (`tf.aliasing_output`); for an argument: that result. -1: none. */
  readonly alias: number
  /** Donated without a fixed result (`jax.buffer_donor`). */
  readonly isDonor: boolean
}

export interface Module {
  readonly columns: ModuleColumns
  /** By `columns.types` id. */
  readonly types: readonly TensorType[]
  /** By `columns.names` id. */
  readonly kinds: readonly OperationKind[]
  /** Index in `columns.functions` of the function that is analysed (`main`, or the first public one), or -1. */
  readonly main: number
  /** Index in `columns.functions` by symbol. */
  readonly functions: ReadonlyMap<string, number>
  readonly arguments: readonly Parameter[]
  readonly results: readonly Parameter[]
  /** By operation: 1 where it breaks the specification, so that nothing is concluded from it. */
  readonly isBroken: Uint8Array
}
