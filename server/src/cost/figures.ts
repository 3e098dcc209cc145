// The figures of one evaluated step, as reports, hints and expectations read them.
import type { Bytes, Flops, Seconds } from '../base/units'
import type { CollectiveKind } from '../lowering/localProgram'

/** Totals of one kind of collective. */
export interface CollectiveFigures {
  /** As written in the lowered program. */
  readonly count: number
  /** Times trip counts. */
  readonly executed: number
  /** Full local arrays gathered or reduced, over all executions. */
  readonly bytes: Bytes
  readonly seconds: Seconds
}

/** Per device and execution of the program. */
export interface Figures {
  readonly collectives: Readonly<Record<CollectiveKind, CollectiveFigures>>
  readonly conflicts: number
  readonly argumentMemory: Bytes
  readonly resultMemory: Bytes
  /** Peak of what is neither argument nor result. */
  readonly temporaryMemory: Bytes
  /** Arguments + results - donated + temporaries, at the peak. */
  readonly peakMemory: Bytes
  readonly flops: Flops
  readonly computeTime: Seconds
  readonly communicationTime: Seconds
  /** Communication that no compute hides. */
  readonly exposedCommunication: Seconds
  readonly stepTime: Seconds
  /** Model flops utilisation: products of the unpartitioned program at the peak rates of their types / (devices · stepTime). 0 to 1. */
  readonly mfu: number
  /** Hardware flops utilisation: the same with what checkpointing computes again. */
  readonly hfu: number
}
